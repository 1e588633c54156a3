import type { Person, Policy } from "../domain/commands/permission.ts";
import { Problem } from "../domain/problem.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Asking, Origin } from "./edge/origin.ts";
import { isDirect } from "./names.ts";

/** What people are found by. */
type FoundBy = Pick<BotParts, "people" | "config">;

/** The person behind a request, or `null` when Slack does not say who it is. */
async function findPerson(origin: Origin, parts: FoundBy): Promise<Person | null> {
  const [member, isInChannel] = await Promise.all([
    parts.people.find(origin.user, origin),
    asksFromChannel(origin, parts),
  ]);
  return member === null ? null : { ...member, isInChannel };
}

/** Whether the request comes from the channel of the cards, or from somebody in it who writes to the app alone. */
async function asksFromChannel({ channel, user }: Origin, { people, config }: FoundBy): Promise<boolean> {
  if (channel === config.slack.channel) return true;
  return isDirect(channel) && isOpen(config.people) && (await people.isIn(config.slack.channel, user));
}

/** The same where a right is needed: an unknown person has none. */
export async function askingFor(origin: Origin, parts: FoundBy): Promise<Asking> {
  const person = await findPerson(origin, parts);
  if (person === null) throw unknownPerson();
  return { ...origin, person };
}

/** Where a look is open to everyone in the channel, it does not depend on Slack saying who somebody is. */
export async function lookingFor(origin: Origin, parts: FoundBy): Promise<Asking> {
  const person = await findPerson(origin, parts);
  if (person !== null) return { ...origin, person };
  if (!isOpen(parts.config.people)) throw unknownPerson();
  const isInChannel = await asksFromChannel(origin, parts);
  return { ...origin, person: { id: origin.user, groups: [], unasked: [], isGuest: true, isInChannel } };
}

function isOpen(policy: Policy): boolean {
  return policy.viewers.length === 0;
}

function unknownPerson(): Problem {
  return new Problem("person-unknown", "looking up in Slack who you are: no answer, so nothing was begun", {
    remedy: "try again in a minute",
  });
}

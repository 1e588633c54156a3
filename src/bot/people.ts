import type { WebClient } from "@slack/web-api";
import { WebAPIRateLimitedError } from "@slack/web-api";
import { z } from "zod";
import type { Log } from "../config/log.ts";
import { inTime } from "../config/time-limit.ts";
import type { Policy, UnaskedGroup } from "../domain/commands/permission.ts";
import { userGroupsOf } from "../domain/commands/permission.ts";
import { faultOf, groupRemedyOf, NO_LIST, SILENCE } from "../domain/messages/slack-error.ts";
import { slackError } from "./slack-client.ts";

/** A member as Slack knows them, apart from where they ask. */
export interface Member {
  readonly id: string;
  /** Those user groups of the policy that the person is in. */
  readonly groups: readonly string[];
  /** Those of which nobody can tell who is in them: they give nobody a right. */
  readonly unasked: readonly UnaskedGroup[];
  readonly isGuest: boolean;
}

/** Looks people up in Slack. */
export interface People {
  /**
   * `team` is the workspace that they ask from, as the request says it; empty where it says none. `null` when Slack does
   * not say who somebody is: then nobody is anybody, and whatever needs a right is refused.
   */
  find(user: string, from: { readonly team: string }): Promise<Member | null>;
  /** Whether the person is in that channel; `false` too when Slack does not say it. */
  isIn(channel: string, user: string): Promise<boolean>;
  /** The user groups of the policy that Slack does not tell of, in one sentence with what helps; `null`: none. */
  trouble(): Promise<string | null>;
}

/** How long an answer of Slack's is believed: who leaves a group loses its rights within a minute. */
const believedMs = 60_000;

/** After a failure Slack is left alone for so long: probes ask every few seconds, and would be limited with it. */
const failedMs = 10_000;

/** Slack gives at most so many members at once. */
const MEMBERS_A_PAGE = 1_000;

/** A form's trigger lives 3 s, and AWS is asked as well before it opens. */
const groupWithinMs = 1_000;

/** Only what parses says anything: a text has `includes` too, and an answer about somebody else is none about this one. */
const teamSchema = z.object({ team_id: z.string().min(1) });
const groupSchema = z.object({ users: z.array(z.string()) });
const membersSchema = z.object({
  members: z.array(z.string()),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
const userSchema = (id: string) =>
  z.object({
    id: z.literal(id),
    team_id: z.string().optional(),
    deleted: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    is_stranger: z.boolean().optional(),
    enterprise_user: z
      .object({ enterprise_id: z.string().optional(), teams: z.array(z.string()).optional() })
      .optional(),
  });

type Facts = z.infer<ReturnType<typeof userSchema>>;

/** Who is in a user group; or Slack's word for why it does not tell. */
type Membership = { readonly users: readonly string[] } | { readonly word: string };

/**
 * Asks Slack who is in a user group. What is no answer about a user group counts as not told (`NO_LIST`); what passes by
 * itself, or is no answer of Slack's, is thrown.
 */
export async function askUserGroup(client: WebClient, usergroup: string): Promise<Membership> {
  try {
    const { data } = groupSchema.safeParse(await client.usergroups.users.list({ usergroup }));
    return data ?? { word: NO_LIST };
  } catch (error) {
    const word = groupWordOf(error);
    if (word === SILENCE || faultOf(word) === "slack") throw error;
    return { word };
  }
}

/** Who is in a channel, page by page. */
async function membersOf(client: WebClient, channel: string): Promise<ReadonlySet<string>> {
  const all: string[] = [];
  let cursor: string | undefined;
  do {
    const page = membersSchema.parse(
      await client.conversations.members({ channel, limit: MEMBERS_A_PAGE, ...(cursor && { cursor }) }),
    );
    all.push(...page.members);
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return new Set(all);
}

/** Slack's word for why it does not tell of a user group: of whatever else answers in its place, none. */
export function groupWordOf(error: unknown): string {
  if (error instanceof WebAPIRateLimitedError) return "ratelimited";
  const word = slackError(error);
  if (word === null) return SILENCE;
  return /^[a-z][a-z0-9_]{1,59}$/.test(word) ? word : NO_LIST;
}

/** People over Slack's Web API; what it answered is believed for a minute. */
export function createPeople({
  client,
  policy,
  clock,
  log,
}: {
  readonly client: WebClient;
  readonly policy: Policy;
  readonly clock: { now(): Date };
  readonly log: Log;
}): People {
  const groups = userGroupsOf(policy);
  const believed = new Map<string, { readonly until: number; readonly answer: unknown }>();
  const underway = new Map<string, Promise<unknown>>();

  /** What is to last longer than any answer does was heard by a clock that has been set back since. */
  const isBelieved = (until: number): boolean => {
    const leftMs = until - clock.now().getTime();
    return leftMs > 0 && leftMs <= believedMs;
  };

  /** Only answers are believed, never failures; who asks while the same is being asked waits for that. */
  async function ask<T>(key: string, call: () => Promise<T>, forMs = believedMs): Promise<T> {
    const now = clock.now().getTime();
    const known = believed.get(key);
    if (known !== undefined && isBelieved(known.until)) return known.answer as T;
    for (const [old, { until }] of believed) if (!isBelieved(until)) believed.delete(old);
    const asked = underway.get(key) ?? call().finally(() => underway.delete(key));
    underway.set(key, asked);
    const answer = (await asked) as T;
    believed.set(key, { until: now + forMs, answer });
    return answer;
  }

  const ownTeam = () => ask("team", async () => teamSchema.parse(await client.auth.test()).team_id);
  const userOf = (user: string) =>
    ask(`user ${user}`, async () => userSchema(user).parse((await client.users.info({ user })).user));

  /**
   * One group that cannot be asked says nothing of the others, nor of who is named by id, and keeps nobody waiting: the
   * answer that comes later is there for the next one who asks. A failure is not asked for again at once, whoever asks.
   */
  async function membershipOf(id: string): Promise<{ readonly id: string } & Membership> {
    const known = believed.get(`silence of ${id}`);
    if (known !== undefined && isBelieved(known.until)) return { id, ...(known.answer as Membership) };
    const asked = ask(`group ${id}`, () => askUserGroup(client, id)).catch(async (error: unknown) => {
      log.warn({ group: id, err: error }, "slack did not say who is in a user group");
      return await ask(`silence of ${id}`, async () => ({ word: groupWordOf(error) }), failedMs);
    });
    const membership = await inTime(asked, groupWithinMs);
    return { id, ...(membership === "late" ? { word: SILENCE } : membership) };
  }

  return {
    async find(user, from) {
      try {
        const [team, facts, ...memberships] = await Promise.all([
          ownTeam(),
          userOf(user),
          ...groups.map(membershipOf),
        ]);
        return {
          id: user,
          groups: memberships.flatMap((group) =>
            "users" in group && group.users.includes(user) ? [group.id] : [],
          ),
          unasked: memberships.flatMap((group) =>
            "word" in group ? [{ id: group.id, word: group.word }] : [],
          ),
          isGuest: isGuest(facts, team) || !isOneOfTheirs(from.team, facts),
        };
      } catch (error) {
        log.warn({ user, err: error }, "slack did not say who this is");
        return null;
      }
    },
    async isIn(channel, user) {
      try {
        return (await ask(`members of ${channel}`, () => membersOf(client, channel))).has(user);
      } catch (error) {
        log.warn({ channel, err: error }, "slack did not say who is in the channel");
        return false;
      }
    },
    async trouble() {
      const memberships = await Promise.all(groups.map(membershipOf));
      const refused = memberships.flatMap((group) => ("word" in group ? [group] : []));
      const [first] = refused;
      if (first === undefined) return null;
      const named = refused.map(({ id, word }) => `${id} (${word})`).join(", ");
      return `Slack does not tell who is in ${named}, so it gives nobody a right; ${groupRemedyOf(first.word)}`;
    },
  };
}

/**
 * Guests, and people of another workspace who share the channel: `is_stranger` is false for those, so their team
 * is compared with ours (docs.slack.dev, Slack Connect). In an Enterprise organization one user has several teams.
 */
function isGuest(user: Facts, team: string): boolean {
  if (user.deleted || user.is_restricted || user.is_ultra_restricted || user.is_stranger) return true;
  return !teamsOf(user).includes(team);
}

/** Whether a person may speak from that workspace; from an organization's channel they speak from any one of theirs. */
function isOneOfTheirs(team: string, user: Facts): boolean {
  return team === "" || team === user.enterprise_user?.enterprise_id || teamsOf(user).includes(team);
}

function teamsOf(user: Facts): readonly (string | undefined)[] {
  return [user.team_id, ...(user.enterprise_user?.teams ?? [])];
}

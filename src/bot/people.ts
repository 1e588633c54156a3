import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Policy } from "../domain/permission.ts";
import type { Log } from "../log.ts";

/** A member as Slack knows them, apart from where they ask. */
export interface Member {
  readonly id: string;
  /** Those user groups of the policy that the person is in. */
  readonly groups: readonly string[];
  readonly isGuest: boolean;
}

/** Looks people up in Slack. */
export interface People {
  /** `null` when Slack does not answer: then nobody is anybody, and whatever needs a right is refused. */
  find(user: string): Promise<Member | null>;
}

/** How long an answer of Slack's is believed: who leaves a group loses its rights within a minute. */
const believedMs = 60_000;

const userSchema = z.object({
  team_id: z.string().optional(),
  deleted: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  enterprise_user: z.object({ teams: z.array(z.string()).optional() }).optional(),
});

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
  const named = [...policy.operators, ...policy.approvers, ...policy.viewers];
  const groups = [...new Set(named.filter((id) => id.startsWith("S")))];
  const believed = new Map<string, { readonly until: number; readonly answer: unknown }>();

  /** Only answers are believed, never failures. */
  async function ask<T>(key: string, call: () => Promise<T>): Promise<T> {
    const now = clock.now().getTime();
    const known = believed.get(key);
    if (known !== undefined && known.until > now) return known.answer as T;
    for (const [old, { until }] of believed) if (until <= now) believed.delete(old);
    const answer = await call();
    believed.set(key, { until: now + believedMs, answer });
    return answer;
  }

  const ownTeam = () => ask("team", async () => z.string().parse((await client.auth.test()).team_id));
  const userOf = (user: string) =>
    ask(`user ${user}`, async () => userSchema.parse((await client.users.info({ user })).user));
  const membersOf = (usergroup: string) =>
    ask(`group ${usergroup}`, async () => (await client.usergroups.users.list({ usergroup })).users ?? []);

  return {
    async find(user) {
      try {
        const [team, facts, ...members] = await Promise.all([
          ownTeam(),
          userOf(user),
          ...groups.map(membersOf),
        ]);
        return {
          id: user,
          groups: groups.filter((_, index) => members[index]?.includes(user)),
          isGuest: isGuest(facts, team),
        };
      } catch (error) {
        log.warn({ user, err: error }, "slack did not say who this is");
        return null;
      }
    },
  };
}

/**
 * Guests, and people of another workspace who share the channel: `is_stranger` is false for those, so their team
 * is compared with ours (docs.slack.dev, Slack Connect). In an Enterprise organization one user has several teams.
 */
function isGuest(user: z.infer<typeof userSchema>, team: string): boolean {
  if (user.deleted || user.is_restricted || user.is_ultra_restricted || user.is_stranger) return true;
  const teams = [user.team_id, ...(user.enterprise_user?.teams ?? [])];
  return !teams.includes(team);
}

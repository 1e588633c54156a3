import type { Config } from "../config/config.ts";
import type { Log } from "../config/log.ts";
import type { AuditBook } from "../jobs/audit/audit-book.ts";
import type { Outbox } from "../jobs/messages/outbox.ts";
import type { StepLogs } from "../jobs/messages/step-logs.ts";
import type { Requests, Runs } from "../jobs/requests/requests.ts";
import type { ScheduleDesk } from "../jobs/schedule/schedule-desk.ts";
import type { HomeStore } from "../jobs/store/home-store.ts";
import type { Inbox } from "../jobs/store/inbox.ts";
import type { WishStore } from "../jobs/store/wish-store.ts";
import type { People } from "./people.ts";
import type { Sharing } from "./shared-channel.ts";
import type { SlackClient } from "./slack-client.ts";

/** What the bot is built from; `src/app/wire-slack.ts` and tests make it. */
export interface BotOptions {
  readonly config: Pick<Config, "slack" | "people" | "stack" | "daily" | "audit" | "pace">;
  readonly requests: Requests;
  readonly runs: Runs;
  readonly desk: ScheduleDesk;
  readonly logs: StepLogs;
  readonly audit: Pick<AuditBook, "month">;
  /** Who has seen what summaries say is worth a look, where cards are, and which days were told of as late. */
  readonly outbox: Pick<
    Outbox,
    "acknowledge" | "acknowledgment" | "cardPlace" | "noticeOwedAt" | "takeFile" | "leaveFile"
  >;
  /** Why something cannot be said in the channel until somebody mends it, with what helps; `null` while nothing is known. */
  readonly unsaid: () => Promise<string | null>;
  /** What people want to be told of in direct messages. */
  readonly wishes: Pick<WishStore, "of" | "set">;
  /** Whose Home of the app may stand open. */
  readonly homes: Pick<HomeStore, "opened" | "all" | "take" | "shows" | "forget">;
  /** Where a delivery is heard and taken once. */
  readonly inbox: Pick<Inbox, "repeats" | "take">;
  readonly clock: { now(): Date };
  /** Slack's, which the times are held against that it puts into its requests. */
  readonly slackClock: { now(): Date };
  /** Hears of each request that is turned away, in one of a few constant phrases. */
  readonly refused: (because: string) => void;
  readonly log: Log;
  /** Without retries of its own. */
  readonly client: SlackClient;
}

/** What every listener may use. */
export interface BotParts extends BotOptions {
  readonly people: People;
  readonly sharing: Sharing;
}

import type { DaySummary } from "../../domain/loans/category-counts.ts";
import type { Acknowledgment } from "../../domain/messages/acknowledgment.ts";
import type { Alert } from "../../domain/messages/alert.ts";
import type { Notice } from "../../domain/messages/notice.ts";
import type { ScheduleMemory } from "../../domain/messages/schedule-memory.ts";
import type { SummarySince } from "../../domain/messages/summary-since.ts";
import type { RunMemory } from "../../domain/runs/card-memory.ts";
import type { Withdrawal } from "../../domain/runs/day-number/withdrawal.ts";
import type { RunView } from "../requests/run-view.ts";
import type { LogTail, Recipient } from "./step-logs.ts";

/** A message that is owed to a channel: recorded before it is posted, so that it is said once and not lost. */
export type Owed =
  | { readonly kind: "card"; readonly id: string; readonly view: RunView }
  | {
      readonly kind: "summary";
      readonly id: string;
      readonly summary: DaySummary;
      readonly since: SummarySince;
      readonly cardUrl: string | null;
    }
  /** `cardUrl` is that of the run it is about. */
  | {
      readonly kind: "notice";
      readonly id: string;
      readonly notice: Notice;
      readonly cardUrl: string | null;
      readonly thread: Thread | null;
    }
  | {
      readonly kind: "alert";
      readonly id: string;
      readonly alert: Alert;
      readonly view: RunView;
      readonly thread: Thread | null;
    };

/** The thread of a card that a message belongs to; where there is none, it stands in the channel by itself. */
export interface Thread {
  /** The card's. */
  readonly ts: string;
  /** Whether the channel is shown it too: whoever is not in the thread hears of no other reply. */
  readonly isBroadcast: boolean;
}

/** Where a message is. */
export interface Posted {
  readonly channel: string;
  readonly ts: string;
  /** `null`: Slack did not tell it. */
  readonly permalink: string | null;
}

/** A message of ours as the channel holds it, with what it was marked with when it was posted. */
export interface Spoken {
  readonly id: string;
  readonly ts: string;
  /** Who asked for the run of a card; `null` for other messages. */
  readonly asker: string | null;
  /** What a card says of its run; `null` for other messages, and where it cannot be read. */
  readonly memory: RunMemory | null;
  /** What a notice says that people decided about the schedule; `null` for other messages. */
  readonly schedule: ScheduleMemory | null;
  /** What a summary said; `null` for other messages, and for one that was too long to be kept. */
  readonly summary: DaySummary | null;
  /** That the number of a summary was taken back; `null` where it stands, and for other messages. */
  readonly withdrawn: Withdrawal | null;
  /** Who has seen what is worth a look in a summary; nobody where nobody said so, and for other messages. */
  readonly seen?: Acknowledgment | null;
}

/** What `jobs` needs said; `bot` renders it and speaks. All throw what the Slack client throws. */
export interface Announcer {
  /** Changes exactly when an edit would show something new. */
  fingerprint(owed: Owed): string;
  /** `isWhole`: it says all that there is to say; otherwise an edit adds what nobody is to be called by. */
  post(owed: Owed, channel: string): Promise<Posted & { readonly isWhole: boolean }>;
  /** `gone`: somebody deleted the message, or it is another app's. */
  edit(owed: Owed, at: { readonly channel: string; readonly ts: string }): Promise<"edited" | "gone">;
  /** Takes a message of ours back; one that is gone already stays so. */
  unsay(at: { readonly channel: string; readonly ts: string }): Promise<void>;
  /**
   * Finds a message of ours by the id in its metadata; after a lost reply this tells whether it was posted. A reply that was not
   * broadcast is found in its thread alone.
   */
  find(
    id: string,
    where: {
      readonly channel: string;
      readonly since: Date;
      /** The thread that alone has it; `null`: the channel's history has it. */
      readonly threadTs?: string | null;
    },
  ): Promise<Posted | null>;
  /** All messages of ours since then, and no later than `until`, newest first. */
  spoken(where: {
    readonly channel: string;
    readonly since: Date;
    readonly until?: Date;
    /** In that thread alone. */
    readonly threadTs?: string;
  }): Promise<readonly Spoken[]>;
  permalink(at: { readonly channel: string; readonly ts: string }): Promise<string>;
  /**
   * Tells that person alone what became of a log, in `home` where the bot is not in the channel; it cannot be found again. A
   * thread is told it once since then by that id.
   */
  tellLog(
    to: Recipient,
    found: { readonly id: string; readonly since: Date; readonly batch: RunView; readonly tail: LogTail },
    home: string,
  ): Promise<void>;
}

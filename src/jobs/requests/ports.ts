import type { Command, EmrStepName, ScheduleWish } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import type { FileChange } from "../../domain/loans/counted-file.ts";
import type { Notice } from "../../domain/messages/notice.ts";
import type { Problem } from "../../domain/problem.ts";
import type { CancelEffect } from "../../domain/runs/cancellation.ts";
import type { RunMemory } from "../../domain/runs/card-memory.ts";
import type { Asker, Run } from "../../domain/runs/run.ts";
import type { RunProgress } from "../../domain/runs/run-progress.ts";
import type { TodayAfterChange } from "../../domain/schedule/due-days.ts";
import type { ScheduleMemory } from "../../domain/schedule/schedule-memory.ts";
import type { ScheduleChange, ScheduleSetting } from "../../domain/schedule/schedule-setting.ts";

/** A run with what its journal tells, and where its card is. */
export interface RunView {
  readonly run: Run;
  readonly progress: RunProgress;
  /** Permalink of the card; `null` until it has been posted. */
  readonly cardUrl: string | null;
}

/** A request for work. `requestKey` is the same when Slack delivers the same command again. */
export interface Request {
  readonly asker: Asker;
  readonly requestKey: string;
  /** The backfill that asks for a day and tells of it on its own card; absent when a person asks. */
  readonly backfill?: string;
  /** Asked right before a run is opened, when all that takes its time is done; absent where a person asks. */
  readonly isStillWanted?: () => Promise<boolean>;
}

/** The code of a refusal of what `isStillWanted` has denied. */
export const WITHDRAWN = "withdrawn";

/** What asking for work came to. */
export type Asked =
  /** A new run; its card is on the way. */
  | { readonly is: "opened"; readonly view: RunView }
  /** That run is there already: live, or done, then perhaps of a file that has changed since. */
  | { readonly is: "known"; readonly view: RunView; readonly change?: FileChange | null }
  /** A run that had ended badly goes on from where it failed. */
  | { readonly is: "resumed"; readonly view: RunView }
  /** Another run holds the stack. */
  | { readonly is: "busy"; readonly holder: RunView }
  /** Another backfill has some of these days. */
  | { readonly is: "overlaps"; readonly holder: RunView }
  /** It makes no sense now: no stack to run on, nothing to tear down, wanted no longer. */
  | { readonly is: "refused"; readonly problem: Problem };

/** What pressing a button on a card came to. */
export type Pressed =
  | { readonly is: "taken"; readonly view: RunView }
  /** Too late or not possible: a few words that say why; `null` where the view tells it by itself. */
  | { readonly is: "late"; readonly because: string | null; readonly view: RunView }
  /** Not done: it would do this now, which the person was not told. */
  | { readonly is: "unconfirmed"; readonly effect: CancelEffect; readonly view: RunView }
  | { readonly is: "busy"; readonly holder: RunView }
  | { readonly is: "unknown" };

/** The stack as the bot needs to know it; `remains`: its making or its deletion failed, so that it takes no runs. */
export type StackPresence = "absent" | "there" | "remains";

/** What the bot may ask of the engine; every answer comes from the journal, Redis or AWS, never from memory. */
export interface Runs {
  /** Opens, finds or resumes the run that a command asks for. */
  ask(command: Extract<Command, { name: "deploy" | "run" | "teardown" }>, request: Request): Promise<Asked>;
  /** Lets a waiting run go on, if it is still in the attempt whose plan and requesters the person was judged by. */
  approve(runId: string, by: { readonly user: string; readonly attempt: number }): Promise<Pressed>;
  /** Takes up again what failed, was held, or, a day's batch alone, was canceled. */
  retry(runId: string, user: string): Promise<Pressed>;
  /** Writes down that the run is to end; what is underway is stopped before its next move. */
  cancel(runId: string, wish: CancelWish): Promise<Pressed>;
  view(runId: string): Promise<RunView | null>;
  /** The newest run of that day; `null` when it was never asked for since the stack was made. */
  batchOf(day: Day): Promise<RunView | null>;
  /** Newest first. */
  recent(limit: number): Promise<readonly RunView[]>;
  /** Runs that have not ended, oldest first. */
  live(): Promise<readonly RunView[]>;
  /** The newest run of each day; `null` for one that was never asked for since the stack was made. */
  days(days: readonly Day[]): Promise<readonly (RunView | null)[]>;
  /** The newest summary of that day; `null` when the day was not published since the stack was made. */
  summary(day: Day): Promise<DaySummary | null>;
  /** Whether the day's file is still the one that this batch counted: `null`, or what is there now. It may read the file. */
  fileChange(batch: RunView): Promise<FileChange | null>;
  /** Asks AWS. */
  stackPresence(): Promise<StackPresence>;
}

/** The schedule as it stands. */
export interface ScheduleView {
  readonly setting: ScheduleSetting;
  /** IANA name. */
  readonly zone: string;
  /** `HH:MM`, or `null`. */
  readonly deadline: string | null;
  /** The next days, with the moment (ISO) at which each is due; none while there is no schedule. */
  readonly next: readonly NextDay[];
  /** What was changed, newest first; a few. */
  readonly changes: readonly ScheduleChange[];
}

/** A day that is to come. */
export interface NextDay {
  readonly day: Day;
  /** ISO time at which it is due. */
  readonly at: string;
  readonly skipped: Skip | null;
  /** Somebody asked for it already, or another time did: it is not asked for again. */
  readonly hasRun: boolean;
}

/** What somebody's wish for the schedule came to. */
export type ScheduleChanged =
  /** The schedule is paused, or is not, as was wished. */
  | { readonly is: "already" }
  /** `today`: what another time means for it; `null` where nothing is to be said of it. */
  | { readonly is: "changed"; readonly today: TodayAfterChange | null };

/** A day that a person decided to pass over. */
export interface Skip {
  readonly user: string;
  readonly why: string;
  /** ISO time. */
  readonly at: string;
}

/** What skipping a day came to. */
export type Skipped =
  | { readonly is: "skipped" }
  /** Somebody did before. */
  | { readonly is: "known"; readonly skip: Skip }
  /** There is nothing to pass over: it has been counted, or is being counted. */
  | { readonly is: "done" | "live"; readonly view: RunView };

/** What the bot may ask of the timetable. */
export interface ScheduleDesk {
  view(): Promise<ScheduleView>;
  change(wish: ScheduleWish, user: string): Promise<ScheduleChanged>;
  skip(day: Day, by: { readonly user: string; readonly why: string }): Promise<Skipped>;
}

/** What was found of a step's log. */
export type LogTail =
  | {
      readonly is: "lines";
      readonly step: EmrStepName;
      readonly state: string;
      readonly lines: readonly string[];
    }
  /** EMR has not pushed it yet, or the step has not ended. */
  | {
      readonly is: "pending";
      readonly step: EmrStepName;
      readonly state: string;
      /** ISO time at which the step ended; `null` while it has not. */
      readonly endedAt: string | null;
    }
  /** There is none, and why. */
  | { readonly is: "none"; readonly because: string };

/** Logs of a batch's EMR steps, fit for people: redacted, and the end of them only. */
export interface StepLogs {
  /** The step that failed when `step` is `null`, else `2-count`. */
  tail(batch: RunView, step: EmrStepName | null): Promise<LogTail>;
  /** Owes it to that person: told as soon as it is there, whatever becomes of this process meanwhile. */
  promise(batch: RunView, step: EmrStepName | null, to: Person): Promise<void>;
}

/** One person, and where that person asked. */
export interface Person {
  readonly user: string;
  readonly channel: string;
  /** `null` outside of threads. */
  readonly threadTs: string | null;
}

/** A message that is owed to a channel: recorded before it is posted, so that it is said once and not lost. */
export type Owed =
  | { readonly kind: "card"; readonly id: string; readonly view: RunView }
  | {
      readonly kind: "summary";
      readonly id: string;
      readonly summary: DaySummary;
      readonly cardUrl: string | null;
    }
  /** `cardUrl` is that of the run it is about. */
  | {
      readonly kind: "notice";
      readonly id: string;
      readonly notice: Notice;
      readonly cardUrl: string | null;
    };

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
}

/** What somebody wants of a cancel. */
export interface CancelWish {
  readonly user: string;
  readonly reason: string;
  /** The effect that the person was told of before; `null`: none. */
  readonly told: string | null;
  /** Where the run has to be still, because the person was judged by that; `null`: whatever it does by then. */
  readonly only: Pick<RunView["progress"], "state" | "attempt"> | null;
}

/** What `jobs` needs said; `bot` renders it and speaks. All throw what the Slack client throws. */
export interface Announcer {
  /** Changes exactly when an edit would show something new. */
  fingerprint(owed: Owed): string;
  post(owed: Owed, channel: string): Promise<Posted>;
  /** `gone`: somebody deleted the message, or it is another app's. */
  edit(owed: Owed, at: { readonly channel: string; readonly ts: string }): Promise<"edited" | "gone">;
  /** Takes a message of ours back; one that is gone already stays so. */
  unsay(at: { readonly channel: string; readonly ts: string }): Promise<void>;
  /** Finds a message of ours by the id in its metadata; after a lost reply this tells whether it was posted. */
  find(id: string, where: { readonly channel: string; readonly since: Date }): Promise<Posted | null>;
  /** All messages of ours since then, and no later than `until`, newest first. */
  spoken(where: {
    readonly channel: string;
    readonly since: Date;
    readonly until?: Date;
  }): Promise<readonly Spoken[]>;
  permalink(at: { readonly channel: string; readonly ts: string }): Promise<string>;
  /** Tells that person alone what became of a log, in `home` where the bot is not in the channel; it cannot be found again. */
  tellLog(
    to: Person,
    found: { readonly batch: RunView; readonly tail: LogTail },
    home: string,
  ): Promise<void>;
}

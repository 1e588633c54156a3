import type { Day } from "../../domain/day.ts";
import { dayIn } from "../../domain/day.ts";
import { noticeNames } from "../../domain/messages/message-id.ts";
import { ITSELF } from "../../domain/runs/run.ts";
import { lastBankDays } from "../../domain/schedule/bank-days.ts";
import type { DaybookEntry } from "../../domain/schedule/daybook.ts";
import { dueDays } from "../../domain/schedule/due-days.ts";
import { calendarOf, dueUpTo, expectationOf, isNewCalendar } from "../../domain/schedule/expected-days.ts";
import { isToBeTold } from "../../domain/schedule/obstacle.ts";
import type { ScheduleSetting } from "../../domain/schedule/schedule-setting.ts";
import { firstDayOf, scheduleOf, settingOf } from "../../domain/schedule/schedule-setting.ts";
import { explain } from "../workflows/error-class.ts";
import { askFor, brokenBy } from "./ask-for-day.ts";
import type { WatchedFile } from "./changed-files.ts";
import { tellChangedFiles } from "./changed-files.ts";
import { dayBefore } from "./day-before.ts";
import type { LookedFor } from "./late-days.ts";
import { findAwaitedFiles, sayWhatIsLate } from "./late-days.ts";
import { leavePassedOver } from "./passed-over-days.ts";
import { sayWhatStands } from "./reminders.ts";
import type { DayAsked, Hindrance, Hold, Look, TimetableParts } from "./timetable-parts.ts";

/** How often the days that are due are compared with the runs. */
const EVERY_MS = 60_000;

/** So many comparisons in a row that came to nothing are no passing trouble. */
const PATIENCE = 10;

/**
 * Compares the days that are due by the calendar with the runs there are, and asks for those that are missing, one
 * after the other. It remembers nothing: any number of workers may do so at once, because a day has one run and one
 * request key, and a message one id.
 */
export class Timetable {
  readonly #parts: TimetableParts;
  /** Run id to the last look for its file. */
  readonly #lookedFor = new Map<string, LookedFor>();
  /** Run id to the last look at the file that it has counted. */
  readonly #watched = new Map<string, WatchedFile>();
  #tick: Promise<void> | null = null;
  /** What is configured is said once: of two processes that disagree the one that was started last is believed. */
  #hasToldCalendar = false;
  /** When a comparison last did all it should, by the clock that only grows, and what kept the newest one from it. */
  #well: { readonly atMs: number; readonly since: string | null };

  constructor(parts: TimetableParts) {
    this.#parts = parts;
    this.#well = { atMs: parts.clock.monotonic(), since: null };
  }

  /** Compares at once and then every minute, until it is stopped. */
  start(): { stop(): Promise<void> } {
    const compare = () => {
      this.#tick ??= this.compare().finally(() => {
        this.#tick = null;
      });
    };
    compare();
    const timer = setInterval(compare, EVERY_MS / this.#parts.pace);
    return {
      stop: async () => {
        clearInterval(timer);
        await this.#tick;
      },
    };
  }

  /** One comparison. Never rejects: what went wrong is logged, and told by `trouble` when it stays. */
  async compare(): Promise<void> {
    const { clock, log } = this.#parts;
    try {
      const hindrance = await this.#compare();
      if (hindrance === null) this.#well = { atMs: clock.monotonic(), since: null };
      else this.#well = { ...this.#well, since: hindrance };
    } catch (error) {
      this.#well = { ...this.#well, since: explain(error).message };
      log.warn({ err: error }, "comparing the timetable with the runs came to nothing");
    }
  }

  /** Why days that are due have not been asked for in a while; `null` while they are. */
  trouble(): string | null {
    const { clock, pace } = this.#parts;
    const quietMs = clock.monotonic() - this.#well.atMs;
    if (quietMs < (PATIENCE * EVERY_MS) / pace) return null;
    const minutes = Math.round(quietMs / 60_000);
    return `days that are due have not been asked for in ${minutes} min; ${this.#well.since ?? "the comparison does not end"}`;
  }

  /** Answers what stood in the way, where a person or time has to mend it. */
  async #compare(): Promise<string | null> {
    const { ledger } = this.#parts;
    // The worker tells a new or emptied Redis what the world holds; before that no day is known to be missing.
    if (await ledger.isYoung())
      return "this Redis is new or was emptied, and AWS has not told yet what there is";
    const look = await this.#look();
    if (look === null) {
      await tellChangedFiles(this.#parts, this.#watched, async () => (await this.#seeStack()) !== null);
      return null;
    }
    const { hindrance, setting } = look;
    await leavePassedOver(this.#parts, look);
    let asking: DayAsked | null = null;
    try {
      if (setting.time !== null && hindrance === null) {
        asking = await this.#askForNext(look);
        await findAwaitedFiles(this.#parts, look, this.#lookedFor);
      }
      if (hindrance === null) await tellChangedFiles(this.#parts, this.#watched, async () => true);
    } finally {
      // Also when nothing can be asked for: that a summary is late is what somebody has to hear then.
      await sayWhatIsLate(this.#parts, look, { asking, holdOf: (day) => this.#holdOf(day, look) });
    }
    if (asking?.obstacle?.is === "broken") throw asking.error;
    return hindrance?.problem ? `${hindrance.problem.says}; ${hindrance.problem.remedy}` : null;
  }

  /** `null` when there is nothing to do: no schedule and no deadline, paused, or no stack. */
  async #look(): Promise<Look | null> {
    const { store, daily, stack, deploys, ledger, clock } = this.#parts;
    const now = clock.now();
    const record = await store.record(now);
    const before = settingOf(record, daily.at);
    const daybook = await this.#daybook(now);
    const decided = await store.decisions();
    await sayWhatStands(this.#parts, { now, setting: before, record, decided, daybook });
    if (before.time === null) {
      if (before.begun !== null)
        await store.change(now, (read) => ({
          entry: settingOf(read, daily.at).begun === null ? null : { ...by(now), is: "off" },
          answer: null,
        }));
      if (daily.deadline === null) return null;
    }
    if (before.paused !== null) return null;
    const seen = await this.#seeStack();
    if (seen?.made) await ledger.stackIs(seen.made);
    const deployedAt = (await deploys.standsSince(stack)) ?? seen?.made?.madeAt ?? null;
    if (seen === null || deployedAt === null) return null;
    const setting =
      before.time === null
        ? { ...before, begun: null }
        : await this.#begun(before, { now, hindrance: seen.hindrance, daybook });

    const { hindrance } = seen;
    const createdAt = seen.made?.madeAt ?? null;
    const first = createdAt === null || deployedAt < createdAt ? deployedAt : createdAt;
    const firstDeploy = dayIn(daily.zone, new Date(first));
    const firstDay = setting.time === null ? firstDeploy : firstDayOf(setting, firstDeploy);
    if (firstDay === null) return null;
    const schedule = scheduleOf(setting, daily.zone);
    const expected = expectationOf({ daybook, record, configured: daily.calendar, schedule });
    const days = dueUpTo(now, { firstDay, schedule, expected });
    const begunAt = setting.begun?.at ?? first;
    return {
      now,
      hindrance,
      setting,
      schedule,
      firstDeploy,
      days,
      expected,
      since: new Date(begunAt > first ? begunAt : first),
      newest: await ledger.newestOfDays(stack, days),
      decided,
    };
  }

  /** Which stack was made when, where AWS tells it, and what keeps its days waiting; `null`: no stack that could have any. */
  async #seeStack(): Promise<{
    readonly made: { readonly id: string; readonly madeAt: string } | null;
    readonly hindrance: Hindrance | null;
  } | null> {
    const { world, stack, log } = this.#parts;
    try {
      const facts = await world.stacks.see(stack);
      if (facts === null) return null;
      const { id, createdAt: madeAt, status } = facts;
      const made = { id, madeAt };
      if (status.isServing) return { made, hindrance: null };
      // Being removed, or never made whole.
      if (status.isDeleting || status.isDeleted || status.isOnlyDeletable) return null;
      return { made, hindrance: { says: `the stack is ${status.text}`, problem: null } };
    } catch (error) {
      log.warn({ err: error }, "AWS does not tell whether there is a stack");
      return { made: null, hindrance: { says: "AWS cannot be asked", problem: brokenBy(error) } };
    }
  }

  /**
   * Days are due from the day on which the schedule was first seen, so that one that is switched on late does not
   * count months at once. In a ledger that has forgotten the deploy (Redis was emptied) as many as are caught up with are: of days that
   * were counted it knows from AWS.
   */
  async #begun(
    setting: ScheduleSetting,
    {
      now,
      hindrance,
      daybook,
    }: Pick<Look, "now" | "hindrance"> & { readonly daybook: readonly DaybookEntry[] },
  ): Promise<ScheduleSetting> {
    if (setting.begun !== null || hindrance !== null) return setting;
    const { store, ledger, deploys, daily, stack } = this.#parts;
    const [deployedAt, epoch] = [await deploys.deployedAt(stack), await ledger.epochAt()];
    // A deploy from before the epoch was told to this Redis, as all that it knows from then.
    const hasForgotten = deployedAt === null || (epoch !== null && new Date(deployedAt) < epoch);
    const today = dayIn(daily.zone, now);
    // What came due during a pause is not made up for, also not by a ledger that has forgotten when it began.
    const calendar = calendarOf(daybook, daily.calendar);
    const caughtUp = lastBankDays(calendar, { until: today, count: daily.catchUpDays });
    await store.change(now, (record) => {
      const resumed = record.findLast((entry) => entry.is === "resumed");
      const earliest = [...caughtUp.slice(0, 1), ...(resumed ? [resumed.from] : [])].toSorted();
      const from = hasForgotten ? (earliest.at(-1) ?? today) : today;
      const isBegun = settingOf(record, daily.at).begun !== null;
      return { entry: isBegun ? null : { ...by(now), is: "begun", from }, answer: null };
    });
    return settingOf(await store.record(now), daily.at);
  }

  /** Asks for the oldest missing day, if the bank day before it is done with; `null`: none was asked for. */
  async #askForNext(look: Look): Promise<DayAsked | null> {
    const { store, outbox, daily } = this.#parts;
    const { run, left } = dueDays({
      days: look.days,
      known: (day) => look.newest.has(day) || look.decided.has(day),
      limit: daily.catchUpDays,
    });
    const [day] = run;
    if (day === undefined) return null;
    const hold = await this.#holdOf(day, look);
    if (hold === "wait") return null;
    if (hold !== null) {
      const { day: by, ...how } = hold;
      await outbox.oweNotice(noticeNames.heldUp(by), { is: "held-up", day, by, ...how });
      return null;
    }
    const [firstLeft] = left;
    if (firstLeft !== undefined) {
      await outbox.oweNotice(noticeNames.daysLeft(firstLeft), { is: "days-left", run, left });
      await store.leave(left, look.now);
    }
    const asking = await askFor(this.#parts, look, day);
    const { obstacle } = asking;
    if (obstacle !== null && isToBeTold(obstacle, { dueAt: look.expected.dueSince(day), now: look.now })) {
      const runId = obstacle.is === "busy" ? obstacle.holder.runId : null;
      await outbox.oweNotice(noticeNames.keptWaiting(day), { is: "kept-waiting", day, obstacle, runId });
    }
    return asking;
  }

  /** What keeps a day waiting: the bank day before it, unless that one is counted, skipped, or was never due. */
  async #holdOf(day: Day, look: Look): Promise<Hold> {
    const before = dayBefore(day, look);
    if (before === null || look.decided.get(before)?.is === "skipped") return null;
    const runId = look.newest.get(before);
    const { dependsOnPast } = this.#parts.daily;
    if (runId === undefined) return dependsOnPast ? { day: before, outcome: null, runId: null } : null;
    const view = await this.#parts.runs.view(runId);
    const outcome = view?.run.outcome ?? null;
    // A forced generation that is at work, or failed, does not take back what an earlier one told.
    if (outcome === "succeeded" || (await this.#parts.runs.summary(before)) !== null) return null;
    if (outcome === null) return "wait";
    return dependsOnPast ? { day: before, outcome, runId } : null;
  }

  /** With the calendar of the configuration in it, from the moment at which it is first seen. */
  async #daybook(now: Date): Promise<readonly DaybookEntry[]> {
    const { store, daily } = this.#parts;
    const daybook = await store.daybook();
    const isNew = !this.#hasToldCalendar && isNewCalendar(daybook, daily.calendar);
    if (isNew) await store.note({ is: "calendar", at: now.toISOString(), calendar: daily.calendar });
    this.#hasToldCalendar = true;
    return isNew ? await store.daybook() : daybook;
  }
}

function by(now: Date) {
  return { at: now.toISOString(), user: ITSELF, why: null };
}

import type { Day } from "../domain/day.ts";
import { addDays, dayIn } from "../domain/day.ts";
import { daysBetween, dueDays, newestDue } from "../domain/schedule.ts";
import type { ScheduleSetting } from "../domain/schedule-setting.ts";
import { firstDayOf, settingOf } from "../domain/schedule-setting.ts";
import { findMissingFiles, sayWhatIsLate } from "./timetable-lateness.ts";
import type { Hold, Look, TimetableParts } from "./timetable-parts.ts";
import { CATCH_UP_DAYS, ITSELF } from "./timetable-parts.ts";

/** How often the days that are due are compared with the runs. */
const EVERY_MS = 60_000;

/**
 * Compares the days that are due by the calendar with the runs there are, and asks for those that are missing, one
 * after the other. It remembers nothing: any number of workers may do so at once, because a day has one run and one
 * request key, and a message one id.
 */
export class Timetable {
  readonly #parts: TimetableParts;
  /** Run id to the moment of the last look for its file. */
  readonly #lookedFor = new Map<string, number>();
  #tick: Promise<void> | null = null;

  constructor(parts: TimetableParts) {
    this.#parts = parts;
  }

  /** Compares at once and then every minute, until it is stopped. */
  start(): { stop(): Promise<void> } {
    const compare = () => {
      this.#tick ??= this.compare()
        .catch((error: unknown) =>
          this.#parts.log.warn({ err: error }, "comparing the timetable with the runs came to nothing"),
        )
        .finally(() => {
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

  /** One comparison. */
  async compare(): Promise<void> {
    const look = await this.#look();
    if (look === null) return;
    if (look.setting.time !== null) {
      await this.#askForNext(look);
      await findMissingFiles(this.#parts, look, this.#lookedFor);
    }
    await sayWhatIsLate(this.#parts, look, (day) => this.#holdOf(day, look));
  }

  /** `null` when there is nothing to do: no schedule and no deadline, paused, or no healthy stack. */
  async #look(): Promise<Look | null> {
    const { store, daily, stack, world, ledger, clock } = this.#parts;
    const now = clock.now();
    // The worker tells a new or emptied Redis what the world holds; before that no day is known to be missing.
    if (await ledger.isYoung()) return null;
    const before = settingOf(await store.record(), daily.at);
    if (before.time === null) {
      if (before.begun !== null) await store.write({ ...by(now), is: "off" });
      if (daily.deadline === null) return null;
    }
    const facts = await world.stacks.see(stack);
    const setting = before.time === null ? { ...before, begun: null } : await this.#begun(before, now);
    if (setting.paused !== null || facts === null || !facts.status.isHealthy) return null;

    const createdAt = facts.createdAt;
    const deployedAt = (await ledger.firstDeploy(stack)) ?? createdAt;
    const first = deployedAt < createdAt ? deployedAt : createdAt;
    const firstDeploy = dayIn(daily.zone, new Date(first));
    const firstDay = setting.time === null ? firstDeploy : firstDayOf(setting, firstDeploy);
    if (firstDay === null) return null;
    const schedule = { time: setting.time ?? "00:00", zone: daily.zone };
    const days = daysBetween(firstDay, newestDue(schedule, now));
    const begunAt = setting.begun?.at ?? first;
    return {
      now,
      setting,
      schedule,
      days,
      since: new Date(begunAt > first ? begunAt : first),
      newest: await ledger.newestOfDays(stack, days),
      decided: await store.decisions(),
    };
  }

  /**
   * Days are due from the day on which the schedule was first seen, so that one that is switched on late does not
   * count months at once. In a ledger that has forgotten the deploy (Redis was emptied) the last week is: of days that
   * were counted it knows from AWS.
   */
  async #begun(setting: ScheduleSetting, now: Date): Promise<ScheduleSetting> {
    if (setting.begun !== null) return setting;
    const { store, ledger, daily, stack } = this.#parts;
    const knowsDeploy = (await ledger.firstDeploy(stack)) !== null;
    const today = dayIn(daily.zone, now);
    const from = knowsDeploy ? today : addDays(today, 1 - CATCH_UP_DAYS);
    await store.write({ ...by(now), is: "begun", from });
    return settingOf(await store.record(), daily.at);
  }

  /** Asks for the oldest missing day, if the day before it is done with. */
  async #askForNext(look: Look): Promise<void> {
    const { store, runs, outbox, stack, channel, log } = this.#parts;
    const [firstDay] = look.days;
    if (firstDay === undefined) return;
    const { run, left } = dueDays({
      schedule: look.schedule,
      now: look.now,
      firstDay,
      known: (day) => look.newest.has(day) || look.decided.has(day),
      limit: CATCH_UP_DAYS,
    });
    const [day] = run;
    if (day === undefined) return;
    const hold = await this.#holdOf(day, look);
    if (hold === "wait") return;
    if (hold !== null) {
      const before = addDays(day, -1);
      await outbox.oweNotice(`hold-${before}`, { is: "held-up", day, by: before, ...hold });
      return;
    }
    if (left.length > 0) {
      await outbox.oweNotice(`left-${left[0]}`, { is: "days-left", run, left });
      await store.leave(left, look.now);
    }
    const asked = await runs.ask(
      { name: "run", day, force: false },
      { asker: { user: ITSELF, channel }, requestKey: `schedule-${stack}-${day}` },
    );
    log.info({ day, came: asked.is }, "a day is due");
  }

  /** What keeps a day waiting: the day before it, unless that one is counted, skipped, or was never due. */
  async #holdOf(day: Day, look: Look): Promise<Hold> {
    const before = addDays(day, -1);
    const [firstDay] = look.days;
    if (firstDay === undefined || before < firstDay) return null;
    if (look.decided.get(before)?.is === "skipped") return null;
    const runId = look.newest.get(before);
    if (runId === undefined) return { outcome: null, runId: null };
    const view = await this.#parts.runs.view(runId);
    const outcome = view?.run.outcome ?? null;
    // A forced generation that is at work, or failed, does not take back what an earlier one told.
    if (outcome === "succeeded" || (await this.#parts.runs.summary(before)) !== null) return null;
    return outcome === null ? "wait" : { outcome, runId };
  }
}

function by(now: Date) {
  return { at: now.toISOString(), user: ITSELF, why: null };
}

import type { Clock } from "../../config/clock.ts";
import { addDays, dayIn } from "../../domain/day.ts";
import type { BankCalendar } from "../../domain/schedule/bank-days.ts";
import { newestDue } from "../../domain/schedule/due-days.ts";
import { expectationOf } from "../../domain/schedule/expected-days.ts";
import { firstDayOf, scheduleOf, settingOf } from "../../domain/schedule/schedule-setting.ts";
import type { Runs } from "../../jobs/requests/requests.ts";
import type { DeployLedger } from "../../jobs/store/deploy-ledger.ts";
import type { ScheduleStore } from "../../jobs/store/schedule-store.ts";
import type { Gauge } from "./gauges.ts";

/**
 * How long the newest bank day that is due has been without its summary. It asks Redis alone, and what it tells does not
 * need a timetable that runs: a day that nobody has begun is late too.
 */
export function latenessGauge(parts: {
  readonly store: Pick<ScheduleStore, "record" | "decisions" | "daybook">;
  readonly deploys: Pick<DeployLedger, "standsSince">;
  readonly runs: Pick<Runs, "summary">;
  /** As configured. */
  readonly daily: {
    readonly zone: string;
    readonly at: string | null;
    readonly calendar: BankCalendar;
  };
  readonly stack: string;
  readonly clock: Pick<Clock, "now">;
}): Gauge {
  const { store, deploys, runs, daily, stack, clock } = parts;

  /** Seconds; `null` while no day is expected: no schedule, paused, or nothing stands. */
  async function lateness(): Promise<number | null> {
    const now = clock.now();
    const record = await store.record(now);
    const setting = settingOf(record, daily.at);
    const deployedAt = await deploys.standsSince(stack);
    if (setting.time === null || setting.paused !== null || deployedAt === null) return null;
    const firstDay = firstDayOf(setting, dayIn(daily.zone, new Date(deployedAt)));
    const schedule = scheduleOf(setting, daily.zone);
    if (firstDay === null) return null;
    const expected = expectationOf({
      daybook: await store.daybook(),
      record,
      configured: daily.calendar,
      schedule,
    });
    let day = newestDue(schedule, now);
    while (day >= firstDay && !expected.isWanted(day)) day = addDays(day, -1);
    if (day < firstDay) return null;
    const isSkipped = (await store.decisions()).get(day)?.is === "skipped";
    if (isSkipped || (await runs.summary(day)) !== null) return 0;
    return (now.getTime() - expected.dueSince(day).getTime()) / 1_000;
  }

  return {
    name: "loans_lateness_seconds",
    help: "How long the newest day that is due has been without its summary; 0 when it has one or was skipped",
    labels: [],
    read: async () => {
      const value = await lateness();
      return value === null ? [] : [{ value }];
    },
  };
}

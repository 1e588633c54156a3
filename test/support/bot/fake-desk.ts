import type { Day } from "../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../src/domain/schedule/bank-days.ts";
import type { DaybookEntry, DayDecision } from "../../../src/domain/schedule/daybook.ts";
import type { ScheduleEntry } from "../../../src/domain/schedule/schedule-setting.ts";
import type { Runs } from "../../../src/jobs/requests/requests.ts";
import type { ScheduleDesk } from "../../../src/jobs/schedule/schedule-desk.ts";
import { createScheduleDesk } from "../../../src/jobs/schedule/schedule-desk.ts";

/** The product's own desk for the schedule, over a record in memory. */
export function fakeDesk({
  runs,
  zone,
  now,
}: {
  readonly runs: Runs;
  readonly zone: string;
  readonly now: () => Date;
}): ScheduleDesk {
  const record: ScheduleEntry[] = [];
  const decided = new Map<Day, DayDecision>();
  const daybook: DaybookEntry[] = [];
  const newestOf = async ({ day }: { readonly day: Day }) =>
    (await runs.recent(100)).find(({ run }) => run.target.day === day)?.run.id ?? null;
  return createScheduleDesk({
    store: {
      record: async () => record,
      change: async (_, decide) => {
        const { entry, answer } = decide(record);
        if (entry !== null) record.push(entry);
        return answer;
      },
      decisions: async () => decided,
      daybook: async () => daybook,
      decide: async (act) => {
        daybook.push(act);
        for (const day of act.days) {
          if (act.is === "unskipped") decided.delete(day);
          else decided.set(day, { is: "skipped", user: act.user, why: act.why, at: act.at });
        }
      },
    },
    outbox: {
      ...{ oweNotice: async () => {}, cardIsStale: async () => {} },
      ...{ amendAlert: async () => {}, renewNotices: async () => {} },
    },
    ledger: {
      ready: async () => {},
      currentStack: async () => null,
      newestOf,
      newestOfDays: async (_, days) =>
        new Map(
          (
            await Promise.all(
              days.map(async (day) => {
                const runId = await newestOf({ day });
                return runId === null ? [] : [[day, runId] as const];
              }),
            )
          ).flat(),
        ),
    },
    deploys: { standsSince: async () => null },
    runs,
    daily: { zone, at: "07:30", deadline: "09:00", calendar: EVERY_DAY, freeze: null, catchUpDays: 7 },
    stack: "loan-tracker",
    now,
  });
}

import type { OfferedBy } from "../domain/commands/offers.ts";
import type { Day } from "../domain/day.ts";
import { dayIn } from "../domain/day.ts";
import { inTheWay } from "../domain/runs/ahead-in-line.ts";
import type { PassedOver } from "../domain/schedule/bank-days.ts";
import { lastBankDays, passedOver } from "../domain/schedule/bank-days.ts";
import type { StackLock } from "../domain/schedule/stack-lock.ts";
import { keepsOut } from "../domain/schedule/stack-lock.ts";
import { batchFacts } from "../domain/workflows/batch-facts.ts";
import { factsOf } from "../domain/workflows/index.ts";
import { stepOf } from "../domain/workflows/workflow-facts.ts";
import type { RunView } from "../jobs/requests/run-view.ts";
import type { ScheduleView } from "../jobs/schedule/desk-answers.ts";
import type { BotParts } from "./bot-parts.ts";
import { listedDays } from "./listed-days.ts";
import { stackState } from "./stack-state.ts";
import type { ListedDay } from "./views/runs/runs-list.ts";
import type { StackState } from "./views/stack-line.ts";
import { takesNoDays } from "./views/stack-line.ts";

/** What a menu and the Home of the app show of everything. */
export interface Overview {
  readonly stack: string;
  readonly state: StackState;
  readonly today: Day;
  /** Why no file is expected of today; `null`: one is. */
  readonly todayPassedOver: PassedOver | null;
  /** The last bank days, newest first; today is one of them only where it is one. */
  readonly days: readonly ListedDay[];
  readonly live: readonly RunView[];
  /** Who keeps others from changing the stack, perhaps a month's end; `null`: nobody. */
  readonly lock: StackLock | null;
  readonly schedule: ScheduleView;
}

/** How it is now, with so many bank days. */
export async function overviewNow(
  parts: BotParts,
  { days: count }: { readonly days: number },
): Promise<Overview> {
  const { config, clock, runs, desk } = parts;
  const today = dayIn(config.daily.zone, clock.now());
  const days = lastBankDays(config.daily.calendar, { until: today, count }).toReversed();
  const [state, listed, live, lock, schedule] = await Promise.all([
    stackState(parts),
    listedDays(days, parts),
    runs.live(),
    desk.lock(),
    desk.view(),
  ]);
  const todayPassedOver = passedOver(config.daily.calendar, today);
  return { stack: config.stack.name, state, today, todayPassedOver, days: listed, live, lock, schedule };
}

/** What of it decides what a menu offers that person (Slack's user id), by what their asking would be answered. */
export function offeredBy(
  { state, days, live, lock, schedule: { setting } }: Overview,
  user: string,
): OfferedBy {
  const known = typeof state === "object" && "is" in state ? state : null;
  return {
    hasStack: takesNoDays(state) === null,
    hasRemains: known === null || known.is !== "absent",
    isHeld: live.some(({ run }) => factsOf(run.workflow).holds === "alone"),
    isBusy: inTheWay(live) !== null,
    isLocked: keepsOut(lock, user),
    hasLogs: days.some(({ view }) => view !== null && hasLogs(view)),
    hasCounts: days.some(({ standing }) => standing !== null),
    schedule: setting.time === null ? "off" : setting.paused === null ? "on" : "paused",
  };
}

/** EMR writes them from the first step of the count on. */
function hasLogs({ progress }: RunView): boolean {
  const count = stepOf(batchFacts, progress, "process");
  return count !== undefined && count.state !== "waiting";
}

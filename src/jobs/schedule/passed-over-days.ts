import type { Day } from "../../domain/day.ts";
import { noticeNames } from "../../domain/messages/message-id.ts";
import { dueUpTo } from "../../domain/schedule/expected-days.ts";
import { LOOK_BACK_DAYS } from "../messages/retention.ts";
import type { Look, TimetableParts } from "./timetable-parts.ts";

/**
 * A schedule that goes on after a pause begins anew with today. Days that were due before the pause and have no run are
 * left to a person, who hears of them once.
 */
export async function leavePassedOver(
  { ledger, store, outbox, stack }: Pick<TimetableParts, "ledger" | "store" | "outbox" | "stack">,
  { setting, schedule, firstDeploy, days, expected, decided, now }: Look,
): Promise<void> {
  const { passedOver } = setting;
  const [firstDay] = days;
  if (passedOver === null || setting.time === null) return;
  const from = passedOver.from > firstDeploy ? (passedOver.from as Day) : firstDeploy;
  const before = dueUpTo(new Date(passedOver.until), { firstDay: from, schedule, expected })
    .filter((day) => firstDay === undefined || day < firstDay)
    .slice(-LOOK_BACK_DAYS);
  const newest = await ledger.newestOfDays(stack, before);
  const left = before.filter((day) => !newest.has(day) && !decided.has(day));
  const [firstLeft] = left;
  if (firstLeft === undefined) return;
  await outbox.oweNotice(noticeNames.daysLeft(firstLeft), { is: "days-left", run: [], left });
  await store.leave(left, now);
}

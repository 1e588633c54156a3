import type { DaySummary } from "../../domain/loans/category-counts.ts";
import { longDay } from "../../domain/long-day.ts";
import type { Acknowledgment } from "../../domain/messages/acknowledgment.ts";
import { md, mention, moment } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { says } from "./problem.ts";

/** What whoever says that a summary's remarks were seen hears. */
export function acknowledgedAnswer(
  { day }: Pick<DaySummary, "day">,
  { by, at, isFirst }: Acknowledgment & { readonly isFirst: boolean },
): Message {
  return isFirst
    ? says(md`Written down: the summary of ${longDay(day)} says that you have seen its warnings.`)
    : says(md`The warnings of ${longDay(day)} were seen already, by ${mention(by)}, ${moment(at)}.`);
}

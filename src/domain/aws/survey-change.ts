import { grouped } from "../grouped.ts";
import type { TeardownSurvey } from "../workflows/teardown-facts.ts";

/**
 * What would go with a teardown now that was not there when it was looked at before, in a few words; `null`: nothing. What
 * EMR writes into the lake while its cluster stands is no change.
 */
export function changeSince(before: TeardownSurvey, now: TeardownSurvey): string | null {
  // What is gone is not taken.
  if (now.stack === null) return null;
  if (before.stack === null) return "there is a stack again";
  if (before.stack.id !== now.stack.id) return "another stack was made in its place";
  if (before.stack.change !== now.stack.change) return "the stack was changed";
  if (before.stack.resources < now.stack.resources) {
    return `it has ${grouped(now.stack.resources)} resources, no longer ${grouped(before.stack.resources)}`;
  }
  return newDays(before, now);
}

function newDays({ lake: before }: TeardownSurvey, { lake: now }: TeardownSurvey): string | null {
  if (now === null) return null;
  if (before === null) return "the stack has a lake";
  // Of a lake that was not counted to its end more days would be seen whenever AWS is quicker.
  if (before.isMore || now.days === null) return null;
  if (before.days === null) return "the lake holds days";
  const { count, first, last } = before.days;
  if (now.days.count > count)
    return `the lake holds ${grouped(now.days.count)} days, no longer ${grouped(count)}`;
  return now.days.first < first || now.days.last > last ? "the lake holds another day" : null;
}

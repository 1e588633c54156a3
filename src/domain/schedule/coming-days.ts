import type { Day } from "../day.ts";
import { addDays } from "../day.ts";
import type { PassedOver } from "./bank-days.ts";
import type { Expectation } from "./expected-days.ts";
import type { Skip } from "./schedule-setting.ts";

/** What is to come: a day that will be asked for, or days that are passed over for one reason. */
export type Coming =
  | { readonly is: "due"; readonly day: Day }
  | {
      readonly is: "passed-over";
      readonly from: Day;
      readonly until: Day;
      readonly because: PassedOver | ({ readonly is: "skipped" } & Skip);
    };

/** Nobody looks further ahead than that for a bank day, whatever a calendar says. */
const FURTHEST_DAYS = 400;

/** The next `count` days that will be asked for from that one on, and between them those that will not, and why. */
export function comingDays({
  first,
  count,
  expected,
  skipOf,
}: {
  readonly first: Day;
  readonly count: number;
  readonly expected: Pick<Expectation, "passedOver">;
  readonly skipOf: (day: Day) => Skip | null;
}): readonly Coming[] {
  const coming: Coming[] = [];
  let due = 0;
  for (let ahead = 0; due < count && ahead < FURTHEST_DAYS; ahead += 1) {
    const day = addDays(first, ahead);
    const skip = skipOf(day);
    const because = expected.passedOver(day) ?? (skip && { is: "skipped" as const, ...skip });
    const last = coming.at(-1);
    if (because === null) {
      due += 1;
      coming.push({ is: "due", day });
    } else if (last?.is === "passed-over" && isSame(last.because, because)) {
      coming[coming.length - 1] = { ...last, until: day };
    } else {
      coming.push({ is: "passed-over", from: day, until: day, because });
    }
  }
  return coming;
}

type Because = Extract<Coming, { readonly is: "passed-over" }>["because"];

/** A weekend is one reason, whatever its days are called. */
function isSame(one: Because, other: Because): boolean {
  if (one.is === "skipped") return other.is === "skipped" && one.at === other.at;
  return one.is === other.is && (one.is === "weekday" || one.name === other.name);
}

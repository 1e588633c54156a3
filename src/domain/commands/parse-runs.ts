import type { Command, RunsState } from "./command.ts";
import type { ReadBy } from "./days/day-names.ts";
import { nearest } from "./edit-distance.ts";
import { readMonth } from "./parse-audit.ts";
import type { Parsed } from "./parse-result.ts";
import { misread, saidBack } from "./parse-result.ts";

/** How many days are shown at most: about a month, so that each has its line. */
const MOST_DAYS = 31;

/** What people say for how a run stands. */
const states: Readonly<Record<string, RunsState>> = {
  failed: "failed",
  failing: "failed",
  failures: "failed",
  red: "failed",
  held: "held",
  canceled: "canceled",
  cancelled: "canceled",
  succeeded: "succeeded",
  successful: "succeeded",
  done: "succeeded",
  told: "succeeded",
  green: "succeeded",
  underway: "underway",
  running: "underway",
  live: "underway",
  queued: "underway",
  skipped: "skipped",
};

/** Words between that say nothing. */
const empty: readonly string[] = [
  "of",
  "in",
  "the",
  "from",
  "last",
  "newest",
  "latest",
  "only",
  "runs",
  "days",
];

/** Reads which runs are wanted: how they stand, of which month and how many, in any order; `null` where the words say none of it. */
export function parseRunsFilter(rest: readonly string[], { today }: Pick<ReadBy, "today">): Parsed | null {
  const line = ["runs", ...rest].join(" ");
  const found: { only?: RunsState; month?: string; count?: number } = {};
  const unread: string[] = [];
  for (let at = 0; at < rest.length; at += 1) {
    const [word = "", next = ""] = rest.slice(at);
    const two = readMonth([word, next], today);
    const month = two ?? readMonth([word], today);
    const state = Object.hasOwn(states, word) ? states[word] : undefined;
    if (month !== null && found.month === undefined) {
      found.month = month;
      at += two === null ? 0 : 1;
    } else if (state !== undefined && found.only === undefined) found.only = state;
    else if (/^\d{1,3}$/.test(word) && found.count === undefined) found.count = Number(word);
    else if (!empty.includes(word)) unread.push(word);
  }
  const near = nearest(unread[0] ?? "", Object.keys(states));
  if (Object.keys(found).length === 0 && near === undefined) return null;
  const { month, count = 1 } = found;
  const thisMonth = today.slice(0, 7);
  const isLate = month !== undefined && month > thisMonth;
  const isTooMany = count < 1 || count > MOST_DAYS;
  // Whatever else is wrong with the line, what is offered can be typed.
  const within = { ...(isLate && { month: thisMonth }), ...(isTooMany && { count: MOST_DAYS }) };
  const meant = (over: typeof found = {}): Command => ({ name: "runs", ...found, ...within, ...over });
  if (unread.length > 0) {
    const only = near === undefined || found.only !== undefined ? {} : { only: states[near] ?? "failed" };
    const wrong = `${saidBack(unread.join(" "))} is too much: \`runs\` takes how they stand, such as failed, a month and how many`;
    return misread({ code: "extra-words", line, wrong, meant: [meant(only)] });
  }
  if (isLate) {
    const wrong = `${month} is after this month, ${thisMonth}`;
    return misread({ code: "future-month", line, wrong, meant: [meant()] });
  }
  if (isTooMany) {
    const wrong = `\`runs\` shows 1 to ${MOST_DAYS} days`;
    return misread({ code: "bad-count", line, wrong, meant: [meant()] });
  }
  return { is: "command", command: meant() };
}

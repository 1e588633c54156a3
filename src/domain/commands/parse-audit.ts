import type { Day } from "../day.ts";
import { addDays } from "../day.ts";
import type { Command } from "./command.ts";
import { months } from "./days/day-names.ts";
import type { Parsed, Words } from "./parse-result.ts";
import { misread, saidBack } from "./parse-result.ts";

/** Reads a month and `csv`; without a month it is this one. */
export function parseAudit({ rest, today }: Words): Parsed {
  const line = ["audit", ...rest].join(" ");
  const csv = rest.includes("csv");
  const words = rest.filter((word) => word !== "csv");
  const thisMonth = today.slice(0, 7);
  const make = (month: string): Command => ({ name: "audit", month, csv });
  const month = words.length === 0 ? thisMonth : readMonth(words, today);
  if (month === null) {
    return misread({
      code: "bad-month",
      line,
      wrong: `${saidBack(words.join(" "))} is no month; a month is ${thisMonth}, november, this month or last month`,
      meant: [make(meantMonth(words, today) ?? thisMonth)],
    });
  }
  if (month > thisMonth) {
    const wrong = `${month} is after this month, ${thisMonth}`;
    return misread({ code: "future-month", line, wrong, meant: [make(thisMonth)] });
  }
  return { is: "command", command: make(month) };
}

/** `2026-11` of words that name a month, the last one of that name that has begun; `null` where they name none. */
export function readMonth(words: readonly string[], today: Day): string | null {
  const said = words.join(" ");
  const first = `${today.slice(0, 7)}-01` as Day;
  if (said === "this month") return today.slice(0, 7);
  if (said === "last month") return addDays(first, -1).slice(0, 7);
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(said)) return said;
  const [, name = "", year] = /^([a-z]{3,9})(?: (\d{4}))?$/.exec(said) ?? [];
  const at = months.findIndex((one) => one === name || one.slice(0, 3) === name) + 1;
  if (at === 0) return null;
  const number = String(at).padStart(2, "0");
  if (year !== undefined) return `${year}-${number}`;
  // Without a year the last one of that name that has begun: nothing is recorded of one to come.
  const thisYear = Number(today.slice(0, 4));
  return `${today.slice(5, 7) >= number ? thisYear : thisYear - 1}-${number}`;
}

/** What was certainly meant with `2026/11`, `11/2026`, `2026-11-30` or `202611`. */
function meantMonth(words: readonly string[], today: Day): string | null {
  const said = words.join(" ");
  const [, year, month] =
    /^(\d{4})[-./]?(\d{2})(?:[-./]?\d{2})?$/.exec(said) ??
    /^(\d{2})[-./](\d{4})$/.exec(said)?.map((_, at, all) => all[at === 0 ? 0 : 3 - at]) ??
    [];
  const read = year === undefined || month === undefined ? null : readMonth([`${year}-${month}`], today);
  return read !== null && read <= today.slice(0, 7) ? read : null;
}

import { grouped } from "../../../../domain/grouped.ts";
import type { Contract } from "../../../../domain/loans/contract/contract.ts";
import type { Finding } from "../../../../domain/loans/finding.ts";
import { quotedList } from "../../../../domain/quoted-list.ts";
import { decimalFindings } from "./decimal-findings.ts";
import type { RecordCount } from "./records.ts";
import type { DoubtfulGroup } from "./subtotals.ts";

/** What tells that amounts are perhaps other ones than are read, or counted twice. */
export function amountFindings(records: RecordCount, contract: Contract): readonly Finding[] {
  return [...decimalFindings(records, contract), ...perhapsTotals(records, contract)];
}

/**
 * Rows that do not tell whose loan they are or which, often totals without a word, those with a word of totals beside
 * something else, and those with the sum of all others, whatever their words. They are counted all the same.
 */
function perhapsTotals(records: RecordCount, contract: Contract): readonly Finding[] {
  const { groups } = records.result();
  const where = contract.columns.some(({ sum }) => sum) ? "the counts and sums" : "the counts";
  const sure = subtotals(records, contract);
  const left = (group: DoubtfulGroup) => groups[group] > 0 && !sure.some((one) => one.groups.includes(group));
  const rows = (group: DoubtfulGroup) => rowsOf(group, groups[group], contract);
  const warn = (says: string): Finding => ({ rule: "perhaps-totals", says, verdict: "warn" });
  return [
    ...(left("neither")
      ? [warn(`${rows("neither")} neither a customer nor a category: perhaps totals`)]
      : []),
    ...(left("noId")
      ? [warn(`${rows("noId")} no "${contract.id}": perhaps subtotals, which are in ${where}`)]
      : []),
    ...(left("worded")
      ? [
          warn(
            `${rows("worded")} a word of totals beside something else: perhaps totals, which are in ${where}`,
          ),
        ]
      : []),
    ...[...totalRows(records, contract), ...sure].map(({ says, what, verdict }): Finding => {
      return { rule: "perhaps-totals", says: `${says}: ${what} in ${where}`, verdict };
    }),
  ];
}

/** One or two rows with the sum of all others. */
function totalRows(records: RecordCount, { rules }: Contract) {
  const found = records.result().amounts.flatMap((column) => {
    const { rows, isSure } = column.totals();
    return rows.length === 0 ? [] : [{ name: column.name, rows, isSure }];
  });
  const byRows = Map.groupBy(found, ({ rows }) => rows.map(grouped).join(" and "));
  return [...byRows].map(([which, columns]) => {
    const isOne = columns.every(({ rows }) => rows.length === 1);
    const has = isOne
      ? `row ${which} has the sum of all other rows`
      : `rows ${which} each have the sum of all others`;
    return {
      says: `${has} in ${quotedList(columns.map(({ name }) => name))}`,
      what: isOne ? "perhaps a total, which is" : "perhaps totals, which are",
      verdict: columns.some(({ isSure }) => isSure) ? rules.perhapsTotals : ("warn" as const),
    };
  });
}

/** Rows without an id or a category that have together the sum of all others. */
function subtotals(records: RecordCount, contract: Contract) {
  const { amounts, groups: rows } = records.result();
  const found = amounts.flatMap((column) => {
    const { subtotals: some } = column.totals();
    return some === null ? [] : [{ name: column.name, ...some }];
  });
  const alike = Map.groupBy(found, ({ groups, times }) => `${times} ${groups}`);
  return [...alike.values()].flatMap((columns) => {
    const [first] = columns;
    if (first === undefined) return [];
    const { groups, times } = first;
    const who = groups.map(
      (group) => `${many(group, rows[group], contract)} ${withoutWhat(group, contract)}`,
    );
    const have = groups.length === 1 && rows[groups[0] as DoubtfulGroup] === 1 ? "has" : "have together";
    const sum = times === 1n ? "the sum" : `${times} times the sum`;
    return [
      {
        ...{ groups, verdict: contract.rules.perhapsTotals, what: "perhaps subtotals, which are" },
        says: `${who.join(" and ")} ${have} ${sum} of all other rows in ${quotedList(columns.map(({ name }) => name))}`,
      },
    ];
  });
}

function withoutWhat(group: DoubtfulGroup, { id, category }: Contract): string {
  switch (group) {
    case "noId":
      return `without a "${id}"`;
    case "noCategory":
      return `without a "${category}"`;
    case "neither":
      return "with neither a customer nor a category";
    case "worded":
      return "with a word of totals";
    case "amongOthers":
      return "with a word of totals among others";
  }
}

function rowsOf(group: DoubtfulGroup, count: number, contract: Contract): string {
  const some = many(group, count, contract);
  return `${some} ${some.endsWith("s") ? "have" : "has"}`;
}

/** A number of rows without a category could be taken from that of all small counts. */
function many(group: DoubtfulGroup, count: number, { rules }: Contract): string {
  if (rules.smallCounts > 0 && (group === "neither" || group === "noCategory")) return "some rows";
  return `${grouped(count)} row${count === 1 ? "" : "s"}`;
}

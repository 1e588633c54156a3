import { grouped } from "../../../../../domain/grouped.ts";
import type { Contract } from "../../../../../domain/loans/contract/contract.ts";
import type { Finding } from "../../../../../domain/loans/finding.ts";
import { quotedList } from "../../../../../domain/quoted-list.ts";
import type { RecordCount } from "../records.ts";
import { decimalFindings } from "./decimal-findings.ts";
import type { DoubtfulGroup } from "./subtotals.ts";

/** By column of amounts. */
type Totals = ReturnType<RecordCount["totals"]>;

/** So many are told by their numbers. */
const MOST_ROWS = 10;

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
  const totals = records.totals();
  const where = contract.columns.some(({ sum }) => sum) ? "the counts and sums" : "the counts";
  const sure = subtotals(totals, { rows: groups, contract });
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
    ...[
      ...totalRows(totals, contract),
      ...ofLent(totals, contract),
      ...sure,
      ...ofAllCategories(totals, contract),
      ...ofCategories(totals, contract),
      ...sumsAbove(totals, contract),
    ].map(({ says, what, verdict }): Finding => {
      return { rule: "perhaps-totals", says: `${says}: ${what} in ${where}`, verdict };
    }),
  ];
}

/** One or two rows with the sum of all others. */
function totalRows(totals: Totals, { rules }: Contract) {
  const found = totals.filter(({ rows }) => rows.length > 0);
  const byRows = Map.groupBy(found, ({ rows, beside }) =>
    [rows, beside].map((some) => some.map(grouped).join(" and ")).join(";"),
  );
  return [...byRows].map(([key, columns]) => {
    const [which = "", beside = ""] = key.split(";");
    const isOne = columns.every(({ rows }) => rows.length === 1);
    const but = beside === "" ? "" : ` but row${beside.includes(" ") ? "s" : ""} ${beside}`;
    const has = isOne
      ? `row ${which} has the sum of all other rows${but}`
      : `rows ${which} each have the sum of all others`;
    return {
      says: `${has} in ${quotedList(columns.map(({ name }) => name))}`,
      what: isOne ? "perhaps a total, which is" : "perhaps totals, which are",
      verdict: columns.some(({ isSure }) => isSure) ? rules.perhapsTotals : ("warn" as const),
    };
  });
}

/** A row with the sum of all others that no refund is. */
function ofLent(totals: Totals, { rules }: Contract) {
  const found = totals.flatMap((column) =>
    column.ofLent === null ? [] : [{ ...column, row: column.ofLent }],
  );
  return [...Map.groupBy(found, ({ row }) => row)].map(([row, columns]) => ({
    says: `row ${grouped(row)} has the sum of all other rows above 0 in ${quotedList(columns.map(({ name }) => name))}`,
    what: "perhaps a total, which is",
    verdict: columns.some(({ isSure }) => isSure) ? rules.perhapsTotals : ("warn" as const),
  }));
}

/** Rows without an id or a category that have together the sum of all others. */
function subtotals(
  totals: Totals,
  {
    rows,
    contract,
  }: { readonly rows: ReturnType<RecordCount["result"]>["groups"]; readonly contract: Contract },
) {
  const found = totals.flatMap(({ name, subtotals: some }) => (some === null ? [] : [{ name, ...some }]));
  const alike = Map.groupBy(found, ({ groups, times }) => `${times} ${groups}`);
  return [...alike.values()].flatMap((columns) => {
    const [first] = columns;
    if (first === undefined) return [];
    const { groups, times } = first;
    const who = groups.map(
      (group) => `${many(group, rows[group], contract)} ${withoutWhat(group, contract)}`,
    );
    const have = groups.length === 1 && rows[groups[0] as DoubtfulGroup] === 1 ? "has" : "have together";
    return [
      {
        ...{ groups, verdict: contract.rules.perhapsTotals, what: "perhaps subtotals, which are" },
        says: `${who.join(" and ")} ${have} ${timesTheSum(times)} of all other rows in ${quotedList(columns.map(({ name }) => name))}`,
      },
    ];
  });
}

const whoseRows = {
  // Their number could be that of a category that is not told.
  "of-one": "the rows of one category",
  alone: "the rows that are alone in their category",
  "of-one-and-alone": "the rows of one category, and those that are alone in theirs,",
} as const;

/** Rows of one category, or of several with one row each, that have together the sum of all others; of round amounts it may be chance. */
function ofAllCategories(totals: Totals, { rules }: Contract) {
  const found = totals.flatMap(({ name, ofAll, isNoChance }) =>
    ofAll === null ? [] : [{ name, isNoChance, ...ofAll }],
  );
  return [...Map.groupBy(found, ({ are, times }) => `${timesTheSum(times)};${are}`).values()].flatMap(
    (columns) =>
      columns.slice(0, 1).map(({ are, times }) => ({
        says: `${whoseRows[are]} have together ${timesTheSum(times)} of all other rows in ${quotedList(columns.map(({ name }) => name))}`,
        what: "perhaps subtotals, which are",
        verdict: columns.some(({ isNoChance }) => isNoChance) ? rules.perhapsTotals : ("warn" as const),
      })),
  );
}

function timesTheSum(times: bigint): string {
  return times === 1n ? "the sum" : `${times} times the sum`;
}

/** Rows with the sum of all others of their category, in several categories: subtotals by whatever word. */
function ofCategories(totals: Totals, { rules }: Contract) {
  const found = totals.filter(({ ofCategories: rows }) => rows.length > 0);
  const byRows = Map.groupBy(found, ({ ofCategories: rows }) => rowsInWords(rows));
  return [...byRows].map(([which, columns]) => ({
    says: `${which} each have the sum of all other rows of their category in ${quotedList(columns.map(({ name }) => name))}`,
    ...{ what: "perhaps subtotals, which are", verdict: rules.perhapsTotals },
  }));
}

/** Rows with the sum of those above them, as where each page or branch has a total, or loans follow the total of all. */
function sumsAbove(totals: Totals, { rules }: Contract) {
  const found = totals.filter(({ above }) => above.rows.length > 0);
  return [...Map.groupBy(found, ({ above }) => rowsInWords(above.rows))].map(([which, columns]) => {
    const isOne = columns.every(({ above }) => above.rows.length === 1);
    return {
      says: `${which} ${isOne ? "has" : "each have"} the sum of the rows above in ${quotedList(columns.map(({ name }) => name))}`,
      what: isOne ? "perhaps a total, which is" : "perhaps totals, which are",
      verdict: columns.some(({ above }) => above.isNoChance) ? rules.perhapsTotals : ("warn" as const),
    };
  });
}

/** `row 4`, `rows 21, 42 and 63`, or of more `rows 21, 42, 63 and 7 more`. */
function rowsInWords(rows: readonly number[]): string {
  if (rows.length === 1) return `row ${grouped(rows[0] ?? 0)}`;
  const told = rows.length <= MOST_ROWS ? rows.slice(0, -1) : rows.slice(0, MOST_ROWS);
  const last =
    rows.length <= MOST_ROWS ? grouped(rows.at(-1) ?? 0) : `${grouped(rows.length - MOST_ROWS)} more`;
  return `rows ${told.map(grouped).join(", ")} and ${last}`;
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

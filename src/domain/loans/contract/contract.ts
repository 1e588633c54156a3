import { z } from "zod";
import { COMPARED_WITHIN_DAYS } from "../compared-within.ts";
import { expressionProblem } from "./footer-expression.ts";

/** What a column of the loan file holds: `number` and `amount` are looked at, `text` is not. */
export type ColumnKind = z.infer<typeof columnKind>;
const columnKind = z.enum(["category", "id", "number", "amount", "text"]);

/**
 * For comparing words whatever their case; upper case first, as some letters have two small ones. Which of its two a sigma
 * gets depends on what is behind it, so that one text with blanks and without them would differ.
 */
export const foldedCase = (text: string) => text.toUpperCase().toLowerCase().replaceAll("ς", "σ");

/** What a remedy that has the contract changed goes on with: a process reads it once. */
export const THEN_RESTART = " and restart the app, which reads it at its start";

/** What a rule does where it finds something. */
const ruleVerdict = z.enum(["hold", "warn", "ignore"]);
/** What is told at least. */
const toldVerdict = z.enum(["hold", "warn"]);

const share = z.number().min(0).max(1);
const word = z.string().trim().min(1).max(200);

const column = z
  .strictObject({
    is: columnKind.default("text").describe("what it holds; text is never looked at"),
    personal: z.boolean().default(false).describe("tells who a customer is: no value of it is ever shown"),
    sum: z.boolean().default(false).describe("its sum per category is told; of amounts alone"),
  })
  .refine(
    ({ is, sum }) => !sum || is === "amount",
    "has sum: true, which is for an amount; write is: amount beside it",
  )
  .refine(
    ({ is, personal }) => !personal || is !== "category",
    "has personal: true, and the names of categories are shown; take that out, or count by another column",
  )
  .refine(
    // Of a category with one loan the sum is that customer's amount.
    ({ sum, personal }) => !personal || !sum,
    "has personal: true and sum: true, and a sum may be of one customer alone; take one of them out",
  );

/** A day is compared with those of the five weeks before it, which have so many bank days also with a week of holidays. */
const MOST_DAYS = 20;
const upToMost = z.int().min(1).max(MOST_DAYS);

/** A number is held against the last `days` bank days, once there are `least` of them. */
function rangeRule(defaults: { readonly verdict: z.infer<typeof ruleVerdict>; readonly share: number }) {
  return z
    .strictObject({
      verdict: ruleVerdict.default(defaults.verdict),
      days: upToMost.default(14).describe("earlier bank days that are looked at"),
      least: upToMost.default(7).describe("with fewer earlier days nothing is held by it"),
      mads: z.number().min(0).max(1_000).default(5).describe("median absolute deviations that are usual"),
      share: share
        .default(defaults.share)
        .describe("share of the median that is usual whatever the days had"),
    })
    .refine(({ days, least }) => !(least > days), {
      error: ({ input }) =>
        `is ${(input as { least: number }).least}, more than days, so that nothing would ever be said; write less`,
      path: ["least"],
      when: ({ value }) => typeof value === "object" && value !== null,
    })
    .prefault({});
}

/** The header of the file that the product was made for, in its order. */
const presentColumns: Readonly<Record<string, z.input<typeof column>>> = {
  Customer_ID: { is: "id", personal: true },
  Age: { is: "number" },
  Gender: {},
  Occupation: {},
  "Marital Status": {},
  "Family Size": { is: "number" },
  Income: { is: "amount" },
  Expenditure: { is: "amount" },
  "Use Frequency": {},
  loan_category: { is: "category" },
  "Loan Amount": { is: "amount" },
  Overdue: {},
  "Debt Record": { is: "amount" },
  "Returned Cheque": {},
  "Dishonour of Bill": {},
};

/** What holds between columns is told also where one of them is wrong by itself; such a one is not yet read. */
const columns = z
  .record(z.string().min(1).max(200), column)
  .superRefine(
    (all, context) => {
      const complain = (name: string, message: string) =>
        context.addIssue({ code: "custom", path: [name], message });
      const trimmed = new Map<string, string>();
      for (const name of Object.keys(all)) {
        const same = trimmed.get(name.trim());
        if (name !== name.trim())
          complain(name, "has a blank at an end, which is taken off in the header; write it without");
        if (same !== undefined) complain(name, `is "${same}" once more; leave one of them`);
        trimmed.set(name.trim(), name);
      }
      const named = (kind: ColumnKind) => Object.keys(all).filter((name) => all[name]?.is === kind);
      const [category, ...more] = named("category");
      const [id, ...others] = named("id");
      for (const name of more)
        complain(
          name,
          `is: category, and so is "${category}"; leave exactly one, by which the loans are counted`,
        );
      for (const name of others)
        complain(name, `is: id, and so is "${id}"; leave at most one, which tells rows apart`);
      const isUnread = Object.values(all).some(
        // A text is told as no column itself; null is one that is empty.
        (one) => one !== null && (typeof one !== "object" || !columnKind.safeParse(one.is ?? "text").success),
      );
      if (category === undefined && !isUnread)
        context.addIssue(
          "has no column with is: category; write that beside the one by which the loans are counted",
        );
    },
    { when: ({ value }) => typeof value === "object" && value !== null && !Array.isArray(value) },
  )
  .prefault(presentColumns);

const rules = z
  .strictObject({
    malformed: share
      .default(0.01)
      .describe("share of lines in rows with a wrong number of fields, above which the day is held"),
    swallowed: share
      .default(0.01)
      .describe("share of lines inside quoted fields, above which the day is held"),
    lastLineEnd: ruleVerdict
      .default("warn")
      .describe("the last line has no line end, so that its row may be cut off"),
    footer: ruleVerdict
      .default("hold")
      .describe("the file does not end with the footer that the contract names, so that it may be cut off"),
    perhapsTotals: toldVerdict
      .default("hold")
      .describe(
        "rows that have the sum of all others in a column of ten amounts and more, as totals and subtotals have",
      ),
    identical: ruleVerdict.default("hold").describe("the same bytes as published for another day"),
    total: rangeRule({ verdict: "hold", share: 0.1 }).describe("the day's loans"),
    category: rangeRule({ verdict: "warn", share: 0.5 }).describe("the loans of each category"),
    newCategory: ruleVerdict
      .default("warn")
      .describe(`a category that no day of the last ${COMPARED_WITHIN_DAYS} had`),
    vanishedCategory: ruleVerdict.default("warn").describe("a category that earlier days had"),
    numericCategory: ruleVerdict.default("warn").describe("a category of digits alone"),
    lookAlike: ruleVerdict.default("warn").describe("two categories that look like one"),
    columns: share
      .default(0.5)
      .describe(
        `share of unreadable values in a number or amount column, and of loans without a category or with one that no day of the last ${COMPARED_WITHIN_DAYS} had, above which the day is held`,
      ),
    smallCounts: z
      .int()
      .min(0)
      .max(1_000)
      .default(0)
      .describe('categories under so many loans are shown as "others"; 0 = never'),
  })
  .prefault({});

/** The 27 letters of windows-1252 that ISO 8859-1 has not, by what reads them. */
const lettersOfWindows = new TextDecoder("windows-1252").decode(
  Uint8Array.from({ length: 32 }, (_, at) => 0x80 + at),
);

/** The first letter of a name that a file of the encoding cannot hold, if there is one. */
function unwritable(name: string, encoding: string): readonly string[] {
  if (encoding !== "windows-1252" && encoding !== "iso-8859-1") return [];
  const others = encoding === "windows-1252" ? lettersOfWindows : "";
  return [...name].filter((letter) => letter > "\u00ff" && !others.includes(letter)).slice(0, 1);
}

/** The contract as people write it, a file of YAML; what is left out is as in the file that the product was made for. */
export const contractFile = z
  .strictObject({
    separator: z.enum([",", ";", "tab", "|"]).default(",").describe("between fields"),
    encoding: z.enum(["utf-8", "windows-1252", "iso-8859-1"]).default("utf-8"),
    decimal: z.enum([".", ","]).default(".").describe("of amounts; the other one may group their digits"),
    extraColumns: z.enum(["refuse", "allow"]).default("refuse").describe("columns that are not listed here"),
    columns: columns.describe("the required ones by their names in the header, in any order"),
    totals: z
      .array(
        word.refine(
          (text) => /[^\s:.=]/u.test(text),
          "is no word, since blanks and : . = behind one do not count; write its letters",
        ),
      )
      .max(50)
      .default(["total", "totals", "sub-total", "subtotal", "grand total", "sum"])
      .describe(
        "words in the id column (or the first) or that of the category, the other one being blank or the same: a row of totals, left out and told",
      ),
    categories: z
      .array(word)
      .max(1_000)
      .default([])
      .describe(
        "names that are categories, whatever they look like: they hold no day as names of persons, and are shown however few their loans are",
      ),
    footer: z
      .string()
      .min(1)
      .max(200)
      .superRefine((text, context) => {
        const says = expressionProblem(text);
        if (says !== null) context.addIssue(says);
      })
      .nullable()
      .default(null)
      .describe("a regular expression found in each of the last lines that are no loans, left out and told"),
    rules,
  })
  .superRefine(
    ({ columns: named, encoding }, context) => {
      for (const name of Object.keys(Object(named)))
        for (const letter of unwritable(name, encoding))
          context.addIssue({
            code: "custom",
            path: ["columns", name],
            message: `has the letter ${letter}, which ${encoding} cannot write; correct the name or the encoding`,
          });
    },
    { when: ({ value }) => typeof value === "object" && value !== null },
  );

/** A column that every file has to have. */
export interface ContractColumn {
  /** As in the header, without blanks around it. */
  readonly name: string;
  readonly is: ColumnKind;
  /** Tells who a customer is: no value of it is ever shown. */
  readonly personal: boolean;
  /** Its sum per category is told. */
  readonly sum: boolean;
}

/** What a loan file is: said once, read by the upload and by Spark on their own. */
export interface Contract
  extends Readonly<Omit<z.infer<typeof contractFile>, "separator" | "columns" | "totals">> {
  readonly separator: "," | ";" | "\t" | "|";
  /** Name of the one column that the counts are by. */
  readonly category: string;
  /** Name of the column that tells rows apart; `null`: none does. */
  readonly id: string | null;
  readonly columns: readonly ContractColumn[];
  /** By `foldedCase`. */
  readonly totals: readonly string[];
}

/** The contract that a parsed file says. */
export function contractOf({
  separator,
  columns: byName,
  totals,
  ...rest
}: z.infer<typeof contractFile>): Contract {
  const all = Object.entries(byName).map(([name, { is, personal, sum }]) => ({ name, is, personal, sum }));
  const nameOf = (kind: ColumnKind) => all.find(({ is }) => is === kind)?.name;
  const category = nameOf("category");
  if (category === undefined) throw new Error("a contract without a category was parsed");
  const folded = totals.map(foldedCase);
  return {
    ...rest,
    separator: separator === "tab" ? "\t" : separator,
    columns: all,
    category,
    id: nameOf("id") ?? null,
    totals: folded,
  };
}

/** Of the file that the product was made for. */
export const defaultContract: Contract = contractOf(contractFile.parse({}));

import { createHash } from "node:crypto";
import type { Day } from "../../src/domain/day.ts";
import { defaultCategories, drawCategories } from "./categories.ts";
import { placeFile } from "./place-file.ts";
import type { Random } from "./random.ts";
import { createRandom } from "./random.ts";

/** The header as the bank sends it: the last three names begin with a space. */
const header =
  "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category," +
  "Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill";

/** Which loan file to make. The same description gives the same bytes. */
export interface LoanFileDescription {
  /** Up to how many rows (apart from the header) or bytes; a file of bytes ends with the row that reaches them. */
  readonly size: { readonly rows: number } | { readonly bytes: number };
  readonly seed: number;
  /** How many categories there are to draw from. */
  readonly categories: number;
}

/** What was written. */
export interface WrittenLoanFile {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

const occupations = [
  "ACCOUNTANT",
  "ARMY",
  "BANK MANAGER",
  "CIVIL ENGINEER",
  "CLERK",
  "DATA ANALYST",
  "DENTIST",
  "DOCTOR",
  "DRIVER",
  "FARMER",
  "NURSE",
  "PILOT",
  "POLICE",
  "PROFESSOR",
  "SOFTWARE ENGINEER",
  "TEACHER",
  "TECHNICIAN",
] as const;

/** The 500-row file, whole: its categories count exactly `defaultCategoryCounts`. */
export function defaultLoanFile(): string {
  const random = createRandom(1);
  const categories = defaultCategories(random).values();
  const row = rowMaker(random, () => categories.next().value ?? "");
  return `${header}\r\n${Array.from({ length: 500 }, row).join("")}`;
}

/**
 * A maker of files of the same loans, so that the counts are the same, each in an order of the day's own: no two days that
 * are closer to each other than there are rows have the same bytes. On `first` it is the file as it is.
 */
export function dailyLoanFiles(text: string, first: Day): (day: Day) => string {
  const [head = "", ...rows] = recordsOf(text);
  return (day) => {
    const days = (Date.parse(day) - Date.parse(first)) / 86_400_000;
    const turn = ((days % rows.length) + rows.length) % rows.length;
    return [head, ...rows.slice(turn), ...rows.slice(0, turn)].join("");
  };
}

/** Lines with their ends, those together that a quoted field holds together. The last one gets the end of the others. */
function recordsOf(text: string): readonly string[] {
  const lines = text.split(/(?<=\n)/);
  const end = /\r?\n$/.exec(lines[0] ?? "")?.[0] ?? "\n";
  const records: string[] = [];
  let open = "";
  for (const line of lines) {
    open += line;
    if ((open.split('"').length - 1) % 2 === 1) continue;
    records.push(open.endsWith("\n") ? open : open + end);
    open = "";
  }
  return open === "" ? records : [...records, open];
}

/** The lines of a file, header first, each with its line break. All of it is ASCII: a character is a byte. */
export function* loanLines({ size, seed, categories }: LoanFileDescription): Generator<string> {
  const random = createRandom(seed);
  const row = rowMaker(random, drawCategories(categories, random));
  const first = `${header}\r\n`;
  yield first;
  let bytes = first.length;
  for (let rows = 0; "rows" in size ? rows < size.rows : bytes < size.bytes; rows++) {
    const line = row();
    bytes += line.length;
    yield line;
  }
}

/** Writes a loan file in bounded memory; the file appears whole or not at all. */
export async function writeLoanFile(
  file: string,
  description: LoanFileDescription,
): Promise<WrittenLoanFile> {
  let lines = 0;
  let bytes = 0;
  const hash = createHash("sha256");
  const chunks = function* () {
    let chunk = "";
    for (const line of loanLines(description)) {
      chunk += line;
      lines += 1;
      if (chunk.length >= 256 * 1024) {
        yield count(chunk);
        chunk = "";
      }
    }
    yield count(chunk);
  };
  const count = (chunk: string) => {
    bytes += chunk.length;
    hash.update(chunk);
    return chunk;
  };
  await placeFile(file, chunks());
  return { rows: lines - 1, bytes, sha256: hash.digest("hex") };
}

/**
 * Makes rows like the bank's: amounts in Indian grouping, one in four padded with spaces, some incomes and expenditures
 * blank, and now and then a customer's id a second time. Customers are called `LN…`, as none of the bank's is.
 */
function rowMaker(random: Random, nextCategory: () => string): () => string {
  let customer = 1_000_000;
  return () => {
    customer += random.oneIn(500) ? 0 : 1 + random.integer(5);
    const income = 20_000 + random.integer(80_000);
    const amount = inIndianGrouping((1 + random.integer(random.oneIn(4) ? 5_000 : 100)) * 1_000);
    const debt = 500 + random.integer(50_000);
    const fields = [
      `LN${customer}`,
      21 + random.integer(40),
      random.pick(["FEMALE", "MALE"]),
      random.pick(occupations),
      random.pick(["MARRIED", "MARRIED", "SINGLE"]),
      2 + random.integer(6),
      random.oneIn(16) ? "" : income,
      random.oneIn(26) ? "" : Math.round(income * 0.4) + random.integer(5_000),
      2 + random.integer(8),
      nextCategory(),
      random.oneIn(4) ? `" ${amount} "` : `"${amount}"`,
      1 + random.integer(9),
      random.oneIn(3) ? `"${inIndianGrouping(debt)}"` : debt,
      random.integer(10),
      random.integer(11),
    ];
    return `${fields.join(",")}\r\n`;
  };
}

/** Groups as India does: the last three digits, then pairs (1000000 is `10,00,000`). */
export function inIndianGrouping(amount: number): string {
  return String(amount).replace(/\B(?=(?:\d{2})*\d{3}$)/g, ",");
}

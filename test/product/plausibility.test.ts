import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../sandbox/driver/until.ts";
import type { Day } from "../../src/domain/day.ts";
import { addDays, daysOf } from "../../src/domain/day.ts";
import { shortDay } from "../../src/domain/long-day.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/** Days that add up and are wrong all the same: held against the days before them, before anybody is told. */

const FIRST = "2026-10-01" as Day;
const LAST = addDays(FIRST, 7);
const BACKFILL = cardId("backfill-loan-tracker-1");
const header =
  "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category," +
  "Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill";

let product: Product;
let files: string;

/** Made-up customers: no name of theirs may be seen anywhere. */
const surnames = ["QUARANDE", "QUIBBERLY", "QUOLLWORTH"];
const customers = Array.from({ length: 97 }, (_, index) => `ZED ${surnames[index % 3]} ${index}`);

/** `moved` puts the fields of a row, of which these are the customer's id, the occupation and the category. */
function put(
  day: Day,
  counts: Readonly<Record<string, number>>,
  moved = (id: string, occupation: string, category: string) => [id, occupation, category],
): void {
  const categories = Object.entries(counts).flatMap(([name, rows]) => Array<string>(rows).fill(name));
  // Of another customer each day, so that no two files are the same by chance.
  const from = 1_000 * Number(day.slice(-2));
  const rows = categories.map((category, at) => {
    const [first, fourth, tenth] = moved(`C${from + at}`, OCCUPATIONS[at % 3] ?? "", category);
    return `${first},30,FEMALE,${fourth},SINGLE,2,50000,20000,6,${tenth},1000,5,10,6,9`;
  });
  writeFileSync(join(files, `${day}.csv`), [header, ...rows, ""].join("\r\n"));
}

const OCCUPATIONS = ["CLERK", "ZITHER MAKER", "ZOOLOGIST"];

const usual = (day: Day) => ({ "GOLD LOAN": 100 + Number(day.slice(-2)), HOUSING: 60, AUTOMOBILE: 40 });
const runOf = (day: Day) => `batch-loan-tracker-${day}-g1`;
const cardOf = (day: Day) => cardId(runOf(day));
const published = async (day: Day) => kindsOf(await product.journal(runOf(day)), "publish");

/** Asks for the day and answers its card, once it has ended. */
async function run(day: Day): Promise<string> {
  await product.says(`/loans run ${day}`);
  await expect.poll(() => product.textOf(cardOf(day))).toMatch(/^(✅|❌|⚠️)/m);
  return await product.textOf(cardOf(day));
}

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), "loan-files-"));
  for (const day of daysOf(FIRST, LAST)) put(day, usual(day));
  product = await startProduct({ LOANS_SOURCE: join(files, "{date}.csv") }, sharedSpark());
  await product.deploy();
  await product.says(`/loans run ${FIRST}..${LAST}`);
  await product.shows(BACKFILL, "Apply");
  await product.press(BACKFILL, "run.apply");
  const hasEnded = async () => /^(✅|❌|⚠️)/m.test(await product.textOf(BACKFILL));
  await until("the first days are counted", hasEnded, { withinMs: 200_000 });
  expect(await product.textOf(BACKFILL)).toContain("succeeded");
}, 240_000);

afterAll(async () => {
  await product?.stop();
  rmSync(files, { recursive: true, force: true });
});

const again = addDays(LAST, 1);

test("the file of the day before holds the day, also where Redis knows nothing any more, and is not published", async () => {
  const yesterday = readFileSync(join(files, `${LAST}.csv`));
  writeFileSync(join(files, `${again}.csv`), yesterday);
  const card = await run(again);
  expect(card).toContain("⚠️ held");
  expect(card).toContain(`The same file as ${LAST}.`);
  expect(await published(again)).toEqual([]);
  expect(await product.message(summaryId(runOf(again)))).toBeUndefined();

  await product.redis.flushall();
  const later = addDays(again, 1);
  writeFileSync(join(files, `${later}.csv`), yesterday);
  // Neither the one that was held nor anything but what is published counts.
  expect(await run(later)).toContain(`The same file as ${LAST}.`);
  expect(await published(later)).toEqual([]);
});

test("Retry counts the file that was put in its place", async () => {
  put(again, usual(again));
  await expect.poll(() => product.press(cardOf(again), "run.retry").catch(String)).toBe("");
  await product.shows(cardOf(again), "succeeded");
  const summary = await product.shows(summaryId(runOf(again)), "Adds up");
  expect(summary).toContain(`Daily loans ${again}: 209`);
  expect(summary).toContain(`+1 since ${shortDay(LAST)}`);
  // Nine days are published; of those before them nothing is known.
  expect(summary).toMatch(
    new RegExp(`^Category +Loans +${shortDay(LAST)} +Change +Usual +Note +14 days$`, "m"),
  );
  expect(summary).toMatch(/^HOUSING +60 +60 +– +30–90 +– +·····█████████$/m);
  expect(summary).not.toContain("Worth a look");
});

test("the same day again by --force is no other day", async () => {
  await product.says(`/loans run ${again} --force "once more"`);
  const second = `batch-loan-tracker-${again}-g2`;
  await product.shows(cardId(second), "succeeded");
});

test("a day of one percent of its loans is held with what the days before had", async () => {
  const day = addDays(LAST, 3);
  put(day, { "GOLD LOAN": 2 });
  const card = await run(day);
  expect(card).toContain("⚠️ held · the day's data is in doubt, so no summary was posted");
  expect(card).toContain("2 loans; the last 9 days had 201–209, usual is 185–225.");
  expect(await published(day)).toEqual([]);
});

test("a category that is new, one that looks like another and one that vanished are told beside the counts", async () => {
  const day = addDays(LAST, 4);
  put(day, { "GOLD LOAN": 108, HOUSING: 55, "Gold Loans": 3, "FARM\u202eLOAN": 42, "4": 4 });
  await run(day);
  const summary = await product.shows(summaryId(runOf(day)), "Worth a look");
  expect(summary).toContain("• 4 is a number and no name of a category");
  expect(summary).toContain("• FARM[U+202E]LOAN is new: no day of the last 35 had it");
  expect(summary).toContain("• AUTOMOBILE has no loans; each of the last 9 days had some");
  expect(summary).toContain("• GOLD LOAN and Gold Loans look like one category");
  // The two days before it were held: gaps, and no zeros as of a category that nobody had.
  expect(summary).toMatch(/^HOUSING +55 +60 +−5 +30–90 +– +··█████████··█$/m);
  expect(summary).toMatch(/^AUTOMOBILE +0 +40 +−40 +20–60 +gone +··█████████··▁$/m);
  expect(summary).toMatch(/^FARM\S+LOAN +42 +0 +\+42 +– +new +··▁▁▁▁▁▁▁▁▁··█$/m);
});

test("97 customers in place of categories hold the day, and nobody sees one of them", async () => {
  const day = addDays(LAST, 5);
  put(day, { ...usual(day), ...Object.fromEntries(customers.map((name) => [name, 1])) });
  const card = await run(day);
  expect(card).toContain("⚠️ held");
  // The upload notices it, before any cluster is asked.
  expect(card).toContain("✗ find the day's file");
  expect(card).toMatch(
    /97 of 100 names in "loan_category" are new and stand in one row each, as customers do/,
  );
  expect(await product.ledger({ operation: "AddJobFlowSteps", prefix: `lt/${runOf(day)}/` })).toEqual([]);

  const other = addDays(LAST, 6);
  put(other, { ...usual(other), [`LN9000000 ${surnames[0]}`]: 1 });
  expect(await run(other)).toContain(
    '1 name looks like an account, an e-mail address or a person, where "loan_category" should have categories: in row 215.',
  );

  await expectNowhere([...surnames, "LN9000000"]);
});

test("columns that changed their places under the same header hold the day, and no value of them is shown", async () => {
  const [day, other] = [addDays(LAST, 7), addDays(LAST, 8)];
  put(day, usual(day), (id, occupation, category) => [category, occupation, `CUST00${id}`]);
  const card = await run(day);
  expect(card).toContain("⚠️ held");
  expect(card).toContain("look like an account, an e-mail address or a person");
  expect(await product.ledger({ operation: "AddJobFlowSteps", prefix: `lt/${runOf(day)}/` })).toEqual([]);

  // Few values in many rows look like categories: only that no day before had them tells.
  put(other, usual(other), (id, occupation, category) => [id, category, occupation]);
  const second = await run(other);
  expect(second).toContain("⚠️ held");
  expect(second).toMatch(/\d+ of \d+ loans stand in categories that no day of the last 35 had/);
  expect([await published(day), await published(other)]).toEqual([[], []]);
  await expectNowhere(["CUST00", ...OCCUPATIONS]);
});

test("a part of a file that moved holds the day, and is shown only once a person says that these are categories", async () => {
  const day = addDays(LAST, 9);
  const names = Array.from({ length: 4 }, (_, at) => `CRAFT ${"ABCD"[at]}`);
  put(day, { ...usual(day), ...Object.fromEntries(names.map((name) => [name, 1])) });
  const card = await run(day);
  expect(card).toContain('4 of 7 names in "loan_category" are new and stand in one row each');
  expect(card).toContain("list its categories under `categories` in LOANS_CONTRACT and restart the app");
  expect(card).toContain("[Release]");
  expect(card).not.toContain("CRAFT");
  expect(await published(day)).toEqual([]);

  await product.says(`/loans release ${day} "new crafts"`);
  const summary = await product.shows(summaryId(runOf(day)), "Adds up");
  for (const name of names) expect(summary).toMatch(new RegExp(`^${name} +1 `, "m"));
  expect(summary).not.toContain("not shown");
  expect(summary.match(/names in "loan_category" are new/g)).toHaveLength(1);
});

test("one that is not enough to hold a day is not shown by name, neither on that day nor on the next", async () => {
  const [day, next] = [addDays(LAST, 10), addDays(LAST, 11)];
  const somebody = `ZED ${surnames[1]}`;
  put(day, { ...usual(day), [somebody]: 1 });
  await run(day);
  const summary = await product.shows(summaryId(runOf(day)), "Adds up");
  expect(summary).toMatch(/^not shown \(1 name\) +1 /m);
  expect(summary).toContain("1 name stands in 3 rows or fewer, today and on each day of the last 35");

  put(next, { ...usual(next), [somebody]: 2 });
  await run(next);
  expect(await product.shows(summaryId(runOf(next)), "Adds up")).toMatch(/^not shown \(1 name\) +2 /m);
  await expectNowhere(surnames);
});

/** Not one of these words is in a message, in the app's log, or in anything that Redis ever took. */
async function expectNowhere(words: readonly string[]): Promise<void> {
  const home = product.sandbox.home;
  const told = {
    messages: JSON.stringify(await product.door.messages("operator")),
    app: readFileSync(join(home, "logs", "app.log"), "utf8"),
    // Its append-only file holds every write that it ever took, also of what has been deleted since.
    redis: readdirSync(join(home, "redis"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
      .join(""),
  };
  expect(told.redis).toContain("personal-names");
  for (const word of words) {
    expect(
      Object.entries(told).flatMap(([where, text]) => (text.includes(word) ? [`${word} in ${where}`] : [])),
    ).toEqual([]);
  }
}

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isReady } from "../../sandbox/driver/app-status.ts";
import { countsShown } from "../../sandbox/driver/slack-door.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { OwnTree } from "../support/own-tree.ts";
import { copyProduct } from "../support/own-tree.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/** Files that cannot be counted, must not be told, or only look odd; and a Spark script that loses a row. */

let product: Product;
let tree: OwnTree;
let files: string;

const header =
  "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category," +
  "Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill";

/** Everybody in these files is called so, which nothing outside the lake may ever show. */
const CUSTOMER = "QZ77";

/** One who stands in the column of categories by mistake. */
const SOMEBODY = "QUARANDE ZED";

const row = (category: string, customer = 0) =>
  `${CUSTOMER}${customer},30,FEMALE,CLERK,SINGLE,2,50000,20000,6,${category}," 10,00,000 ",5,"42,898",6,9`;
const rows = (count: number, category: string) =>
  Array.from({ length: count }, (_, index) => row(category, index));
/** Rows without any quote, and one with a quote that opens a field and does not close it. */
const unquoted = row("HOUSING").replaceAll(/"[^"]*"/g, "1000");
const plain = (count: number) => Array.from({ length: count }, () => unquoted);
const stray = unquoted.replace("CLERK", '"CLERK');
const put = (day: string, ...lines: readonly string[]) =>
  writeFileSync(join(files, `${day}.csv`), lines.map((line) => `${line}\r\n`).join(""));

const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;
const cardOf = (day: string) => cardId(runOf(day));

/** Asks for the day and answers its card, once it has ended. */
async function run(day: string): Promise<string> {
  await product.says(`/loans run ${day}`);
  return await ended(day);
}

async function ended(day: string): Promise<string> {
  await expect.poll(() => product.textOf(cardOf(day))).toMatch(/^(✅|❌|⚠️)/m);
  return await product.textOf(cardOf(day));
}

/** The script is read once, at start. */
async function restartApp(): Promise<void> {
  const { sandbox } = product;
  const before = sandbox.signal("app", "SIGKILL");
  const isUp = async () => sandbox.pid("app") !== before && (await isReady(sandbox.urls.app));
  await expect.poll(isUp).toBe(true);
}

const script = () => join(tree.directory, "spark", "loan_tracker.py");
const readsAll = "return reader.csv(uri)";
// The header is the first of them.
const losesOne = `${readsAll}.limit(10)`;

beforeAll(async () => {
  tree = copyProduct();
  files = mkdtempSync(join(tmpdir(), "loan-tracker-files-"));
  const right = readFileSync(script(), "utf8");
  expect(right).toContain(readsAll);
  writeFileSync(script(), right.replace(readsAll, losesOne));
  product = await startProduct(
    { LOANS_SOURCE: join(files, "{date}.csv") },
    { entry: tree.entry, ...sharedSpark() },
  );
  await product.deploy();
});

afterAll(async () => {
  await product?.stop();
  tree?.remove();
  rmSync(files, { recursive: true, force: true });
});

describe("with a Spark script that loses a row", () => {
  const day = "2026-10-01";

  test("the day is held with the difference, and neither published nor summarized", async () => {
    put(day, header, ...rows(10, "HOUSING"));
    const card = await run(day);
    expect(card).toContain("⚠️ held");
    expect(card).toContain("The file has 10 rows to count, Spark counted 9 (−1).");
    expect(card).toContain("[Retry]");
    expect(kindsOf(await product.journal(runOf(day)), "publish")).toEqual([]);
    expect(await product.message(summaryId(runOf(day)))).toBeUndefined();
  });

  test("Retry with the right one publishes it", async () => {
    const wrong = readFileSync(script(), "utf8");
    writeFileSync(script(), wrong.replace(losesOne, readsAll));
    await restartApp();

    await product.press(cardOf(day), "run.retry");
    await product.shows(cardOf(day), "succeeded");
    expect(await product.textOf(summaryId(runOf(day)))).toContain("Adds up: 10 rows in the file");
  });
});

describe("a file that cannot be counted fails its day with the reason, before anything is uploaded:", () => {
  test.each([
    [
      "none at all",
      "2026-10-02",
      null, // no file is written
      'Reading the loans of 2026-10-02: the file "2026-10-02.csv" is not there.',
    ],
    ["an empty one", "2026-10-03", [], 'Reading "2026-10-03.csv": the file is empty.'],
    [
      "one without loan_category",
      "2026-10-04",
      [header.replace("loan_category", "category"), ...rows(2, "HOUSING")],
      'Reading "2026-10-04.csv": the column "loan_category" is missing from its header.',
    ],
    [
      "one of a header only",
      "2026-10-05",
      [header],
      'Reading "2026-10-05.csv": it has a header and no rows.',
    ],
  ])("%s", async (_, day, lines, says) => {
    if (lines !== null) put(day, ...lines);
    const card = await run(day);
    expect(card).toContain("❌ failed · step 1 of 10: find the day's file");
    expect(card).toContain(says);
    expect(card).toMatch(/press Retry/);
    expect(card).toContain("[Retry]");
  });
});

describe("a file that must not be told holds its day:", () => {
  test.each([
    [
      "rows with too few columns, more than one in a hundred",
      "2026-10-07",
      [header, ...rows(98, "HOUSING"), `${CUSTOMER}1,30`, `${CUSTOMER}2,30`],
      'Reading "2026-10-07.csv": 2 of 100 lines have another number of fields than the header (15), more than the 1 % allowed.',
    ],
    [
      "a quote that is never closed",
      "2026-10-06",
      [header, row("HOUSING"), `${CUSTOMER}1,30,"FEMALE`, "HOUSING"],
      'Reading "2026-10-06.csv": a quote that opens in row 2 is never closed.',
    ],
    [
      "two stray quotes, which make one field of the rows between them",
      "2026-10-10",
      [header, ...plain(99), stray, ...plain(799), stray, ...plain(100)],
      'Reading "2026-10-10.csv": 1,001 lines, 201 records: a field of row 100 spans 801 lines and holds as many separators as a row, as when a quote is never closed.',
    ],
    [
      "a category that the table cannot hold",
      "2026-10-08",
      [header, ...rows(9, "HOUSING"), row("ü".repeat(51))],
      'Reading "2026-10-08.csv": a name in "loan_category" is 102 bytes long, the table holds 100.',
    ],
  ])("%s", async (_, day, lines, says) => {
    put(day, ...lines);
    const card = await run(day);
    expect(card).toContain("⚠️ held · the day's data is in doubt, so no summary was posted");
    expect(card).toContain(says);
    expect(card).toContain("[Retry]");
  });
});

test("nothing of those days was submitted, published or summarized", async () => {
  const prefix = "lt/batch-loan-tracker-2026-10-";
  const submitted = await product.ledger({ operation: "AddJobFlowSteps", prefix });
  expect(new Set(submitted.map(({ name }) => name.slice(0, prefix.length + 2)))).toEqual(
    new Set([`${prefix}01`]),
  );
  const messages = await product.door.messages("operator");
  const summaries = messages.map(({ metadata }) => String(metadata?.event_payload["id"]));
  expect(summaries.filter((id) => id.startsWith(summaryId("")))).toEqual([summaryId(runOf("2026-10-01"))]);
});

test("once the file is there, however odd, asking again counts it: byte-order mark, quotes, line breaks, two spellings", async () => {
  const day = "2026-10-02";
  put(
    day,
    `\uFEFF${header}`,
    ...rows(120, "HOUSING"),
    `${CUSTOMER}1,30`,
    ...rows(4, "RESTAURANT"),
    ...rows(2, "RESTAURANTS"),
    row(""),
    ...rows(4, '"CARS, BOATS"'),
    row('"GOLD\nLOAN"'),
    ...rows(4, "  GOLD LOAN  "),
    row(SOMEBODY),
  );
  expect(await product.says(`/loans run ${day}`)).toContain("where it stopped");
  await product.shows(cardOf(day), "succeeded");

  const summary = await product.message(summaryId(runOf(day)));
  if (!summary) throw new Error("there is no summary");
  expect(Object.fromEntries(countsShown(summary))).toEqual({
    HOUSING: 120,
    RESTAURANT: 4,
    RESTAURANTS: 2,
    "(blank)": 1,
    "CARS, BOATS": 4,
    "GOLD[U+000A]LOAN": 1,
    "GOLD LOAN": 4,
    "not shown (1 name)": 1,
  });
  const text = await product.textOf(summaryId(runOf(day)));
  expect(text).toContain(
    "Adds up: 138 rows in the file − 1 malformed = 137 counted by Spark = 137 in Redshift.",
  );
  expect(text).toContain("• RESTAURANT and RESTAURANTS look like one category");
  expect(text).toContain(
    "• 1 name stands in 3 rows or fewer, today and on each day of the last 35, and may be customers, so it is not shown",
  );
  expect(text).toContain("• 1 malformed row is in no count");
  expect(text).toContain("• 1 line break stands inside quoted fields");
  expect(text).toContain("• 1 row without a category is counted as (blank)");
});

test("each kind of line end ends a row, also where they are mixed", async () => {
  const day = "2026-10-12";
  const tail = rows(50, "GOLD LOAN").join("\n");
  writeFileSync(join(files, `${day}.csv`), `${[header, ...rows(100, "HOUSING")].join("\r\n")}\r\n${tail}\n`);
  expect(await run(day)).toContain("✅ succeeded");
  expect(await product.textOf(summaryId(runOf(day)))).toContain(
    "Adds up: 150 rows in the file = 150 counted by Spark",
  );
});

test("rows that are no loans are in no count, and each kind is told with its number", async () => {
  const day = "2026-10-13";
  put(day, header, ...rows(100, "HOUSING"), header, ",".repeat(14), ",".repeat(14), `TOTAL${",".repeat(14)}`);
  expect(await run(day)).toContain("✅ succeeded");
  expect(await product.textOf(summaryId(runOf(day)))).toContain(
    "Adds up: 104 rows in the file − 1 repeated header − 2 blank − 1 total = 100 counted by Spark = 100 in Redshift.",
  );
});

test("a step of Spark's that fails is told by the line of its traceback that names the error", async () => {
  const day = "2026-10-09";
  put(day, header, ...rows(3, "HOUSING"));
  await product.awsFault({
    service: "emr",
    operation: "2-count",
    kind: "fail-step",
    times: 1,
    reason: "no space is left on the device",
  });
  const card = await run(day);
  expect(card).toContain("❌ failed · step 5 of 10: count the loans with Spark");
  expect(card).toContain("RuntimeError: no space is left on the device.");
  expect(card).not.toContain("Traceback");
});

test("no customer, token or secret is in any message, log or value of Redis", async () => {
  const logs = join(product.sandbox.home, "logs");
  const redis = join(product.sandbox.home, "redis");
  const told = {
    messages: JSON.stringify(await product.door.messages("operator")),
    app: readFileSync(join(logs, "app.log"), "utf8"),
    redisLog: readFileSync(join(logs, "redis.log"), "utf8"),
    // Its append-only file holds every write that it ever took, also of what has been deleted since.
    redis: readdirSync(redis, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
      .join(""),
  };
  expect(told.redis).toContain("check-source");
  expect(told.app).toContain('"kind":"failed"');
  const { SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, AWS_ACCESS_KEY_ID } = product.sandbox.env;
  for (const secret of [
    CUSTOMER,
    SOMEBODY,
    "42,898",
    SLACK_BOT_TOKEN,
    SLACK_SIGNING_SECRET,
    AWS_ACCESS_KEY_ID,
  ]) {
    const found = Object.entries(told).filter(([, text]) => text.includes(String(secret)));
    expect(found.map(([where]) => `${secret} in ${where}`)).toEqual([]);
  }
});

import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alertId, cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/** Several days asked for at once, on the whole product with a file for each day. */

let product: Product;
let files: string;
const [FIRST, SECOND, THIRD] = ["2026-10-30", "2026-10-31", "2026-11-01"] as const;
const CARD = cardId("backfill-loan-tracker-1");

const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;

const HEADER =
  "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category," +
  "Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill";

/** A file of that day with a row for each loan. */
function put(day: string, ...categories: readonly string[]): void {
  const rows = categories.map(
    (category, at) => `Q${at},30,FEMALE,CLERK,SINGLE,2,50000,20000,6,${category},1000,5,10,6,9`,
  );
  writeFileSync(join(files, `${day}.csv`), [HEADER, ...rows, ""].join("\r\n"));
}

const submissions = async (day: string) =>
  (await product.ledger({ operation: "AddJobFlowSteps", prefix: `lt/batch-loan-tracker-${day}-` })).map(
    ({ name }) => name,
  );
const threeSteps = (day: string) => ["1-in", "2-count", "3-out"].map((step) => `lt/${runOf(day)}/a1/${step}`);

const idsInChannel = async () =>
  (await product.door.messages("operator")).flatMap(({ metadata }) => metadata?.event_payload["id"] ?? []);

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), "loan-files-"));
  put(FIRST, "HOUSING", "HOUSING", "GOLD LOAN");
  put(SECOND, "HOUSING", "SHOPPING");
  // Days of a few loans, whose names would otherwise be taken for customers.
  const contract = join(files, "contract.yaml");
  writeFileSync(contract, "categories: [HOUSING, GOLD LOAN, SHOPPING, GARDENS]\n");
  product = await startProduct(
    { LOANS_SOURCE: join(files, "{date}.csv"), LOANS_CONTRACT: contract },
    sharedSpark(),
  );
  await product.deploy();
  await product.says(`/loans run ${FIRST}`);
  await product.shows(cardId(runOf(FIRST)), "succeeded");
});

afterAll(async () => {
  await product?.stop();
  rmSync(files, { recursive: true, force: true });
});

test("a range that makes no sense is answered with the one to type", async () => {
  expect(await product.says("/loans run 2026-11-01..2026-10-30")).toContain(
    "Type `/loans run 2026-10-30..2026-11-01`",
  );
  expect(await product.says("/loans run 2025-09-27..2026-10-31")).toContain(
    "these are 400 days, and one backfill takes at most 31",
  );
  expect(await product.says("/loans run 2999-01-01..2999-01-02")).toContain(
    "2999-01-01 to 2999-01-02 are after today",
  );
});

test("the preview says which days are done, and nothing runs before Apply", async () => {
  expect(await product.says(`/loans run ${FIRST}..${THIRD}`)).toContain(
    `Planning the backfill of ${FIRST}..${THIRD}`,
  );
  await product.shows(CARD, "[Apply] [Discard]");
  const preview = await product.textOf(CARD);
  expect(preview).toContain("2 of 3 days will run, oldest first, 1 is done and skipped");
  expect(preview).toContain(`✓ ${FIRST} · done, skipped · 3 loans`);
  expect(preview).toContain(`○ ${THIRD} · will run`);
  expect(await submissions(SECOND)).toEqual([]);
});

test("while it is live, overlapping days and changes of the stack are refused by its name", async () => {
  const link = `/p${(await product.message(CARD))?.ts.replace(".", "")}`;
  for (const text of [`/loans run ${THIRD}..2026-11-05`, "/loans deploy"]) {
    const answer = await product.says(text);
    expect(answer).toContain(`Not now: the backfill of ${FIRST}..${THIRD}`);
    expect(answer).toContain(link);
  }
  expect(await product.says(`/loans run ${FIRST}..${THIRD}`)).toContain("waits for a person on its card");
});

test("it runs what is not done, oldest first, and stops at the first day that fails", async () => {
  const before = product.sandbox.pid("app");
  // The process dies when the day is opened and that is not written down yet.
  product.dieAt("after-effect", "days");
  await product.press(CARD, "run.apply");
  await product.shows(CARD, "[Retry]");
  expect(product.deaths()).toEqual([before]);
  const card = await product.textOf(CARD);
  expect(card).toContain(`✓ ${FIRST} · 3 loans, done before`);
  expect(card).toContain(`✓ ${SECOND} · 2 loans`);
  expect(card).toContain(`✗ ${THIRD} · reading the loans of ${THIRD}: the file "${THIRD}.csv" is not there`);
  expect(card).toContain(`Backfilling: ${THIRD} failed, and the days after it wait`);
});

test("after the cause is gone, Retry goes on with that day and repeats nothing", async () => {
  put(THIRD, "SHOPPING", "SHOPPING", "SHOPPING", "HOUSING");
  appendFileSync(join(files, `${THIRD}.csv`), `${",".repeat(14)}\r\n`);
  await product.press(CARD, "run.retry");
  await product.shows(CARD, "succeeded");
  const card = await product.textOf(CARD);
  const lines = [
    `✓ ${SECOND} · 2 loans · 1 thing worth a look`,
    `✓ ${THIRD} · 4 loans, 1 row in no count`,
    `What is worth a look of ${SECOND}: \`/loans summary ${SECOND}\``,
  ];
  expect(card).toContain(lines.join("\n"));
  for (const day of [FIRST, SECOND]) expect(await submissions(day)).toEqual(threeSteps(day));
  expect(await submissions(THIRD)).toHaveLength(3);
  const opened = (await product.journal("backfill-loan-tracker-1")).map(({ kind }) => kind);
  expect(opened.filter((kind) => kind === "retried")).toHaveLength(1);
});

test("the channel has one card for the range, a card of the day that failed, one call for both, and no summary but that of the day before", async () => {
  const ids = (await idsInChannel()).filter((id) => id !== cardId("deploy-loan-tracker-1"));
  expect(ids.toSorted()).toEqual(
    [
      ...[cardId(runOf(FIRST)), summaryId(runOf(FIRST)), CARD, cardId(runOf(THIRD))],
      alertId("backfill-loan-tracker-1", 1),
    ].toSorted(),
  );
  expect(await product.says(`/loans summary ${SECOND}`)).toContain(`Daily loans ${SECOND}: 2`);
});

test("asked for once more, a range that is done asks nobody and runs nothing", async () => {
  await product.says(`/loans run ${FIRST}..${THIRD}`);
  await product.shows(cardId("backfill-loan-tracker-2"), "succeeded");
  expect(await product.textOf(cardId("backfill-loan-tracker-2"))).toContain("3 loans, done before");
  expect(await submissions(THIRD)).toHaveLength(3);
});

test("a day whose file has changed since is never counted anew by itself: who asks is warned and told how", async () => {
  expect(await product.says(`/loans run ${FIRST}`)).not.toContain("has changed");
  put(FIRST, "HOUSING", "HOUSING", "GOLD LOAN", "SHOPPING");
  // As many bytes as before: only reading it tells.
  put(SECOND, "GARDENS", "SHOPPING");
  const warned = await product.says(`/loans run ${FIRST}`);
  expect(warned).toMatch(
    new RegExp(
      `Its file \`${FIRST}.csv\` has changed since it was counted: \\d+ bytes now, \\d+ bytes then\\.`,
    ),
  );
  expect(warned).toContain(`To count the new one: \`/loans run ${FIRST} --force\``);
  expect(await product.says(`/loans run ${SECOND}`)).toContain("with different content");

  await product.says(`/loans run ${FIRST}..${THIRD}`);
  await product.shows(cardId("backfill-loan-tracker-3"), "succeeded");
  const card = await product.textOf(cardId("backfill-loan-tracker-3"));
  expect(card).toContain(`✓ ${FIRST} · 3 loans, done before; its file has changed since`);
  expect(card).toContain(`✓ ${SECOND} · 2 loans, done before; its file has changed since`);
  expect(card).toContain(`✓ ${THIRD} · 4 loans, done before\n`);
  expect(card).toContain(
    `What is published of ${FIRST}, ${SECOND} is the old file; \`/loans run ${FIRST} --force\` counts the new one of the first, and so on.`,
  );
  for (const day of [FIRST, SECOND]) expect(await submissions(day)).toEqual(threeSteps(day));

  await product.says(`/loans run ${FIRST} --force "another file"`);
  await product.shows(summaryId(`batch-loan-tracker-${FIRST}-g2`), `Daily loans ${FIRST}: 4`);
  await product.shows(cardId(`batch-loan-tracker-${FIRST}-g2`), "succeeded");
  expect(await product.says(`/loans run ${FIRST}`)).not.toContain("has changed");
});

test("a day that it told and that is counted anew since is marked on its card, with the number that stands", async () => {
  put(SECOND, "GARDENS", "SHOPPING", "SHOPPING");
  await product.says(`/loans run ${SECOND} --force "another file"`);
  const again = `batch-loan-tracker-${SECOND}-g2`;
  await product.shows(summaryId(again), `Daily loans ${SECOND}: 3`);
  const card = await product.shows(CARD, "Counted anew since");
  expect(card).toContain(
    `⚠️ ${SECOND} · 2 loans · Counted anew since: 3 loans of generation 2 (\`${again}\`).`,
  );
  expect(card).toContain(`✓ ${THIRD} · 4 loans`);
});

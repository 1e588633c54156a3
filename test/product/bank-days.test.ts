import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Day } from "../../src/domain/day.ts";
import { shortDay } from "../../src/domain/long-day.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/** The whole product of a bank that works from Monday to Friday. */

let product: Product;
let files: string;
const [FRIDAY, SATURDAY, MONDAY, TUESDAY] = ["2026-10-30", "2026-10-31", "2026-11-02", "2026-11-03"] as const;
const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;

const HEADER =
  "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category," +
  "Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill";

function put(day: string, loans: number): void {
  const rows = Array.from(
    { length: loans },
    (_, at) => `Q${at},30,FEMALE,CLERK,SINGLE,2,50000,20000,6,HOUSING,1000,5,10,6,9`,
  );
  writeFileSync(join(files, `${day}.csv`), [HEADER, ...rows, ""].join("\r\n"));
}

const runs = async (day: string) => {
  await product.says(`/loans run ${day}`);
  return await product.shows(cardId(runOf(day)), "succeeded");
};

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), "loan-files-"));
  const calendar = join(files, "calendar.yaml");
  writeFileSync(calendar, `weekdays: mon-fri\nholidays:\n  ${TUESDAY}: Culture Day\n`);
  put(FRIDAY, 4);
  put(SATURDAY, 10);
  put(MONDAY, 6);
  product = await startProduct(
    { LOANS_SOURCE: join(files, "{date}.csv"), LOANS_CALENDAR: calendar },
    sharedSpark(),
  );
  await product.deploy();
});

afterAll(async () => {
  await product?.stop();
  rmSync(files, { recursive: true, force: true });
});

test("a day that is no bank day is run by hand, and its card says which one it is", async () => {
  expect(await runs(FRIDAY)).not.toContain("bank day");
  expect(await runs(SATURDAY)).toContain(`${SATURDAY} is no bank day: Saturday.`);
  expect(await product.textOf(summaryId(runOf(SATURDAY)))).toContain(`+6 since ${shortDay(FRIDAY as Day)}`);
});

test("a summary is compared with the bank day before, not with what was run by hand in between", async () => {
  await runs(MONDAY);
  await expect
    .poll(() => product.textOf(summaryId(runOf(MONDAY))))
    .toContain(`+2 since ${shortDay(FRIDAY as Day)}`);
});

test("a backfill leaves out what is no bank day and has not been counted", async () => {
  await product.says(`/loans run ${SATURDAY}..${TUESDAY}`);
  const card = await product.shows(cardId("backfill-loan-tracker-1"), "succeeded");
  expect(card).toContain(`✓ ${SATURDAY} · 10 loans, done before`);
  expect(card).toContain("– 2026-11-01 · no bank day (Sunday), left out");
  expect(card).toContain(`✓ ${MONDAY} · 6 loans, done before`);
  expect(card).toContain(`– ${TUESDAY} · no bank day (Culture Day), left out`);
});

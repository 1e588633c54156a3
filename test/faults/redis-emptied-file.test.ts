import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/** Redis is emptied while EMR counts a day, and in the same moment another file takes the place of the one it counts. */

const DAY = "2026-11-16";
const RUN = `batch-loan-tracker-${DAY}-g1`;
const header =
  "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category," +
  "Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill";

let product: Product;
let files: string;

/** As many rows each time, so that no total tells the files apart. */
function file(counts: Readonly<Record<string, number>>): void {
  const categories = Object.entries(counts).flatMap(([name, loans]) => Array<string>(loans).fill(name));
  const rows = categories.map(
    (category, at) => `QZ${at},30,FEMALE,CLERK,SINGLE,2,50000,20000,6,${category},"10,00,000",5,"42,898",6,9`,
  );
  writeFileSync(join(files, `${DAY}.csv`), [header, ...rows].join("\r\n"));
}

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), "loan-tracker-files-"));
  product = await startProduct({ LOANS_SOURCE: join(files, "{date}.csv") }, sharedSpark());
});

afterAll(async () => {
  await product?.stop();
  rmSync(files, { recursive: true, force: true });
});

test("the counts of the file that was there are not told under the name of the one that is", async () => {
  file({ HOUSING: 6, AUTO: 4 });
  await product.deploy();
  await product.says(`/loans run ${DAY}`);
  await expect.poll(async () => kindsOf(await product.journal(RUN), "process")).toContain("seen");
  file({ HOUSING: 4, AUTO: 6 });
  await product.redis.flushall();

  await product.says(`/loans run ${DAY}`);
  expect(await product.shows(cardId(RUN), "[Retry]")).toContain(
    "they count another file, or by another script or contract, than there is now",
  );
  expect(await product.messages(summaryId(RUN))).toEqual([]);

  await product.press(cardId(RUN), "run.retry");
  const summary = await product.shows(summaryId(RUN), "Adds up");
  expect(summary).toMatch(/AUTO +6/);
  expect(summary).toMatch(/HOUSING +4/);
});

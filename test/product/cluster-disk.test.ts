import { existsSync, mkdtempSync, readdirSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { sharedSpark } from "../support/spark/shared-recording.ts";

/** What days leave on the Spark cluster's disks is bounded, by the real Spark, and no retry misses it. */

let product: Product;
const home = mkdtempSync(join(tmpdir(), "loan-tracker-"));
const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;

beforeAll(async () => {
  product = await startProduct({}, { home, ...sharedSpark() });
  await product.deploy();
});

afterAll(async () => {
  await product?.stop();
});

/** The directory that plays the cluster's HDFS. */
function hdfs(): string {
  const found = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((path) =>
    /\/emr\/j-[^/]+\/hdfs$/.test(`/${path}`),
  );
  expect(found).toHaveLength(1);
  return join(home, found[0] ?? "");
}

function folders(): { readonly loan: readonly string[]; readonly output: readonly string[] } {
  const below = (name: string) => {
    const path = join(hdfs(), name);
    return existsSync(path) ? readdirSync(path).sort() : [];
  };
  return { loan: below("loan"), output: below("output") };
}

/** Lets all that is there be so many days old. */
function age(days: number): void {
  const then = Date.now() / 1_000 - days * 86_400;
  for (const [name, tries] of Object.entries(folders())) {
    for (const of of tries) utimesSync(join(hdfs(), name, of), then, then);
  }
}

test("a counted day leaves its counts there, and none of its rows", async () => {
  await product.says("/loans run 2026-11-02");
  await product.shows(cardId(runOf("2026-11-02")), "succeeded");
  expect(folders()).toEqual({ loan: [], output: ["batch-loan-tracker-2026-11-02-g1-a1"] });
});

test("a copy out that failed is done again by Retry, from a copy and a count of its own", async () => {
  const day = "2026-11-03";
  await product.awsFault({ service: "emr", operation: "3-out", kind: "fail-step", times: 1 });
  await product.says(`/loans run ${day}`);
  await product.shows(cardId(runOf(day)), "[Retry]");
  await product.press(cardId(runOf(day)), "run.retry");
  await product.shows(cardId(runOf(day)), "succeeded");
  expect(await product.shows(summaryId(runOf(day)), "Adds up")).toContain("500");
  expect(folders()).toEqual({
    loan: [],
    output: [`${runOf("2026-11-02")}-a1`, `${runOf(day)}-a1`, `${runOf(day)}-a2`],
  });
});

test("what a count that did not come to its end has left goes with the counts of a week ago", async () => {
  const [broken, next] = ["2026-11-04", "2026-11-05"];
  await product.awsFault({ service: "emr", operation: "2-count", kind: "fail-step", times: 1 });
  await product.says(`/loans run ${broken}`);
  await product.shows(cardId(runOf(broken)), "[Retry]");
  expect(folders().loan).toEqual([`${runOf(broken)}-a1`]);
  expect(folders().output).toHaveLength(3);
  age(8);

  await product.says(`/loans run ${next}`);
  await product.shows(cardId(runOf(next)), "succeeded");
  expect(folders()).toEqual({ loan: [], output: [`${runOf(next)}-a1`] });
  // The days that were counted are in the lake.
  expect(await product.says("/loans summary 2026-11-03")).toContain("500");

  await product.press(cardId(runOf(broken)), "run.retry");
  await product.shows(cardId(runOf(broken)), "succeeded");
  expect(folders()).toEqual({ loan: [], output: [`${runOf(broken)}-a2`, `${runOf(next)}-a1`] });
});

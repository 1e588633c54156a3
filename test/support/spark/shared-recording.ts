import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { waitForLock } from "../../../sandbox/setup/lock.ts";
import type { KeptSpark } from "../../../sandbox/spark/kept-spark.ts";
import { keepSpark } from "../../../sandbox/spark/kept-spark.ts";
import { recordOwnSpark, recordSparkOver } from "./recorded-spark.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The directory that the test files of one run share. */
    readonly recordings: string;
    /** Where the Spark is that all of them may use. */
    readonly sparkAt: string;
  }
}

let directory: string;
let spark: KeptSpark;

/** Vitest calls this before the first test file of a run. */
export async function setup(project: TestProject): Promise<void> {
  directory = mkdtempSync(join(tmpdir(), "loan-recordings-"));
  spark = await keepSpark();
  project.provide("recordings", directory);
  project.provide("sparkAt", spark.url);
}

/** Vitest calls this after the last one. */
export async function teardown(): Promise<void> {
  await spark.stop();
  rmSync(directory, { recursive: true, force: true });
}

/** For a product whose days are counted by one real Spark that all test files share; not for one whose steps are canceled. */
export function sharedSpark(): { readonly sparkAt: string } {
  return { sparkAt: inject("sparkAt") };
}

/** What one real run of Spark over the product's own file left; it runs for the first test file that asks, for all of them. */
export async function recordedSpark(): Promise<string> {
  const home = inject("recordings");
  const signal = AbortSignal.timeout(110_000);
  const lock = await waitForLock(join(home, "lock"), { onWait: () => {}, signal });
  try {
    const done = join(home, "done");
    if (!existsSync(done)) writeFileSync(done, await recordOwnSpark(home, signal));
    return readFileSync(done, "utf8");
  } finally {
    lock.release();
  }
}

/** What real runs over these texts of files left, whose numbers of lines differ: by that each is found when it is asked for. */
export async function recordedSparkOver(texts: readonly string[]): Promise<string> {
  const home = mkdtempSync(join(inject("recordings"), "over-"));
  const all = join(home, "all");
  const signal = AbortSignal.timeout(110_000);
  for (const text of texts) {
    const lines = String(text.split("\n").length - 1);
    cpSync(await recordSparkOver(text, { home: join(home, lines), signal }), join(all, lines), {
      recursive: true,
    });
  }
  return all;
}

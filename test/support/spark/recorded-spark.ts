import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultLoanFile } from "../../../sandbox/data/loan-file.ts";
import { recordSpark } from "../../../sandbox/spark/replay.ts";

/** Runs Spark for real over the product's own file, in `home`; gives what the sandbox's `replaySpark` hands out from then on. */
export async function recordOwnSpark(home: string, signal: AbortSignal): Promise<string> {
  return await recordSparkOver(defaultLoanFile(), { home, signal });
}

/** The same over another file; `home` is made. */
export async function recordSparkOver(
  text: string,
  { home, signal }: { readonly home: string; readonly signal: AbortSignal },
): Promise<string> {
  mkdirSync(home, { recursive: true });
  const loans = join(home, "loan.csv");
  writeFileSync(loans, text);
  return await recordSpark(loans, { cwd: join(home, "spark"), signal });
}

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectDirectory, readTools } from "../../sandbox/setup/tools.ts";
import { defaultContract } from "../../src/domain/loans/contract/contract.ts";
import { sparkContract } from "../../src/domain/loans/contract/spark-contract.ts";
import { OURS_ALONE } from "../support/aws/elsewhere.ts";
import type { Asked, TestResult } from "./differences.ts";
import { steady } from "./differences.ts";

/** The tests of our own that say what S3 and CloudFormation do, and so have something to say of another emulator. */
const ourTests = [
  ...["test/stand-ins/aws-s3.test.ts", "test/stand-ins/aws-s3-uploads.test.ts"],
  ...[
    "test/product/aws-lake.test.ts",
    "test/product/aws-stacks.test.ts",
    "test/product/aws-identity.test.ts",
  ],
];

/** Tests that start the stand-in themselves, or ask nobody: no other emulator comes into them. */
const ofNobodyElse = "after a restart|a killed stand-in|192 MB go in|the day's source.+is a file";

/** Asks `ask.py`'s questions of whoever is at this address. */
export async function askAll(url: string, signal: AbortSignal): Promise<Asked> {
  const { answers, facts } = (await python("ask.py", [url], signal)) as Asked;
  return { answers, facts: JSON.parse(steady(JSON.stringify(facts))) };
}

/** What came of the loop that boto3 plays. */
interface Loop {
  readonly steps: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly left: readonly string[];
}

/** Lets boto3 play the whole loop on the stand-in at this address. */
export async function playLoop(
  url: string,
  { loans, signal }: { readonly loans: string; readonly signal: AbortSignal },
): Promise<Loop> {
  const of = (...path: readonly string[]) => join(projectDirectory, ...path);
  const paths = [of("cloudformation", "loan-tracker.yaml"), of("spark", "loan_tracker.py"), loans, of("sql")];
  const contract = sparkContract(defaultContract);
  return (await python("loop.py", [url, ...paths, contract], signal)) as Loop;
}

async function python(script: string, args: readonly string[], signal: AbortSignal): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    readTools().python,
    ["-B", join(import.meta.dirname, script), ...args],
    { timeout: 180_000, maxBuffer: 64 * 1024 * 1024, signal },
  );
  return JSON.parse(stdout);
}

/** Runs our own tests with the emulator at this address in the stand-in's place. */
export async function runOurTests(
  url: string,
  { home, signal }: { readonly home: string; readonly signal: AbortSignal },
): Promise<readonly TestResult[]> {
  const report = join(home, "tests.json");
  await promisify(execFile)(
    join(projectDirectory, "node_modules", ".bin", "vitest"),
    [
      ...["run", "--project", "whole", "--testTimeout", "10000", "--hookTimeout", "30000"],
      ...["--testNamePattern", `^(?!.*(${ofNobodyElse}))`],
      ...["--reporter", "json", "--outputFile", report, ...ourTests],
    ],
    {
      cwd: projectDirectory,
      env: { ...process.env, SECOND_OPINION_URL: url },
      timeout: 300_000,
      maxBuffer: 64 * 1024 * 1024,
      signal,
    },
  ).catch((error: { readonly code?: unknown }) => {
    // Tests that fail end it with 1; that is what is asked.
    if (error.code !== 1) throw error;
  });
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as VitestReport;
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "passed" || status === "failed")
    .map(({ fullName, status, failureMessages = [] }) => ({
      name: fullName,
      failure:
        status === "passed" ? null : steady((failureMessages[0] ?? status).split("\n    at ")[0] ?? ""),
    }))
    .filter(({ failure }) => !failure?.includes(OURS_ALONE));
}

interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

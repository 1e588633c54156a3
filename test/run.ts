/** What `npm test` runs once set-up is done: everything that must hold, and the counts alone on the last line. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { readJudges } from "../sandbox/setup/judges.ts";
import { projectDirectory, readTools, sparkEnvironment } from "../sandbox/setup/tools.ts";
import { payloadLines, payloadResults, readPayloads } from "./support/payloads.ts";
import type { Result } from "./support/results.ts";
import { readPytestReport, readVitestReport, summarize } from "./support/results.ts";

/** A program whose end tells how the tests in it went. */
interface Suite {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
  /** Where it writes what it found, and how to read that; without one its exit code is one result. */
  readonly report?: { readonly file: string; readonly read: (text: string) => Result[] };
}

/** No suite comes near this; one that hangs must not hold a build machine for ever. */
const longestSuiteMs = 40 * 60_000;

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => interruption.abort());
}

const tools = readTools();
const packages = join(projectDirectory, "node_modules", ".bin");
const environmentPrograms = dirname(tools.python);
const reports = mkdtempSync(join(tmpdir(), "loan-tracker-tests-"));
const vitestReport = join(reports, "vitest.json");
const pytestReport = join(reports, "pytest.xml");
const payloads = join(reports, "payloads");
mkdirSync(payloads);

const suites: readonly Suite[] = [
  {
    name: "the code is formatted and free of lint (biome)",
    command: [join(packages, "biome"), "check", "."],
  },
  { name: "the types hold (tsc)", command: [join(packages, "tsc")] },
  {
    name: "the types of the page in a browser hold (tsc)",
    command: [join(packages, "tsc"), "-p", "sandbox/page/client"],
  },
  { name: "no code is unused (knip)", command: [join(packages, "knip")] },
  { name: "the templates are sound (cfn-lint)", command: [join(environmentPrograms, "cfn-lint")] },
  { name: "the templates are safe (checkov)", command: [readJudges().checkov] },
  {
    name: "the app and the sandbox (vitest)",
    command: [
      ...([join(packages, "vitest"), "run"] as const),
      ...["--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`],
    ],
    environment: { SANDBOX_PAYLOADS: payloads },
    report: { file: vitestReport, read: readVitestReport },
  },
  {
    name: "the Spark script (pytest)",
    command: [
      tools.python,
      "-m",
      "pytest",
      "-c",
      "spark/pytest.ini",
      `--junitxml=${pytestReport}`,
      "spark/tests",
    ],
    environment: sparkEnvironment(tools),
    report: { file: pytestReport, read: readPytestReport },
  },
];

async function runSuite({ name, command, environment, report }: Suite): Promise<Result[]> {
  process.stdout.write(`\n=== ${name}\n`);
  const startedAt = performance.now();
  const code = await exitCodeOf(command, environment);
  process.stdout.write(`=== ${name}: ${Math.round((performance.now() - startedAt) / 1000)} s\n`);
  const results =
    report !== undefined && existsSync(report.file) ? report.read(readFileSync(report.file, "utf8")) : [];
  // A runner can fail without a failed test: nothing found, an error outside of any test, a crash.
  const isToldOf = results.some(({ ended }) => ended === "failed");
  return code === 0 && (report === undefined || results.length > 0)
    ? [...results, ...(report === undefined ? [{ name, ended: "passed" as const }] : [])]
    : [...results, ...(isToldOf ? [] : [{ name: `${name}: exit code ${code}`, ended: "failed" as const }])];
}

function exitCodeOf(
  [program, ...programArguments]: Suite["command"],
  environment: Readonly<Record<string, string>> = {},
): Promise<number | string> {
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, {
      cwd: projectDirectory,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, PATH: `${packages}${delimiter}${process.env["PATH"]}`, ...environment },
      timeout: longestSuiteMs,
      signal: interruption.signal,
    });
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
  });
}

const results: Result[] = [];
for (const suite of suites) {
  if (!interruption.signal.aborted) {
    results.push(...(await runSuite(suite)));
  }
}
const counted = readPayloads(payloads);
rmSync(reports, { recursive: true });
results.push(...payloadResults(counted));
process.stdout.write(payloadLines(counted));
const { text, exitCode } = summarize(results);
process.stdout.write(text);
process.exitCode = exitCode;

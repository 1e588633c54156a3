import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { projectDirectory, readTools, sparkEnvironment } from "../../sandbox/setup/tools.ts";
import { readingArguments } from "../../src/jobs/workflows/batch/count-arguments.ts";
import type { readLoanFile } from "../../src/jobs/workflows/batch/loan-file.ts";
import type { OddFile } from "./odd-files.ts";

/** What the upload's reader finds in a file. */
export type FileFacts = Awaited<ReturnType<typeof readLoanFile>>;

/** What the upload's reader says of a file. */
export interface UploadAnswer {
  /** Rules or a code; empty: it is counted. */
  readonly held: readonly string[];
  readonly says?: string;
  /** Its facts, once a person has released it where it was held; `null` where nobody may. */
  readonly file: FileFacts | null;
}

/** What Python's csv makes of a file. */
export type PythonAnswer =
  | { readonly refused: string }
  | {
      readonly lines: number;
      readonly rows: number;
      readonly malformed: number;
      readonly leftOut: Readonly<Record<string, number>>;
      readonly categories: Readonly<Record<string, number>>;
      readonly sums: Readonly<Record<string, Readonly<Record<string, string>>>>;
    };

/** The Spark script's report, with what it wrote to Parquet. */
export interface SparkReport {
  readonly rows_read: number;
  readonly malformed_rows: number;
  readonly rows_counted: number;
  readonly left_out: Readonly<Record<string, number>>;
  readonly category_counts: Readonly<Record<string, number>> | null;
  readonly parquet: Readonly<Record<string, number>>;
  /** By columns of the contract. */
  readonly parquet_sums: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly amount_sums: Readonly<
    Record<string, { readonly total: string; readonly by_category: Readonly<Record<string, string>> | null }>
  >;
}

/** What the Spark script makes of a file. */
export type SparkAnswer = { readonly refused: string } | SparkReport;

/** A program that answers each line with a line. */
export interface Reader<Answer> {
  ask(question: unknown): Promise<Answer>;
  close(): Promise<void>;
}

/** Where a file lies, alone in its folder, as the product keeps it for Spark. */
export function placeOf(file: OddFile, home: string): string {
  return join(home, file.name, file.isPacked ? "loan.csv.gz" : "loan.csv");
}

/** Writes files for the readers, each into a folder of its own. */
export function write(files: readonly OddFile[], home: string): void {
  for (const file of files) {
    mkdirSync(join(home, file.name), { recursive: true });
    writeFileSync(placeOf(file, home), file.bytes);
  }
}

/** The upload's reader of the product, or of a copy of its tree. */
export function startUpload(tree = projectDirectory): Reader<UploadAnswer> {
  return startReader(spawn(process.execPath, [join(import.meta.dirname, "upload.ts"), tree], piped));
}

export function startPython(): Reader<PythonAnswer> {
  return startReader(spawn(readTools().python, [join(import.meta.dirname, "python_csv.py")], piped));
}

/** One Spark for all the files and scripts that are asked for. `home` is for what it writes. */
export function startSpark(home: string): Reader<SparkAnswer> {
  const tools = readTools();
  const env = {
    ...process.env,
    ...sparkEnvironment(tools),
    PATH: `${join(tools.javaHome, "bin")}:/usr/bin:/bin`,
  };
  const options = { ...piped, cwd: home, env: { ...env, TMPDIR: home, SPARK_LOCAL_DIRS: home } };
  return startReader(spawn(tools.python, [join(import.meta.dirname, "spark_counts.py")], options));
}

/** What the product tells its Spark script of a file that the upload has passed. */
export function sparkQuestion(
  file: OddFile,
  facts: FileFacts,
  { home, script }: { readonly home: string; readonly script: string },
) {
  const [input, output] = [join(home, file.name), join(home, file.name, "_output")];
  const where = ["--input", input, "--output", output, "--report", join(output, "_quality.json")];
  const what = ["--run-id", file.name, "--day", "2026-01-01", ...readingArguments(facts, file.contract)];
  return { script, args: [...where, ...what] };
}

const piped = { stdio: ["pipe", "pipe", "pipe"] as ["pipe", "pipe", "pipe"] };

function startReader<Answer>(child: ChildProcess): Reader<Answer> {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null)
    throw new Error("unreachable: all three are pipes");
  let complaints = "";
  stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  const ended = once(child, "close");
  // One that has ended is told of by the answer that does not come.
  stdin.on("error", () => undefined);
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    async ask(question) {
      stdin.write(`${JSON.stringify(question)}\n`);
      const { done, value } = await answers.next();
      if (done) throw new Error(`a reader ended in the middle:\n${complaints}`);
      return JSON.parse(value) as Answer;
    },
    async close() {
      stdin.end();
      await ended;
      process.removeListener("exit", kill);
    },
  };
}

import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultContract } from "../../src/domain/loans/contract/contract.ts";
import { sparkContract } from "../../src/domain/loans/contract/spark-contract.ts";
import type { Tools } from "../setup/tools.ts";
import { projectDirectory } from "../setup/tools.ts";
import { runSpark } from "./spark-process.ts";
import type { SparkApplication } from "./submit.ts";

/** Where the archive of Spark's loaded classes is: with the Spark and for the Java it was made of. */
function archiveFile({ sparkHome, javaVersion }: Tools): string {
  return join(sparkHome, "quick-start", `java-${javaVersion}.jsa`);
}

/** Says that this Java cannot make an archive, so that it is not asked again. */
function refusalFile(tools: Tools): string {
  return `${archiveFile(tools)}.none`;
}

/**
 * The options by which Java starts with the classes of the archive, none without one. On 2 cores the product's script on 500
 * rows takes 11.3 s of processor time with it and 15.1 s without. An archive that does not fit is ignored by Java in silence.
 */
export function quickStartOptions(tools: Tools): readonly string[] {
  const file = archiveFile(tools);
  return existsSync(file) ? [`-XX:SharedArchiveFile=${file}`, "-Xlog:disable", "-Xlog:all=error:stderr"] : [];
}

/**
 * An empty directory for `SPARK_CONF_DIR`: spark-submit puts that on the class path, where Java takes an archive only
 * with directories that are empty and have the same name as when it was made.
 */
export function emptyConfiguration(tools: Tools): string {
  const directory = join(tools.sparkHome, "quick-start", "conf");
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** Whether there is anything left to prepare. Java makes such archives from 13 on. */
export function isQuickStartPrepared(tools: Tools): boolean {
  return tools.javaVersion < 13 || existsSync(archiveFile(tools)) || existsSync(refusalFile(tools));
}

/** Runs the product's script once on one row and keeps the classes it loaded (some 15 s, 130 MB). */
export async function prepareQuickStart(tools: Tools, signal: AbortSignal): Promise<void> {
  const file = archiveFile(tools);
  const unfinished = `${file}.${process.pid}`;
  const scratch = mkdtempSync(join(tmpdir(), "quick-start-"));
  try {
    const configuration = emptyConfiguration(tools);
    const application = rehearsal(scratch, signal);
    const javaOptions = [`-XX:ArchiveClassesAtExit=${unfinished}`];
    const { exitCode } = await runSpark(tools, application, { javaOptions, configuration });
    if (exitCode === 0 && existsSync(unfinished)) renameSync(unfinished, file);
    else if (!signal.aborted) writeFileSync(refusalFile(tools), "");
  } finally {
    rmSync(unfinished, { force: true });
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The product's script on one made-up row, enough to make Spark load what it needs for the real ones; all of it in `directory`. */
export function rehearsal(directory: string, signal: AbortSignal): SparkApplication {
  const input = join(directory, "loan.csv");
  writeFileSync(input, sample);
  return {
    script: join(projectDirectory, "spark", "loan_tracker.py"),
    args: [
      ...["--input", `file://${input}`, "--output", `file://${join(directory, "output")}`],
      ...["--report", `file://${join(directory, "report.json")}`, "--run-id", "quick-start"],
      ...["--day", "2026-01-01", "--contract", sparkContract(defaultContract), "--source-sha256", "0"],
    ],
    sparkArgs: [],
    cwd: directory,
    signal,
  };
}

const sample = `${[
  "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category,Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill",
  'Q1,30,FEMALE,CLERK,SINGLE,2,50000,20000,6,HOUSING," 10,00,000 ",5,"42,898",6,9',
].join("\r\n")}\r\n`;

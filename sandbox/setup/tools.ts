import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Problem } from "../../src/domain/problem.ts";

/** Where the repository is. */
export const projectDirectory = resolve(import.meta.dirname, "..", "..");

/** Where set-up puts what it makes; nothing outside it is changed. */
export const toolsDirectory = join(projectDirectory, ".tools");

/**
 * Where Node keeps compiled code from one start to the next. Starting the app takes 0.36 s of processor time with it and
 * 0.67 s without, the AWS stand-in 0.19 s and 0.47 s (Node 24.21). Keyed by the files' contents, so it is never stale.
 */
export const compileCache = join(toolsDirectory, "compile-cache");

/** The programs that the sandbox and the tests start; all paths are absolute. */
export interface Tools {
  /** The Python of the project's own environment, with PySpark, pytest, cfn-lint and boto3. */
  readonly python: string;
  /** PySpark's directory: `bin/spark-submit` is in it. */
  readonly sparkHome: string;
  readonly javaHome: string;
  /** Feature release: 8, 11, 17 or 21. */
  readonly javaVersion: number;
  readonly redisServer: string;
  /** Such as `7.0.15`. */
  readonly redisVersion: string;
}

/** The requirement files: what is always installed, and what is only where the machine has no Java or no Redis. */
export const requirementFiles = {
  always: join(projectDirectory, "spark", "requirements.txt"),
  java: join(projectDirectory, "spark", "requirements-java.txt"),
  redis: join(projectDirectory, "spark", "requirements-redis.txt"),
} as const;

const fileName = "tools.json";
const toolsFile = join(toolsDirectory, fileName);

/** Changes when what is to be installed by these files changes; what has another fingerprint is made anew. */
export function fingerprintOf(files: readonly string[]): string {
  const hash = createHash("sha256").update(`1 ${process.platform} ${process.arch}`);
  for (const file of files) {
    hash.update(readFileSync(file));
  }
  return hash.digest("hex");
}

const fingerprint = () => fingerprintOf(Object.values(requirementFiles));

/** Reads where the tools are. Throws a `Problem` when set-up has not run, or has to run again. */
export function readTools(): Tools {
  const tools = findTools();
  if (tools === undefined) {
    throw new Problem("tools-missing", `reading ${toolsFile}: the tools are not set up`, {
      remedy: "run `npm run setup`",
    });
  }
  return tools;
}

/** The tools, or `undefined` where they are missing, unfinished, of other versions or no longer on the disk. */
export function findTools(directory = toolsDirectory): Tools | undefined {
  const written = readWritten(join(directory, fileName));
  return written?.fingerprint === fingerprint() && programsOf(written.tools).every((file) => existsSync(file))
    ? written.tools
    : undefined;
}

interface Written {
  readonly fingerprint: string;
  readonly tools: Tools;
}

function readWritten(file: string): Written | undefined {
  // Only `writeTools` writes this file, whole or not at all, so that its shape needs no check of its own.
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Written) : undefined;
}

/** The files without which these tools are of no use. */
function programsOf(tools: Tools): readonly string[] {
  return [
    tools.python,
    join(tools.sparkHome, "bin", "spark-submit"),
    join(tools.javaHome, "bin", "java"),
    tools.redisServer,
  ];
}

/** Writes the tools down, as the last act of set-up: an interrupted one leaves nothing that looks finished. */
export function writeTools(tools: Tools): void {
  const unfinished = `${toolsFile}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify({ fingerprint: fingerprint(), tools }, undefined, 2)}\n`);
  renameSync(unfinished, toolsFile);
}

/**
 * The variables under which `spark-submit` and PySpark find each other; add them to the child's environment. Without
 * them spark-submit asks the `python3` on `PATH` for pyspark and ends with exit code 127.
 */
export function sparkEnvironment(tools: Tools): Readonly<Record<string, string>> {
  return {
    SPARK_HOME: tools.sparkHome,
    JAVA_HOME: tools.javaHome,
    PYSPARK_PYTHON: tools.python,
    PYSPARK_DRIVER_PYTHON: tools.python,
    SPARK_LOCAL_IP: "127.0.0.1",
  };
}

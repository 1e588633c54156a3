import { spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { until } from "../driver/until.ts";
import type { Tools } from "../setup/tools.ts";
import { killGroup, longestOutput } from "./process-group.ts";
import { emptyConfiguration, quickStartOptions } from "./quick-start.ts";
import { sparkCommand } from "./spark-process.ts";
import { quickCompilerAlone } from "./submit.ts";

/** How long Java may take until programs can connect to it. */
const START_LIMIT_MS = 60_000;

/**
 * For a few hundred rows: to write and compile Java for each plan takes longer than they do without. The log is an
 * application's, where Spark would keep it short for a shell.
 */
const settings = {
  "spark.sql.codegen.wholeStage": "false",
  "spark.sql.codegen.factoryMode": "NO_CODEGEN",
  "spark.log.level": "INFO",
};

/** A Java with Spark that waits for Python programs to connect, one after the other, as they do to that of their spark-submit. */
export interface WaitingJava {
  /** The variables by which a program finds it; `null` when it has ended before anybody could. */
  readonly found: Promise<Readonly<Record<string, string>> | null>;
  readonly ended: Promise<void>;
  /** What it has logged since this was asked last. */
  takeLog(): string;
  kill(): Promise<void>;
}

/** Starts it with a new directory below `home`. It ends with this process, however that ends: its standard input closes. */
export async function startJava(tools: Tools, home: string): Promise<WaitingJava> {
  mkdirSync(home, { recursive: true });
  const cwd = mkdtempSync(join(home, "java-"));
  const [connection, log] = [join(cwd, "connection"), join(cwd, "log")];
  const javaOptions = [...quickStartOptions(tools), quickCompilerAlone];
  const configuration = emptyConfiguration(tools);
  const { file, args, env } = await sparkCommand(tools, cwd, { javaOptions, configuration, settings });
  // A file, because what lies in it when a program has ended is all that Java logged of it; of a pipe that is not known.
  const output = openSync(log, "a");
  const child = spawn(file, [...args, "pyspark-shell"], {
    cwd,
    env: { ...env, _PYSPARK_DRIVER_CONN_INFO_PATH: connection },
    detached: true,
    stdio: ["pipe", "ignore", output],
  });
  const over = new AbortController();
  const ended = new Promise<void>((resolve) => {
    const settle = () => {
      if (over.signal.aborted) return;
      over.abort();
      closeSync(output);
      rmSync(cwd, { recursive: true, force: true, maxRetries: 3 });
      resolve();
    };
    child.once("error", settle);
    child.once("close", settle);
  });
  const killAtExit = () => killGroup(child.pid, "SIGKILL");
  process.once("exit", killAtExit);
  void ended.then(() => process.removeListener("exit", killAtExit));
  // Where Java ends it closes the pipe, which is told by `close`, too.
  child.stdin?.on("error", () => undefined);
  const kill = async () => {
    if (!over.signal.aborted) killGroup(child.pid, "SIGKILL");
    await ended;
  };
  const found = until("Spark's Java takes connections", () => existsSync(connection), {
    withinMs: START_LIMIT_MS,
    signal: over.signal,
  }).then(
    () => ({ ...env, ...readConnection(connection) }),
    async () => {
      await kill();
      return null; // who asked starts a Spark of its own, which says what is wrong
    },
  );
  return {
    ...{ found, ended, kill },
    takeLog: () => {
      if (over.signal.aborted) return "";
      const text = readFileSync(log, "utf8").slice(-longestOutput);
      ftruncateSync(output);
      return text;
    },
  };
}

/** What PySpark's Java writes down of itself: its port, and a secret of which the length comes first. */
function readConnection(file: string): Readonly<Record<string, string>> {
  const bytes = readFileSync(file);
  const secret = bytes.subarray(8, 8 + bytes.readInt32BE(4)).toString();
  return {
    PYSPARK_GATEWAY_PORT: String(bytes.readInt32BE(0)),
    PYSPARK_GATEWAY_SECRET: secret,
    PYTHONUNBUFFERED: "YES",
  };
}

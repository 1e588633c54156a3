import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tools } from "../setup/tools.ts";
import { sparkEnvironment } from "../setup/tools.ts";
import type { SparkApplication, SparkOutcome } from "./submit.ts";

/** How long a canceled application may take to end before it is killed. */
const graceMs = 5_000;

/** The longest text of an output that is kept, in characters. */
const longestOutput = 4_000_000;

const sparkSettings = {
  "spark.master": "local[2]",
  "spark.submit.deployMode": "client",
  "spark.ui.enabled": "false",
  "spark.driver.host": "127.0.0.1",
  "spark.driver.bindAddress": "127.0.0.1",
  "spark.driver.memory": "1g",
  "spark.sql.shuffle.partitions": "2",
  "spark.sql.catalogImplementation": "in-memory",
};

/** How Java is started for an application. */
interface JavaStart {
  readonly javaOptions: readonly string[];
  /** An empty directory, for `SPARK_CONF_DIR`. */
  readonly configuration: string;
}

/** Runs one application with a real spark-submit on two local cores; never rejects, also when it is ended. */
export async function runSpark(
  tools: Tools,
  { script, args, sparkArgs, cwd, signal }: SparkApplication,
  { javaOptions, configuration }: JavaStart,
): Promise<SparkOutcome> {
  const properties = join(cwd, "spark.properties");
  const settings = {
    ...sparkSettings,
    // The serial collector costs a small heap least.
    "spark.driver.extraJavaOptions": ["-XX:+UseSerialGC", ...javaOptions].map((one) => `"${one}"`).join(" "),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
  await writeFile(properties, lines.join(""));
  // An abort before the listener below stands would be missed.
  if (signal.aborted) return { exitCode: 143, stdout: "", stderr: "" };
  // A process group of its own: spark-submit starts Java, which starts Python, and a cancel must reach them all.
  const child = spawn(
    join(tools.sparkHome, "bin", "spark-submit"),
    ["--properties-file", properties, ...sparkArgs, script, ...args],
    {
      cwd,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...sparkEnvironment(tools),
        PATH: `${join(tools.javaHome, "bin")}:/usr/bin:/bin`,
        HOME: cwd,
        TMPDIR: cwd,
        LANG: "C.UTF-8",
        SPARK_CONF_DIR: configuration,
        SPARK_LOCAL_DIRS: cwd,
      },
    },
  );
  const kill = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch (error) {
      // The group has ended by itself in the meantime.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  };
  let grace: NodeJS.Timeout | undefined;
  const cancel = () => {
    if (signal.reason === "TERMINATE_PROCESS") kill("SIGKILL");
    else {
      kill("SIGTERM");
      grace = setTimeout(() => kill("SIGKILL"), graceMs);
    }
  };
  const killAtExit = () => kill("SIGKILL");
  signal.addEventListener("abort", cancel, { once: true });
  process.once("exit", killAtExit);
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8");
    child[name].on("data", (text: string) => {
      texts[name] = (texts[name] + text).slice(-longestOutput);
    });
  }
  return new Promise((resolve) => {
    const settle = (exitCode: number) => {
      clearTimeout(grace);
      signal.removeEventListener("abort", cancel);
      process.removeListener("exit", killAtExit);
      resolve({ exitCode, ...texts });
    };
    child.once("error", (error) => {
      texts.stderr += `starting spark-submit: ${error.message}; run \`npm run setup\`\n`;
      settle(127);
    });
    // 143 is what a shell answers for a process that was terminated.
    child.once("close", (code) => settle(code ?? 143));
  });
}

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tools } from "../setup/tools.ts";
import { sparkEnvironment } from "../setup/tools.ts";
import { runGroup } from "./process-group.ts";
import type { SparkApplication, SparkOutcome } from "./submit.ts";

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

/** How Java is started for Spark. */
export interface JavaStart {
  readonly javaOptions: readonly string[];
  /** An empty directory, for `SPARK_CONF_DIR`. */
  readonly configuration: string;
  /** Settings of Spark beside those that it always has here. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The command by which Spark is started on two local cores, up to what it is to run; all it writes is below `cwd`. */
export async function sparkCommand(
  tools: Tools,
  cwd: string,
  { javaOptions, configuration, settings: further = {} }: JavaStart,
): Promise<{
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}> {
  const properties = join(cwd, "spark.properties");
  const settings = {
    ...sparkSettings,
    ...further,
    // The serial collector costs a small heap least.
    "spark.driver.extraJavaOptions": ["-XX:+UseSerialGC", ...javaOptions].map((one) => `"${one}"`).join(" "),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
  await writeFile(properties, lines.join(""));
  return {
    file: join(tools.sparkHome, "bin", "spark-submit"),
    args: ["--properties-file", properties],
    env: {
      ...sparkEnvironment(tools),
      PATH: `${join(tools.javaHome, "bin")}:/usr/bin:/bin`,
      HOME: cwd,
      TMPDIR: cwd,
      LANG: "C.UTF-8",
      SPARK_CONF_DIR: configuration,
      SPARK_LOCAL_DIRS: cwd,
    },
  };
}

/** Runs one application with a real spark-submit of its own; never rejects, also when it is ended. */
export async function runSpark(
  tools: Tools,
  { script, args, sparkArgs, cwd, signal }: SparkApplication,
  start: JavaStart,
): Promise<SparkOutcome> {
  const command = await sparkCommand(tools, cwd, start);
  return await runGroup({
    ...command,
    args: [...command.args, ...sparkArgs, script, ...args],
    ...{ cwd, signal },
  });
}

import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { until } from "../../sandbox/driver/until.ts";
import { findTools, projectDirectory, toolsDirectory } from "../../sandbox/setup/tools.ts";
import { rehearsal } from "../../sandbox/spark/quick-start.ts";
import { createSparkRunner } from "../../sandbox/spark/submit.ts";
import { WarmSpark } from "../../sandbox/spark/warm-spark.ts";

const directory = mkdtempSync(join(tmpdir(), "warm-spark-test-"));
const home = join(directory, "spark");
let spark: WarmSpark;
let count = 0;

beforeEach(() => {
  spark = new WarmSpark({ toolsDir: toolsDirectory, home });
});

afterEach(async () => {
  await spark.close();
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
});

/** The Java that waits, by its directory: each has one of its own. */
const javas = () => kept().filter((name) => /^java-[^/]+$/.test(name));

const kept = () => (existsSync(home) ? readdirSync(home, { recursive: true }).map(String) : []);

function scratch(): string {
  count += 1;
  const cwd = join(directory, `application-${count}`);
  mkdirSync(cwd);
  return cwd;
}

/** An application of these lines, with a Spark that it does not end. */
function application(lines: readonly string[], signal: AbortSignal = new AbortController().signal) {
  const cwd = scratch();
  const script = join(cwd, "script.py");
  const begin = [
    "from pyspark.sql import SparkSession",
    "spark = SparkSession.builder.appName('a test').getOrCreate()",
  ];
  writeFileSync(script, [...begin, ...lines, ""].join("\n"));
  return { cwd, script, args: [], sparkArgs: [], signal };
}

const counting = ["print(spark.range(3).count())", "spark.stop()"];

describe.skipIf(findTools() === undefined)("Spark kept warm (skipped without `npm run setup`)", () => {
  test("counts the product's days as a spark-submit of their own does, in one Java", async () => {
    const report = async (runner: Pick<WarmSpark, "submit">) => {
      const cwd = scratch();
      const { exitCode, stdout, stderr } = await runner.submit(rehearsal(cwd, new AbortController().signal));
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
      expect(stderr).toContain("INFO SparkContext: Successfully stopped SparkContext");
      return JSON.parse(readFileSync(join(cwd, "report.json"), "utf8")) as unknown;
    };
    const own = await report(createSparkRunner({ toolsDir: toolsDirectory }));
    expect(await report(spark)).toEqual(own);
    const [java] = javas();
    expect(await report(spark)).toEqual(own);
    expect(javas()).toEqual([java]);
  });

  test("a canceled application has ended, and the next counts in the same Java", async () => {
    const canceler = new AbortController();
    const marked = join(directory, "at-it");
    const endless = [
      `open(${JSON.stringify(marked)}, "w").close()`,
      "spark.sparkContext.parallelize([1], 1).map(lambda _: __import__('time').sleep(600)).count()",
    ];
    const running = spark.submit(application(endless, canceler.signal));
    await until("it counts", () => readdirSync(directory).includes("at-it"));
    const before = javas();
    canceler.abort();
    expect(await running).toMatchObject({ exitCode: 143 });
    expect(await spark.submit(application(counting))).toMatchObject({ exitCode: 0, stdout: "3\n" });
    expect(javas()).toEqual(before);
  });

  test("one that is canceled before it has begun leaves Java as it is", async () => {
    await spark.submit(application(counting));
    const before = javas();
    const canceler = new AbortController();
    const running = spark.submit(application(counting, canceler.signal));
    setTimeout(() => canceler.abort(), 50);
    expect(await running).toMatchObject({ exitCode: 143 });
    expect(await spark.submit(application(counting))).toMatchObject({ exitCode: 0, stdout: "3\n" });
    expect(javas()).toEqual(before);
  });

  test("what an application leaves, or breaks, is nothing to the next", async () => {
    const failed = await spark.submit(application(["raise RuntimeError('made to fail')"]));
    expect(failed).toMatchObject({ exitCode: 1 });
    expect(failed.stdout).toContain("RuntimeError: made to fail");
    const leaving = application(["spark.range(1).createOrReplaceTempView('left')", "print('left')"]);
    expect(await spark.submit(leaving)).toMatchObject({ exitCode: 0, stdout: "left\n" });
    const looking = application(["print(spark.catalog.listTables())", "spark.stop()"]);
    expect(await spark.submit(looking)).toMatchObject({ exitCode: 0, stdout: "[]\n" });
    const breaking = application(["spark.sparkContext._jvm.java.lang.System.exit(3)"]);
    expect((await spark.submit(breaking)).exitCode).not.toBe(0);
    expect(await spark.submit(application(counting))).toMatchObject({ exitCode: 0, stdout: "3\n" });
  });

  test("Java is there ahead of a cluster's first application, and ends with the last cluster", async () => {
    spark.prepare("j-1");
    spark.prepare("j-2");
    await until("Java has counted a row", () => kept().includes(join("rehearsal", "report.json")));
    await spark.release("j-1");
    expect(javas()).toHaveLength(1);
    await spark.release("j-2");
    expect(javas()).toEqual([]);
  });

  test("Java ends with who started it, however that ends", async () => {
    const program = [
      `const { WarmSpark } = await import(${JSON.stringify(join(projectDirectory, "sandbox/spark/warm-spark.ts"))});`,
      `new WarmSpark({ toolsDir: ${JSON.stringify(toolsDirectory)}, home: ${JSON.stringify(home)} }).warm();`,
    ];
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program.join("\n")]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const connections = () => kept().filter((name) => name.endsWith("/connection"));
    const [connection] = await until("Java waits", () => connections().length > 0 && connections());
    const port = readFileSync(join(home, connection ?? "")).readInt32BE(0);
    child.kill("SIGKILL");
    const isFree = async () =>
      (await fetch(`http://127.0.0.1:${port}/`).catch((error: Error) => String(error.cause)))
        .toString()
        .includes("ECONNREFUSED");
    await until("nobody listens there", isFree);
  });
});

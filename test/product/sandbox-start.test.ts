import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { openControlDoor } from "../../sandbox/driver/control-door.ts";
import { firstLine, startProgram } from "../../sandbox/driver/program.ts";
import { PATIENCE_MS, until } from "../../sandbox/driver/until.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import { startSlack } from "../../sandbox/slack/main.ts";
import { freePort, Supervisor } from "../../sandbox/supervisor.ts";
import { Problem } from "../../src/domain/problem.ts";

/** What the sandbox says of a program that ends before everything is up, and what it leaves behind. */

const place = mkdtempSync(join(tmpdir(), "loan-tracker-failed-start-"));
let home: string;
let homes = 0;

beforeEach(() => {
  homes += 1;
  home = join(place, String(homes));
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** Runs a program of the sandbox to its end, or for so long. */
async function run(
  program: "main" | "demo/main",
  env: NodeJS.ProcessEnv = {},
  args: readonly string[] = [],
): Promise<Ended> {
  const from = performance.now();
  const child: ChildProcess = spawn(
    process.execPath,
    [join(projectDirectory, "sandbox", `${program}.ts`), "--home", home, ...args],
    {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: PATIENCE_MS,
    },
  );
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
      if (name === "stdout" && said.stdout.includes('"ready"')) child.kill("SIGTERM");
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, ...said, ms: performance.now() - from };
}

/** Processes with the home in their command line; this test's own programs are gone by then. */
function left(): readonly string[] {
  if (!existsSync("/proc/self")) return []; // not a Linux
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        return line.includes(home) ? [line] : [];
      } catch {
        return []; // it ended between the listing and this look
      }
    });
}

/** As a sandbox leaves it that ended at once. */
function makeHome(directory = home): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, ".sandbox-home"), "");
}

/** Half of the 20 s after which a program that is silent is given up; the start itself takes about one. */
const SOON_MS = 10_000;

describe.each(["main", "demo/main"] as const)("sandbox/%s.ts", (program) => {
  test("says at once what is wrong with the configuration, in the app's own words", async () => {
    const { code, stderr, ms } = await run(program, { LOANS_PACE: "abc", LOANS_TIMEZONE: "PST" });
    expect(code).toBe(1);
    expect(stderr.trim()).toBe(
      [
        `${program === "demo/main" ? "The demo stops: " : ""}starting app: it ended with exit code 1 (its log is ${join(home, "logs", "app.log")}) and said:`,
        "",
        "configuration has 2 problems",
        '  LOANS_TIMEZONE  "PST" is not a zone; use a name like "America/Los_Angeles"',
        '  LOANS_PACE      "abc" is not a number above 0 in plain decimals; use one from 0.1 to 1000',
      ].join("\n"),
    );
    expect(ms).toBeLessThan(SOON_MS);
    expect(left()).toEqual([]);
    expect(readFileSync(join(home, "logs", "app.log"), "utf8").match(/configuration has/g)).toHaveLength(1);
  });
});

test("a port of the page that is taken, and one that is none, are told with what helps", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = String(typeof address === "object" ? address?.port : address);
  const taken = await run("main", {}, ["--port", port]);
  server.close();
  expect([taken.code, taken.stderr.trim()]).toEqual([
    1,
    `starting the sandbox: the port ${port} is taken; name another with --port, or leave it out for a free one`,
  ]);
  const none = await run("main", {}, ["--port", "70000"]);
  expect(none.stderr.trim()).toBe(
    'starting the sandbox: "70000" is no port; say a number from 1 to 65535, as in --port 4000, or leave it out for a free one',
  );
  expect(left()).toEqual([]);
});

test("with --sockets the app connects to the Slack that is played, and beside a workspace there is no such choice", async () => {
  const both = await run("main", {}, ["--slack", "--sockets"]);
  expect(both.stderr.trim()).toBe(
    "starting the sandbox: --slack and --sockets at once; leave --sockets out: with SLACK_APP_TOKEN the app connects to a workspace by itself",
  );
  const args = [join(projectDirectory, "sandbox", "main.ts"), "--home", home, "--no-open", "--sockets"];
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"] };
  const sandbox = startProgram(args, { env, stderr: "inherit" });
  try {
    const { slack } = JSON.parse(await firstLine(sandbox)) as { readonly slack: string };
    await until("both connections are open", async () => {
      const { open } = (await openControlDoor(slack).get("sockets")) as { readonly open: number };
      return open === 2;
    });
  } finally {
    await sandbox.stop();
  }
}, 60_000);

test("a start that failed is not told in the words of an earlier one in the same log", async () => {
  makeHome();
  mkdirSync(join(home, "logs"));
  writeFileSync(join(home, "logs", "app.log"), "configuration has 1 problem\n  LOANS_STACK  of old\n");
  const { stderr } = await run("main", { LOANS_PACE: "abc" });
  expect(stderr).toContain("LOANS_PACE");
  expect(stderr).not.toContain("of old");
});

test("a Redis that cannot read its own file is told in its words", async () => {
  makeHome();
  mkdirSync(join(home, "redis"));
  // Redis 6.2 keeps one file, later ones a directory with a list.
  writeFileSync(join(home, "redis", "appendonly.aof"), "garbage\r\n");
  mkdirSync(join(home, "redis", "appendonlydir"));
  writeFileSync(join(home, "redis", "appendonlydir", "appendonly.aof.manifest"), "garbage\n");
  const { code, stderr, ms } = await run("main");
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^starting redis: it ended with exit code 1 \(its log is \S+redis\.log\) and said:\n\n.*(Bad file format|Invalid AOF)/,
  );
  expect(stderr).not.toMatch(/oO0|Configuration loaded|WARNING/);
  expect(ms).toBeLessThan(SOON_MS);
  expect(left()).toEqual([]);
});

test("an AWS stand-in that cannot read its state is told with its error, without a stack trace", async () => {
  makeHome();
  mkdirSync(join(home, "aws"));
  writeFileSync(join(home, "aws", "state"), "a file where its directory should be");
  const { code, stderr, ms } = await run("main");
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^starting aws: it ended with exit code 1 \(its log is \S+aws\.log\) and said:\n\n.*EEXIST: file already exists, mkdir '.*\/aws\/state'\n$/,
  );
  expect(ms).toBeLessThan(SOON_MS);
  expect(left()).toEqual([]);
});

test("a fresh start removes what a sandbox kept in its home, and nothing else", async () => {
  makeHome();
  makeHome(join(home, "demo"));
  mkdirSync(join(home, "redis"));
  writeFileSync(join(home, "redis", "appendonly.aof"), "garbage\r\n");
  writeFileSync(join(home, "thesis.txt"), "of years");
  const { code, stderr, stdout } = await run("main", {}, ["--fresh"]);
  expect(stderr).toBe("");
  expect(stdout).toContain('"ready"');
  expect(code).toBe(0);
  expect(existsSync(join(home, "demo"))).toBe(false);
  expect(readFileSync(join(home, "thesis.txt"), "utf8")).toBe("of years");
});

test("a second sandbox in the same home is refused with the first one's process, unless that has been killed", async () => {
  const args = [join(projectDirectory, "sandbox", "main.ts"), "--home", home, "--no-open"];
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"] };
  const first = startProgram(args, { env, stderr: "inherit" });
  try {
    await firstLine(first);
    const { pid } = first.child;
    const files = readdirSync(home).toSorted();
    for (const options of [[], ["--fresh"]]) {
      expect(await run("main", {}, options)).toMatchObject({
        ...{ code: 1, stdout: "" },
        stderr: `preparing the sandbox's home ${home}: the sandbox of process ${pid} runs in it; use that one, end it by \`kill ${pid}\`, or name another directory with --home\n`,
      });
    }
    expect(readdirSync(home).toSorted()).toEqual(files);
  } finally {
    await first.stop();
  }
  expect(readdirSync(home)).not.toContain(".sandbox-lock");
  writeFileSync(join(home, ".sandbox-lock"), "999999999");
  expect(await run("main")).toMatchObject({ code: 0, stderr: "" });
}, 60_000);

test("a home of before there was a marker is one by that of its AWS stand-in, and the demo's by its own", async () => {
  mkdirSync(join(home, "aws"), { recursive: true });
  writeFileSync(join(home, "aws", ".aws-stand-in"), "");
  mkdirSync(join(home, "logs"));
  makeHome(join(home, "demo"));
  writeFileSync(join(home, "logs", "old.log"), "of old");
  expect(await run("main", {}, ["--fresh"])).toMatchObject({ code: 0, stderr: "" });
  expect(existsSync(join(home, "logs", "old.log"))).toBe(false);
  rmSync(home, { recursive: true });
  makeHome(join(home, "demo"));
  expect(await run("main")).toMatchObject({ code: 0, stderr: "" });
});

describe.each([
  ["main", []],
  ["main", ["--fresh"]],
  ["demo/main", []],
] as const)("sandbox/%s.ts %j", (program, args) => {
  test.each(["aws", "demo", "logs", "redis", "slack"])("leaves a person's own %s as it is", async (name) => {
    mkdirSync(join(home, name), { recursive: true });
    writeFileSync(join(home, name, "thesis.txt"), "of years");
    const { code, stdout, stderr } = await run(program, {}, args);
    expect(stderr.trim()).toBe(
      `${program === "demo/main" ? "The demo stops: " : ""}preparing the sandbox's home ${home}: no sandbox has made ${join(home, name)}; name another directory with --home, or remove it yourself`,
    );
    expect(stdout).not.toContain("ready");
    expect(code).toBe(1);
    expect(readdirSync(home)).toEqual([name]);
    expect(readFileSync(join(home, name, "thesis.txt"), "utf8")).toBe("of years");
  });

  test.each(["of the bank", null])("leaves a person's own loan.csv as it is: %j", async (text) => {
    mkdirSync(home);
    const file = join(home, "loan.csv");
    if (text === null) symlinkSync("nowhere", file);
    else writeFileSync(file, text);
    expect(await run(program, {}, args)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`no sandbox has made ${file}; name another directory`),
    });
    expect(readdirSync(home)).toEqual(["loan.csv"]);
    if (text !== null) expect(readFileSync(file, "utf8")).toBe(text);
  });
});

test("a home that cannot be one is told in one sentence", async () => {
  writeFileSync(home, "a file");
  const says = (what: string) => `${what}; name a directory that you may write to with --home\n`;
  const file = says(`preparing the sandbox's home ${home}: it is a file`);
  expect(await run("main")).toMatchObject({ code: 1, stdout: "", stderr: file });
  expect(await run("demo/main")).toMatchObject({ code: 1, stderr: `\nThe demo stops: ${file}` });
  const below = says(
    `preparing the sandbox's home ${home}/below: a part of its path is a file and no folder`,
  );
  expect(await run("main", {}, ["--home", join(home, "below")])).toMatchObject({ code: 1, stderr: below });
  const blank = says("preparing the sandbox's home: its name is empty");
  expect(await run("main", {}, ["--home", " "])).toMatchObject({ code: 1, stderr: blank });
});

test.each([
  ["/proc/loans", "the system makes no folder there"],
  ["/proc/loans/below", "the system makes no folder there"],
  ["loop", "a link in its path leads back to itself"],
  ["loop/below", "a link in its path leads back to itself"],
  ["dangling", "a link leads nowhere"],
])("a home at %s is refused at once, in one sentence", async (name, says) => {
  mkdirSync(home);
  symlinkSync("loop", join(home, "loop"));
  symlinkSync("nowhere", join(home, "dangling"));
  const there = resolve(home, name);
  for (const args of [[], ["--fresh"]]) {
    expect(await run("main", {}, [...args, "--home", there])).toMatchObject({
      code: 1,
      stdout: "",
      stderr: `preparing the sandbox's home ${there}: ${says}; name a directory that you may write to with --home\n`,
    });
  }
});

test.each([
  ["logs/redis.log", "folder", "a folder stands where a file belongs"],
  ["logs/aws.log", "folder", "a folder stands where a file belongs"],
  ["logs/app.log", "folder", "a folder stands where a file belongs"],
  ["loans", "file", "what stands there is no folder"],
  ["loans", "link", "a link leads nowhere"],
  ["slack", "file", "what stands there is no folder"],
  ["slack", "link", "a link leads nowhere"],
  ["redis", "file", "what stands there is no folder"],
  ["aws", "file", "what stands there is no folder"],
  ["logs", "file", "what stands there is no folder"],
] as const)(
  "a home in which %s is a %s is told in one sentence, and nothing is left running",
  async (name, kind, says) => {
    makeHome();
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    if (kind === "folder") mkdirSync(path);
    else if (kind === "link") symlinkSync("nowhere/at-all", path);
    else writeFileSync(path, "kept");
    expect(await run("main")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: `preparing the sandbox's home ${home}: ${name}: ${says}; name a directory that you may write to with --home\n`,
    });
    expect(left()).toEqual([]);
  },
);

test.each(["1e3", "0x10", "0", "0.09", "1000001", "Infinity", ""])("no speed is %j", async (speed) => {
  const { code, stderr } = await run("main", {}, ["--speed", speed]);
  expect(stderr).toBe(
    `starting the sandbox: "${speed}" is no speed; say how many times faster than AWS, from 0.1 to 1000000, as in --speed 100\n`,
  );
  expect(code).toBe(1);
});

test("the greatest speed gives the app the greatest pace that it takes", async () => {
  const { code, stdout } = await run("main", {}, ["--speed", "1000000"]);
  expect(stdout).toContain('"ready"');
  expect(code).toBe(0);
});

test("blank variables are not set: the sandbox comes up with its own", async () => {
  const { code, stdout, stderr } = await run("main", {
    LOANS_SOURCE: "",
    LOANS_CHANNEL: "  ",
    LOANS_STACK: "",
    LOANS_PACE: " ",
    LOANS_OPERATORS: "",
    LOG_LEVEL: "",
  });
  expect(stderr).toBe("");
  expect(stdout).toContain('"ready"');
  expect(code).toBe(0);
});

describe("a supervisor", () => {
  const never = new Promise<never>(() => {});

  function supervise(command: string, args: readonly string[] = []): { supervisor: Supervisor; log: string } {
    mkdirSync(home, { recursive: true });
    const supervisor = new Supervisor(home);
    supervisor.keep({ name: "part", command, args, env: { PATH: process.env["PATH"] } });
    return { supervisor, log: join(home, "part.log") };
  }

  async function problemOf(supervisor: Supervisor): Promise<string> {
    const error: unknown = await supervisor.whenUp(never).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Problem);
    return (error as Problem).message;
  }

  test.each([
    ["/nowhere/redis-server", "exit code 127", /not found/],
    [projectDirectory, "exit code 126", /denied|directory/i],
  ])("says that %s cannot be run", async (command, how, says) => {
    const { supervisor, log } = supervise(command);
    const message = await problemOf(supervisor);
    expect(message).toContain(`starting part: it ended with ${how} (its log is ${log}) and said:\n\n`);
    expect(message).toMatch(says);
    await supervisor.stop(["part"]);
    expect(supervisor.running()).toEqual([]);
  });

  test("says of a program that ended without a word that it said nothing, and of a signal which", async () => {
    const { supervisor, log } = supervise("/bin/sh", ["-c", "kill -KILL $$"]);
    expect(await problemOf(supervisor)).toBe(
      `starting part: it ended with SIGKILL (its log is ${log}) and said nothing`,
    );
  });

  test("starts a program again that ends once everything is up", async () => {
    const { supervisor, log } = supervise("/bin/sh", ["-c", "echo began; sleep 0.2"]);
    await supervisor.whenUp(Promise.resolve());
    await expect.poll(() => readFileSync(log, "utf8").match(/began/g)?.length).toBeGreaterThan(2);
    await supervisor.stop(["part"]);
  });

  test("does not start a program again that ends before", async () => {
    const { supervisor, log } = supervise("/bin/sh", ["-c", "echo began"]);
    expect(await problemOf(supervisor)).toContain(":\n\nbegan");
    // More than twice as long as it takes to start one again.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(readFileSync(log, "utf8")).toBe("began\n");
  });
});

test("with a workspace of one's own the app speaks to that one, and AWS stays the stand-in's", async () => {
  const botToken = "xoxb-of-a-workspace";
  const signingSecret = "secret-of-a-workspace";
  const workspace = await startSlack({
    ...{ speed: 1, signingSecret, botToken },
    ...{ appUrl: () => "http://127.0.0.1:1", processes: () => [] },
  });
  const faults = `${workspace.url}/sandbox/faults`;
  // Whatever the app says first.
  await fetch(faults, { method: "POST", body: JSON.stringify({ method: "*", delayMs: 1, times: 100 }) });
  const port = await freePort();
  const { code, stdout } = await run(
    "main",
    {
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: `${workspace.url}/api/`,
      LOANS_CHANNEL: "C0LOANS",
      LOANS_OPERATORS: "U0OPERATOR",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      PORT: String(port),
    },
    ["--slack"],
  );
  const [{ fired }] = (await (await fetch(faults)).json()) as [{ fired: number }];
  await workspace.close();
  expect(code).toBe(0);
  expect(fired).toBeGreaterThan(0);
  const { app, aws } = JSON.parse(stdout.split("\n")[0] ?? "");
  expect([app, aws === "http://127.0.0.1:1"]).toEqual([`http://127.0.0.1:${port}`, false]);
  expect(left()).toEqual([]);
});

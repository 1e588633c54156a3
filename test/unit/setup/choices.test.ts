import { expect, test } from "vitest";
import { chooseJava } from "../../../sandbox/setup/java.ts";
import type { Ended, RunProgram } from "../../../sandbox/setup/programs.ts";
import { choosePython } from "../../../sandbox/setup/python.ts";
import { chooseRedis, requireWheelFor } from "../../../sandbox/setup/redis.ts";

/** A machine on which these executables answer so, and all others cannot be started. */
function machine(answers: Readonly<Record<string, Partial<Ended>>>): RunProgram {
  return async (program) => ({
    code: program in answers ? 0 : null,
    stdout: "",
    stderr: "",
    ...answers[program],
  });
}

function javaAnswer(home: string, version: string): Partial<Ended> {
  return {
    stderr: `Property settings:\n    java.home = ${home}\n    java.specification.version = ${version}\n`,
  };
}

test("Python: the first supported one that can make environments is taken", async () => {
  const run = machine({
    "/a/python3": { stdout: "3.13 True\n" },
    "/shims/python3.11": { code: 127, stderr: "pyenv: python3.11: command not found" },
    "/b/python3.12": { stdout: "3.12 True\n" },
    "/b/python3.10": { stdout: "3.10 True\n" },
  });

  const python = await choosePython(
    ["/a/python3", "/shims/python3.11", "/b/python3.12", "/b/python3.10"],
    run,
  );

  expect(python).toEqual({ executable: "/b/python3.12", version: "3.12" });
});

test("Python: without any, the message says what to install", async () => {
  await expect(choosePython([], machine({}))).rejects.toThrow(
    "looking for Python 3.10 to 3.12: found none; install one (Debian 12: `apt-get install python3-venv`, macOS: `brew install python@3.12`) and start again",
  );
});

test("Python: with one that is too new, the message says what was found", async () => {
  await expect(
    choosePython(["/usr/bin/python3"], machine({ "/usr/bin/python3": { stdout: "3.14 True" } })),
  ).rejects.toThrow("found /usr/bin/python3 is 3.14; install one");
});

test("Python: Debian's without venv gets the one apt line", async () => {
  await expect(
    choosePython(["/usr/bin/python3"], machine({ "/usr/bin/python3": { stdout: "3.11 False" } })),
  ).rejects.toThrow(
    "/usr/bin/python3 has no venv module; run `apt-get install python3.11-venv` and start again",
  );
});

test("Java: JAVA_HOME comes before PATH", async () => {
  const run = machine({
    "/opt/jdk/bin/java": javaAnswer("/opt/jdk", "17"),
    "/usr/bin/java": javaAnswer("/usr/lib/jvm/11", "11"),
  });

  expect(await chooseJava({ javaHome: "/opt/jdk", onPath: "/usr/bin/java" }, run)).toEqual({
    home: "/opt/jdk",
    version: 17,
  });
});

test("Java: a JAVA_HOME that Spark does not run on gives way to PATH", async () => {
  const run = machine({
    "/opt/jdk/bin/java": javaAnswer("/opt/jdk", "25"),
    "/usr/bin/java": javaAnswer("/usr/lib/jvm/8/jre", "1.8"),
  });

  expect(await chooseJava({ javaHome: "/opt/jdk", onPath: "/usr/bin/java" }, run)).toEqual({
    home: "/usr/lib/jvm/8/jre",
    version: 8,
  });
});

test("Java: none at all, or macOS's stub that fails, leaves it to the wheel", async () => {
  const run = machine({ "/usr/bin/java": { code: 1, stderr: "Unable to locate a Java Runtime." } });

  expect(await chooseJava({ javaHome: undefined, onPath: undefined }, run)).toBeUndefined();
  expect(await chooseJava({ javaHome: undefined, onPath: "/usr/bin/java" }, run)).toBeUndefined();
});

test("Redis: an old redis-server gives way to a recent valkey-server", async () => {
  const run = machine({
    "/usr/bin/redis-server": { stdout: "Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64" },
    "/usr/bin/valkey-server": {
      stdout: "Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64",
    },
  });

  expect(await chooseRedis(["/usr/bin/redis-server", "/usr/bin/valkey-server"], run)).toEqual({
    executable: "/usr/bin/valkey-server",
    version: "8.1.1",
  });
});

test("Redis: 6.2 is recent enough, 6.0 is not, and what answers otherwise is no server", async () => {
  const run = machine({
    "/a": { stdout: "Redis server v=6.0.16 sha=0" },
    "/b": { stdout: "hello" },
    "/c": { stdout: "Redis server v=6.2.14 sha=0" },
  });

  expect(await chooseRedis(["/a", "/b"], run)).toBeUndefined();
  expect(await chooseRedis(["/a", "/b", "/c"], run)).toEqual({ executable: "/c", version: "6.2.14" });
});

test("Redis: where the wheel does not exist, the message says what to install", () => {
  expect(() => requireWheelFor({ platform: "linux", arch: "x64" })).not.toThrow();
  expect(() => requireWheelFor({ platform: "darwin", arch: "arm64" })).toThrow(
    "run `apt-get install redis-server` (macOS: `brew install valkey`) and start again; it need not be running",
  );
});

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { defaultLoanFile } from "../../sandbox/data/loan-file.ts";
import { placeFile } from "../../sandbox/data/place-file.ts";
import { PATIENCE_MS } from "../../sandbox/driver/until.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";

/** `npm run generate` as a person runs it, with places where it can and cannot write. */

const place = mkdtempSync(join(tmpdir(), "loan-tracker-generate-"));
let folder: string;
let folders = 0;

beforeEach(() => {
  folders += 1;
  folder = join(place, String(folders));
  mkdirSync(folder);
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** In a shell, so that its output can be led elsewhere. */
async function generate(options: string, leadTo = ""): Promise<Ended> {
  const program = `"${process.execPath}" "${join(projectDirectory, "sandbox", "data", "main.ts")}"`;
  return await new Promise((resolve) => {
    execFile(
      "/bin/sh",
      ["-c", `${program} ${options} ${leadTo}`],
      { cwd: folder, timeout: PATIENCE_MS },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    );
  });
}

/** The default file, and one that is written in chunks. */
const sizes = ["", "--rows 5 "];

test("a folder that is not there is made", async () => {
  for (const size of sizes) {
    const { code, stderr } = await generate(`${size}--out some/new/${size.length}/loan.csv`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }
  expect(readFileSync(join(folder, "some/new/0/loan.csv"), "utf8")).toBe(defaultLoanFile());
  expect(readFileSync(join(folder, "some/new/9/loan.csv"), "utf8").split("\r\n")).toHaveLength(7);
});

test.each([
  ["folder", "writing folder: it is a folder; name a file in it, such as folder/loan.csv"],
  ["folder/", "writing folder/: it is a folder; name a file in it, such as folder/loan.csv"],
  ["not-there/", "writing not-there/: it is a folder; name a file in it, such as not-there/loan.csv"],
  ["file/loan.csv", "writing file/loan.csv: a part of its path is a file and no folder; name another path"],
  [
    "file/below/loan.csv",
    "writing file/below/loan.csv: a part of its path is a file and no folder; name another path",
  ],
  [`${"l".repeat(256)}`, `writing ${"l".repeat(256)}: a name in its path is too long; name a shorter one`],
  ["loop", "writing loop: a link in its path leads back to itself; name another path"],
  ["loop/loan.csv", "writing loop/loan.csv: a link in its path leads back to itself; name another path"],
  [
    "/proc/loan.csv",
    /^writing \/proc\/loan\.csv: (the system makes no file there; name another path|the system allows you no file there; .*)$/,
  ],
  [
    "/proc/x/loan.csv",
    /^writing \/proc\/x\/loan\.csv: (the system makes no folder there; name another path|the system allows you no folder there; .*)$/,
  ],
  [
    "/sys/loan.csv",
    /^writing \/sys\/loan\.csv: the system allows you no file there; name one in a folder that you may write to$/,
  ],
  [
    "s3://b/loan.csv",
    "generating a loan file: --out begins with s3:// and is no path of this machine; name a file such as loan.csv",
  ],
  [
    "file:///x",
    "generating a loan file: --out begins with file:// and is no path of this machine; name a file such as loan.csv",
  ],
  ['""', /^generating a loan file: --out is missing; say where to write: /],
])("--out %s is refused in one sentence, and nothing is left", async (out, says) => {
  mkdirSync(join(folder, "folder"));
  writeFileSync(join(folder, "file"), "kept");
  symlinkSync("loop", join(folder, "loop"));
  for (const size of sizes) {
    const { code, stdout, stderr } = await generate(`${size}--out ${out}`);
    expect(stderr.replace(/\n$/, "")).toMatch(says);
    expect(stderr.split("\n")).toHaveLength(2);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  }
  expect(readdirSync(folder).sort()).toEqual(["file", "folder", "loop"]);
  expect(readFileSync(join(folder, "file"), "utf8")).toBe("kept");
});

test.each([
  ["a link", ["loan.csv"], "kept/real.csv"],
  ["a link to a link", ["other", "loan.csv"], "kept/real.csv"],
  ["a link to a file that is to be made, with its folder", ["loan.csv"], "new/folder/real.csv"],
])("%s stays one, and the file that it leads to is written", async (_, links, real) => {
  mkdirSync(join(folder, "kept"));
  writeFileSync(join(folder, "kept", "real.csv"), "of old");
  let leadsTo = real;
  for (const link of links) {
    symlinkSync(leadsTo, join(folder, link));
    leadsTo = link;
  }
  for (const size of sizes) {
    expect(await generate(`${size}--out loan.csv`)).toMatchObject({ code: 0, stderr: "" });
    expect(readlinkSync(join(folder, "loan.csv"))).toBe(links.length > 1 ? links[0] : real);
    expect(readFileSync(join(folder, real), "utf8").split("\r\n")).toHaveLength(size === "" ? 502 : 7);
    expect(readdirSync(join(folder, dirname(real)))).toEqual(["real.csv"]);
  }
});

test("a file of another's that is not finished is not touched, and nothing is left of one that fails in the middle", async () => {
  const file = join(folder, "loan.csv");
  writeFileSync(`${file}.unfinished`, "another's");
  await placeFile(file, ["whole"]);
  let seen: readonly string[] = [];
  const chunks = function* () {
    yield "half";
    seen = readdirSync(folder);
    throw new Error("no more");
  };
  await expect(placeFile(file, chunks())).rejects.toThrow("no more");
  expect(seen).toHaveLength(3);
  expect(readdirSync(folder).sort()).toEqual(["loan.csv", "loan.csv.unfinished"]);
  expect(readFileSync(file, "utf8")).toBe("whole");
  expect(readFileSync(`${file}.unfinished`, "utf8")).toBe("another's");
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "nothing is left of a file whose making %s ends",
  async (signal) => {
    const program = join(projectDirectory, "sandbox", "data", "main.ts");
    const child = spawn(process.execPath, [program, "--rows", "100000000", "--out", "loan.csv"], {
      cwd: folder,
    });
    const ended = once(child, "exit");
    await expect.poll(() => readdirSync(folder).length).toBe(1);
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(readdirSync(folder)).toEqual([]);
  },
);

test("a disk that is full is told, and the device is still there", async () => {
  symlinkSync("/dev/full", join(folder, "full.csv"));
  for (const size of sizes) {
    const { code, stderr } = await generate(`${size}--out full.csv`);
    expect(stderr).toBe(
      "writing full.csv: there is no room left; free some, or name a file on another disk\n",
    );
    expect(code).toBe(1);
  }
  expect(existsSync("/dev/full")).toBe(true);
  expect(readdirSync(folder)).toEqual(["full.csv"]);
  expect((await generate("--out loan.csv", "> /dev/full")).stderr).toBe(
    "writing to the standard output: ENOSPC: no space left on device, write\n",
  );
});

test("a reader that has enough gets what it read, and no stack trace", async () => {
  // By a link, so that a program which puts a file in its place leaves the machine's own as it is.
  symlinkSync("/dev/stdout", join(folder, "stdout.csv"));
  const { stdout, stderr } = await generate("--rows 100000 --out stdout.csv", "| head -1");
  expect(stdout).toMatch(/^Customer_ID,/);
  expect(stderr).toBe("writing stdout.csv: whoever read it has stopped; read it to its end\n");
  // Nobody reads from the beginning.
  expect(await generate("--out loan.csv", "| sleep 0")).toEqual({ code: 0, stdout: "", stderr: "" }); // the code is sleep's
  expect(existsSync(join(folder, "loan.csv"))).toBe(true);
});

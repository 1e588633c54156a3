import { existsSync, lstatSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { Problem } from "../src/domain/problem.ts";
import { diskRefusal, makeFolder } from "./disk.ts";
import type { Lock } from "./setup/lock.ts";
import { breakStale, isRunningProcess, isStale, tryLock } from "./setup/lock.ts";

/** All that the sandbox keeps in its home; the demo's own home is in the one of `npm run sandbox`. */
const own: readonly string[] = ["aws", "clock.json", "demo", "loan.csv", "loans", "logs", "redis", "slack"];

/** The file that says of a directory that what bears those names in it is the sandbox's. */
const marker = ".sandbox-home";

/** So does the AWS stand-in's own, in homes of before there was the other. */
const markers: readonly string[] = [marker, join("aws", ".aws-stand-in")];

/** Names the process whose sandbox runs in a home. */
const holder = ".sandbox-lock";

/**
 * Takes a home for this process until it is released, or throws a `Problem` that names the process whose sandbox runs there:
 * two would write the same files. One that was killed holds nothing.
 */
export function holdHome(home: string): Lock {
  refuseUnfit(home);
  makeOwn(home);
  const file = join(home, holder);
  for (;;) {
    const attempt = tryLock(file);
    if ("lock" in attempt) return attempt.lock;
    const { heldBy } = attempt;
    if (!isStale(heldBy, isRunningProcess)) {
      throw new Problem("home-in-use", `${actOn(home)}: the sandbox of process ${heldBy.pid} runs in it`, {
        remedy: `use that one, end it by \`kill ${heldBy.pid}\`, or name another directory with --home`,
      });
    }
    breakStale(file, isRunningProcess);
  }
}

/**
 * Makes the directory of a sandbox's state; `fresh` removes what a sandbox kept there, and nothing else. Throws a `Problem`
 * where a person's own files bear the sandbox's names.
 */
export function prepareHome({ home, fresh }: { readonly home: string; readonly fresh: boolean }): void {
  refuseUnfit(home);
  if (fresh) for (const name of own) rmSync(join(home, name), { recursive: true, force: true });
  makeOwn(home);
  for (const folder of ["aws", "logs", "redis", "slack"]) makeFolder(join(home, folder));
}

/** Makes the home itself, where nothing speaks against it. */
function makeOwn(home: string): void {
  makeFolder(home);
  // Before all else: what is in a home whose making was broken off is the sandbox's too.
  writeFileSync(join(home, marker), "");
}

function refuseUnfit(home: string): void {
  const act = actOn(home);
  if (home.trim() === "") throw badHome("preparing the sandbox's home: its name is empty");
  if (!existsSync(home)) return;
  if (!statSync(home).isDirectory()) throw badHome(`${act}: it is a file`);
  refuseForeign(home, act);
}

/** What a start says of an error: of what the system refused in its home, or on the way to it, one sentence. */
export function toldOfHome(home: string, error: unknown): unknown {
  const refusal = diskRefusal(error);
  if (refusal === null || !(error instanceof Error && "path" in error)) return error;
  const [path, base] = [resolve(String(error.path)), resolve(home)];
  if (!isWithin(path, base) && !isWithin(base, path)) return error;
  const where = isWithin(path, base) && path !== base ? `${relative(base, path)}: ` : "";
  const says = isDangling(path, refusal.code) ? "a link leads nowhere" : refusal.says;
  return badHome(`${actOn(home)}: ${where}${says}`, error);
}

const isWithin = (path: string, directory: string) => !relative(directory, path).startsWith("..");

/** Of a link that leads nowhere the system says that it is not there, or, to who would make it, that it is. */
function isDangling(path: string, code: string): boolean {
  return ["ENOENT", "EEXIST"].includes(code) && isThere(path) && !existsSync(path);
}

const actOn = (home: string) => `preparing the sandbox's home ${home}`;

function refuseForeign(home: string, act: string): void {
  const foreign = own.find((name) => isThere(join(home, name)) && !isOwn(home, name));
  if (foreign === undefined) return;
  throw new Problem("foreign-home", `${act}: no sandbox has made ${join(home, foreign)}`, {
    remedy: "name another directory with --home, or remove it yourself",
  });
}

/** The demo may have been there before any sandbox was in the directory around it. */
function isOwn(home: string, name: string): boolean {
  return isSandboxHome(name === "demo" ? join(home, name) : home);
}

function isSandboxHome(directory: string): boolean {
  return markers.some((name) => existsSync(join(directory, name)));
}

/** Also a link that leads nowhere is. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function badHome(says: string, cause?: Error): Problem {
  return new Problem("bad-home", says, {
    remedy: "name a directory that you may write to with --home",
    ...(cause === undefined ? {} : { cause }),
  });
}

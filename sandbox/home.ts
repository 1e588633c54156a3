import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../src/domain/problem.ts";

/** All that the sandbox keeps in its home; the demo's own home is in the one of `npm run sandbox`. */
const own: readonly string[] = ["aws", "demo", "loan.csv", "logs", "redis", "slack"];

/** Makes the directory of a sandbox's state; `fresh` removes what a sandbox kept there, and nothing else. */
export function prepareHome({ home, fresh }: { readonly home: string; readonly fresh: boolean }): void {
  const act = `preparing the sandbox's home ${home}`;
  if (home.trim() === "") throw badHome("preparing the sandbox's home: its name is empty");
  try {
    if (existsSync(home) && !statSync(home).isDirectory()) throw badHome(`${act}: it is a file`);
    if (fresh) for (const name of own) rmSync(join(home, name), { recursive: true, force: true });
    for (const folder of ["redis", "logs"]) mkdirSync(join(home, folder), { recursive: true });
  } catch (error) {
    if (error instanceof Problem || !(error instanceof Error && "syscall" in error)) throw error;
    throw badHome(`${act}: ${error.message}`, error);
  }
}

function badHome(says: string, cause?: Error): Problem {
  return new Problem("bad-home", says, {
    remedy: "name a directory that you may write to with --home",
    ...(cause === undefined ? {} : { cause }),
  });
}

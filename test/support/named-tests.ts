import { existsSync } from "node:fs";
import { textOf } from "./repository.ts";

/** What the tests and their groups of that file are called; of a file that is not there nothing is. */
export function namedTests(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  const named =
    /\b(?:test|describe)(?:\.[a-zA-Z]+(?:\((?:[^()]|\([^()]*\))*\))?)*\(\s*(?:"((?:[^"\\]|\\.)*)"|name\b)/g;
  return [...textOf(path).matchAll(named)].flatMap(([, name]) => name ?? []);
}

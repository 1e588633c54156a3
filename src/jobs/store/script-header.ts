import type { KeyName } from "./keys.ts";
import { redisKeys } from "./keys.ts";

const types = ["string", "number", "flag", "strings"] as const;

/** One argument, or one thing of a script's answer, by its name. */
export interface Field {
  readonly name: string;
  /** `strings`: any number of them, which may only come last. */
  readonly type: (typeof types)[number];
  /** May be `null` here, which is `false` in Lua. */
  readonly mayLack: boolean;
}

/** What the comment at the top of a script declares. */
export interface ScriptHeader {
  /** Keys that are only read. */
  readonly reads: readonly KeyName[];
  readonly writes: readonly KeyName[];
  readonly arguments: readonly Field[];
  readonly output: readonly Field[];
}

/** Reads the header of a script; throws for what it does not understand, naming the file. */
export function parseHeader(file: string, text: string): ScriptHeader {
  const header = /^--\[\[\n([\s\S]*?)\n\]\]/.exec(text)?.[1];
  if (header === undefined) throw new Error(`reading ${file}: it does not begin with a comment --[[ … ]]`);
  const keys = (word: string) =>
    (new RegExp(`^${word} +(.+)$`, "m").exec(header)?.[1] ?? "").split(" ").filter((name) => name !== "");
  const fields = (word: string) =>
    (new RegExp(`^${word}\\n((?:  .*(?:\\n|$))*)`, "m").exec(header)?.[1] ?? "")
      .split("\n")
      .filter((line) => line !== "");
  return {
    reads: keys("READS").map((name) => keyNamed(file, name)),
    writes: keys("WRITES").map((name) => keyNamed(file, name)),
    arguments: fields("ARGUMENTS").map((line, at, all) => fieldOf(file, line, at === all.length - 1)),
    output: fields("OUTPUT").map((line) => fieldOf(file, line, false)),
  };
}

function keyNamed(file: string, name: string): KeyName {
  if (!Object.hasOwn(redisKeys, name))
    throw new Error(`reading the header of ${file}: there is no key "${name}"; add it to keys.ts`);
  return name as KeyName;
}

function fieldOf(file: string, line: string, isLast: boolean): Field {
  const [, name = "", word = "", mark] = /^ {2}(\w+) +(\w+)(\?)?(?: |$)/.exec(line) ?? [];
  const type = types.find((one) => one === word);
  if (type === undefined || (type === "strings" && !isLast)) {
    throw new Error(
      `reading the header of ${file}: "${line}" is no argument; write its name, then string, number or flag, or strings in the last`,
    );
  }
  return { name, type, mayLack: mark !== undefined };
}

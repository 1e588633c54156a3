import { parseArgs } from "node:util";
import { Problem } from "../../src/domain/problem.ts";
import type { LoanFileDescription } from "./loan-file.ts";

/** What `npm run generate` is asked for; without a size it is the default 500-row file. */
export interface GenerateRequest {
  readonly file: string;
  readonly content: "default" | LoanFileDescription;
}

const usage = "npm run generate -- [--rows N | --size 150MB] [--seed S] [--categories N] --out FILE";
const bytesOfUnit: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 };

/** Reads the command line. Throws a `Problem` with a sentence on the first wrong argument. */
export function parseGenerateArguments(commandLine: readonly string[]): GenerateRequest {
  const { out, rows, size, seed, categories } = readOptions(commandLine);
  if (out === undefined) {
    throw wrong("--out is missing", `say where to write: ${usage}`);
  }
  if (rows !== undefined && size !== undefined) {
    throw wrong("--rows and --size were both given", "give one of them");
  }
  if (rows === undefined && size === undefined) {
    if (seed !== undefined || categories !== undefined) {
      throw wrong(
        "--seed and --categories need a size",
        "add --rows or --size; without them it is the default file",
      );
    }
    return { file: out, content: "default" };
  }
  return {
    file: out,
    content: {
      size:
        rows === undefined
          ? { bytes: bytesFrom(size ?? "") }
          : { rows: wholeNumber("--rows", rows, { least: 0 }) },
      seed: wholeNumber("--seed", seed ?? "1", { least: 0 }),
      categories: wholeNumber("--categories", categories ?? "16", { least: 1 }),
    },
  };
}

function readOptions(commandLine: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...commandLine],
      options: { out: text, rows: text, size: text, seed: text, categories: text },
    }).values;
  } catch (error) {
    // Node's message names the argument; what it adds on positional arguments is of no use here.
    throw wrong(
      error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error),
      `use ${usage}`,
    );
  }
}

/** Most that a number may be: the generator's random numbers have 32 bits. */
const most = 2 ** 32 - 1;

function wholeNumber(option: string, value: string, { least }: { readonly least: number }): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > most) {
    throw wrong(`${option} is "${value}"`, `give a whole number from ${least} to ${most}`);
  }
  return number;
}

function bytesFrom(value: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmg]?b)$/i.exec(value) ?? [];
  const bytes = Number(number) * (bytesOfUnit[unit?.toUpperCase() ?? ""] ?? Number.NaN);
  if (!Number.isFinite(bytes)) {
    throw wrong(
      `--size is "${value}"`,
      "give a number with B, KB, MB or GB, such as 150MB (a KB is 1,000 bytes)",
    );
  }
  return bytes;
}

function wrong(says: string, remedy: string): Problem {
  return new Problem("bad-arguments", `generating a loan file: ${says}`, { remedy });
}

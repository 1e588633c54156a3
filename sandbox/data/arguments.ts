import { readOptions, wholeNumber } from "../../src/cli/command-line.ts";
import { Problem } from "../../src/domain/problem.ts";
import type { LoanFileDescription } from "./loan-file.ts";

/** What `npm run generate` is asked for; without a size it is the default 500-row file. */
export interface GenerateRequest {
  readonly file: string;
  readonly content: "default" | LoanFileDescription;
}

const act = "generating a loan file";
const usage = "npm run generate -- [--rows N | --size 150MB] [--seed S] [--categories N] --out FILE";

/** Most that a number may be: the generator's random numbers have 32 bits. */
const most = 2 ** 32 - 1;

const bytesOfUnit: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 };

/** Reads the command line. Throws a `Problem` with a sentence on the first wrong argument. */
export function parseGenerateArguments(commandLine: readonly string[]): GenerateRequest {
  const text = { type: "string" } as const;
  const { out, rows, size, seed, categories } = readOptions(
    { out: text, rows: text, size: text, seed: text, categories: text },
    { act, usage: `use ${usage}`, commandLine },
  );
  if (out === undefined || out.trim() === "") {
    throw wrong("--out is missing", `say where to write: ${usage}`);
  }
  const [scheme] = /^[a-z][a-z\d+.-]*:\/\//i.exec(out) ?? [];
  if (scheme !== undefined) {
    throw wrong(`--out begins with ${scheme} and is no path of this machine`, "name a file such as loan.csv");
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
          : { rows: wholeNumber(rows, { act, option: "--rows", least: 0, most }) },
      seed: wholeNumber(seed ?? "1", { act, option: "--seed", least: 0, most }),
      categories: wholeNumber(categories ?? "16", { act, option: "--categories", least: 1, most }),
    },
  };
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
  return new Problem("bad-arguments", `${act}: ${says}`, { remedy });
}

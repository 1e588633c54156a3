import type { ParseArgsConfig } from "node:util";
import { parseArgs } from "node:util";
import { Problem } from "../domain/problem.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; strict: true; allowPositionals: false }>
>["values"];

/** Reads the options of a program; throws a `Problem` that names the first argument which is none of them. */
export function readOptions<const O extends Options>(
  options: O,
  {
    act,
    usage,
    commandLine = process.argv.slice(2),
  }: {
    /** What the program is about to do, as `generating a loan file`. */
    readonly act: string;
    /** How it is asked rightly. */
    readonly usage: string;
    readonly commandLine?: readonly string[];
  },
): Values<O> {
  try {
    return parseArgs({ args: [...commandLine], options, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    // Node's message names the argument; what it adds on positional arguments is of no use here.
    const reason = cause instanceof Error ? cause.message.split(". ")[0] : String(cause);
    throw new Problem("bad-arguments", `${act}: ${reason}`, { remedy: usage, cause });
  }
}

/** The number that an option was given, from `least` to `most`; throws a `Problem` with these. */
export function wholeNumber(
  value: string,
  {
    act,
    option,
    least,
    most = Number.MAX_SAFE_INTEGER,
  }: {
    readonly act: string;
    /** As it is typed: `--days`. */
    readonly option: string;
    readonly least: number;
    readonly most?: number;
  },
): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least}` : `${least} to ${most}`;
  throw new Problem("bad-arguments", `${act}: ${option} is "${value}"`, {
    remedy: `give a whole number from ${range}`,
  });
}

/**
 * From now on the program ends without a word once nobody reads what it says any more, as in `… | head -1`, and with a
 * sentence when that cannot be written; Node would print a stack trace. `code`: which it ends with.
 */
export function endWhenUnread({ code = 1 } = {}): void {
  process.stdout.once("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") process.stderr.write(`writing to the standard output: ${error.message}\n`);
    process.exit(code);
  });
}

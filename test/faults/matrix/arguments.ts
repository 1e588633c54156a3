import { parseArgs } from "node:util";
import { Problem } from "../../../src/domain/problem.ts";
import { weaknesses } from "../../support/weakened.ts";

/** What `npm run faults` is asked for. */
export interface FaultsRequest {
  readonly task: "help" | "list" | "matrix" | "soak";
  /** A case is played whose name holds one of these; none: all are. */
  readonly only: readonly string[];
  readonly lanes: number;
  /** How long a worker may be silent until another takes over, in milliseconds. */
  readonly lockMs: number;
  /** Of `weaknesses`; `null`: the engine as it is. */
  readonly weakened: string | null;
  readonly kills: number;
  readonly seed: number;
}

/** What `--help` prints. */
export const help = `npm run faults                    plays every case of the fault matrix and ends with 1 when one fails

  --list                          names the cases instead of playing them
  --only TEXT                     only cases whose name holds the text; may be given more than once
  --lanes N                       so many products at a time (default 2)
  --lock MS                       a worker is taken over after this silence (default 1500)
  --weakened ${weaknesses.join("|").padEnd(21)}takes a safeguard out of the engine: cases must fail
  --random [--kills N] [--seed S] the soak: N kills at random (default 1000) while days run
  --help                          this

Spark itself runs once; the Spark steps of all cases hand out what it left.
`;

/** Reads the command line. Throws a `Problem` with a sentence on the first wrong argument. */
export function parseFaultsArguments(commandLine: readonly string[]): FaultsRequest {
  const { only, weakened, ...values } = readOptions(commandLine);
  if (weakened !== undefined && !weaknesses.some((one) => one === weakened)) {
    throw wrong(`--weakened is "${weakened}"`, `say ${weaknesses.join(" or ")}`);
  }
  return {
    task: values.help ? "help" : values.list ? "list" : values.random ? "soak" : "matrix",
    only,
    weakened: weakened ?? null,
    lanes: wholeNumber("--lanes", values.lanes, { least: 1 }),
    lockMs: wholeNumber("--lock", values.lock, { least: 100 }),
    kills: wholeNumber("--kills", values.kills, { least: 1 }),
    seed: wholeNumber("--seed", values.seed, { least: 0 }),
  };
}

function readOptions(commandLine: readonly string[]) {
  const isAsked = { type: "boolean", default: false } as const;
  try {
    return parseArgs({
      args: [...commandLine],
      options: {
        ...{ help: isAsked, list: isAsked, random: isAsked },
        only: { type: "string", multiple: true, default: [] },
        lanes: { type: "string", default: "2" },
        lock: { type: "string", default: "1500" },
        weakened: { type: "string" },
        kills: { type: "string", default: "1000" },
        seed: { type: "string", default: String(Date.now() % 1_000_000) },
      },
    }).values;
  } catch (error) {
    // Node's message names the argument; what it adds on positional arguments is of no use here.
    throw wrong(
      error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error),
      "`npm run faults -- --help` names the options",
    );
  }
}

function wholeNumber(option: string, value: string, { least }: { readonly least: number }): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || !Number.isSafeInteger(number)) {
    throw wrong(`${option} is "${value}"`, `give a whole number from ${least}`);
  }
  return number;
}

function wrong(says: string, remedy: string): Problem {
  return new Problem("bad-arguments", `playing the fault matrix: ${says}`, { remedy });
}

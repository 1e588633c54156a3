import { readOptions, wholeNumber } from "../../../src/cli/command-line.ts";
import { Problem } from "../../../src/domain/problem.ts";
import { weaknesses } from "./weakened.ts";

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
  --weakened HOW                  takes a safeguard away, one of ${weaknesses.join(", ")}: cases must fail
  --random [--kills N] [--seed S] the soak: N kills at random (default 1000) while days run
  --help                          this

Spark itself runs once; the Spark steps of all cases hand out what it left.
`;

const act = "playing the fault matrix";

/** Reads the command line. Throws a `Problem` with a sentence on the first wrong argument. */
export function parseFaultsArguments(commandLine: readonly string[]): FaultsRequest {
  const isAsked = { type: "boolean", default: false } as const;
  const { only, weakened, ...values } = readOptions(
    {
      ...{ help: isAsked, list: isAsked, random: isAsked },
      only: { type: "string", multiple: true, default: [] },
      lanes: { type: "string" },
      lock: { type: "string", default: "1500" },
      weakened: { type: "string" },
      kills: { type: "string" },
      seed: { type: "string" },
    },
    { act, usage: "`npm run faults -- --help` names the options", commandLine },
  );
  if (weakened !== undefined && !weaknesses.some((one) => one === weakened)) {
    throw new Problem("bad-arguments", `${act}: --weakened is "${weakened}"`, {
      remedy: `say one of ${weaknesses.join(", ")}`,
    });
  }
  const of = values.random ? "the soak (--random)" : "the matrix";
  const alien = (values.random ? (["list", "lanes"] as const) : (["kills", "seed"] as const)).find(
    (option) => values[option],
  );
  if (alien || (values.random && only.length > 0)) {
    throw new Problem("bad-arguments", `${act}: ${of} takes no --${alien ?? "only"}`, {
      remedy: "`npm run faults -- --help` tells which option belongs to which",
    });
  }
  const number = (option: string, { given, least }: { readonly given: string; readonly least: number }) =>
    wholeNumber(given, { act, option: `--${option}`, least });
  return {
    task: values.help ? "help" : values.list ? "list" : values.random ? "soak" : "matrix",
    only,
    weakened: weakened ?? null,
    lanes: number("lanes", { given: values.lanes ?? "2", least: 1 }),
    lockMs: number("lock", { given: values.lock, least: 100 }),
    kills: number("kills", { given: values.kills ?? "1000", least: 1 }),
    seed: number("seed", { given: values.seed ?? String(Date.now() % 1_000_000), least: 0 }),
  };
}

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Figure } from "../figure.ts";
import { largeFile } from "../stages/large-file.ts";
import type { ReadFile } from "../stages/read-in-turns.ts";
import type { Workshop } from "../workshop.ts";

const program = fileURLToPath(new URL("../stages/read-in-turns.ts", import.meta.url));

/** What the second count of a file costs, which is taken while it is hashed and read. */
export const reading: Figure = {
  name: "reading",
  limitMs: ({ megabytes }) => 120_000 + megabytes * 500,
  async measure(workshop) {
    const { megabytes } = workshop;
    const file = await largeFile(workshop);
    const product: ReadFile[] = [];
    const alone: ReadFile[] = [];
    await workshop.repeat({ times: 5, withinMs: 60_000 + megabytes * 200 }, async () => {
      const [one, other] = await readInTurns(file, workshop);
      alone.push(one);
      product.push(other);
    });
    const most = (of: readonly ReadFile[]) => Math.max(...of.map(({ mostMb }) => mostMb)).toFixed(0);
    return [
      {
        case: "processor time",
        unit: "ms",
        measured: {
          what: `processor time to read a file of ${megabytes} MB, counted twice`,
          values: product.map(({ processorMs }) => processorMs),
        },
        baseline: {
          what: "the same file parsed and hashed",
          values: alone.map(({ processorMs }) => processorMs),
        },
        aim: { of: "ratio", under: 1.1 },
        notes: [`at most ${most(product)} MB of memory, ${most(alone)} MB for the baseline`],
      },
      {
        case: "time",
        unit: "ms",
        measured: { what: "the same on the clock", values: product.map(({ ms }) => ms) },
        baseline: { what: "the same on the clock", values: alone.map(({ ms }) => ms) },
        aim: { of: "ratio", under: 1.1 },
      },
    ];
  },
};

/**
 * The baseline and the product read the file part by part, by turns, so that a machine that is slow for some seconds is it for
 * both. Each in a process of its own: in one, Node would compile the parser for what both of them do.
 */
async function readInTurns(file: string, { signal }: Workshop): Promise<readonly [ReadFile, ReadFile]> {
  const open = (how: "alone" | "product") => {
    const { stdin, stdout } = spawn(process.execPath, [program, how, file], {
      signal,
      stdio: ["pipe", "pipe", "inherit"],
    });
    const answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
    return async () => {
      stdin.write("\n");
      const { value = "" } = await answers.next();
      return value === "" ? null : (JSON.parse(value) as ReadFile);
    };
  };
  const [alone, product] = [open("alone"), open("product")];
  for (;;) {
    const [one, other] = [await alone(), await product()];
    if (one !== null && other !== null) return [one, other];
    if (one !== null || other !== null)
      throw new Error("the one has read the file in fewer parts than the other");
  }
}

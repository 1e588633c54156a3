import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Figure } from "../figure.ts";
import { leastOf } from "../samples.ts";
import { largeFile } from "../stages/large-file.ts";
import type { ReadOnce } from "../stages/read-once.ts";

const program = fileURLToPath(new URL("../stages/read-once.ts", import.meta.url));

/** What the second count of a file costs, which is taken while it is hashed and read. */
export const reading: Figure = {
  name: "reading",
  limitMs: ({ megabytes }) => 120_000 + megabytes * 500,
  async measure(workshop) {
    const { megabytes } = workshop;
    const file = await largeFile(workshop);
    // Each in a process of its own: one after the other, Node would compile the parser for what both of them do.
    const read = async (how: "product" | "alone") => {
      const { stdout } = await promisify(execFile)(process.execPath, [program, how, file], workshop);
      return JSON.parse(stdout) as ReadOnce;
    };
    const product: ReadOnce[] = [];
    const alone: ReadOnce[] = [];
    await workshop.repeat({ times: 5, withinMs: 60_000 + megabytes * 200 }, async () => {
      alone.push(await read("alone"));
      product.push(await read("product"));
    });
    const most = (of: readonly ReadOnce[]) => Math.max(...of.map(({ mostMb }) => mostMb)).toFixed(0);
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
        notes: [
          leastOf(
            product.map(({ ms }) => ms),
            alone.map(({ ms }) => ms),
          ),
        ],
      },
    ];
  },
};

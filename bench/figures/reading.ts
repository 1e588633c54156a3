import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { writeLoanFile } from "../../sandbox/data/loan-file.ts";
import type { Figure } from "../figure.ts";

const BYTES = 100_000_000;
const program = fileURLToPath(new URL("../stages/read-once.ts", import.meta.url));

/** What the second count of a file costs, which is taken while it is hashed and read. */
export const reading: Figure = {
  name: "reading",
  async measure(workshop) {
    const file = join(workshop.directory("large"), "loan.csv");
    await writeLoanFile(file, { size: { bytes: BYTES }, seed: 1, categories: 16 });
    // Each in a process of its own: one after the other, Node would compile the parser for what both of them do.
    const processorMs = async (how: "product" | "alone") =>
      Number((await promisify(execFile)(process.execPath, [program, how, file], workshop)).stdout);
    const product: number[] = [];
    const alone: number[] = [];
    await workshop.repeat({ times: 5, withinMs: 60_000 }, async () => {
      alone.push(await processorMs("alone"));
      product.push(await processorMs("product"));
    });
    return [
      {
        unit: "ms",
        measured: { what: "processor time to read a file of 100 MB, counted twice", values: product },
        baseline: { what: "the same file parsed and hashed", values: alone },
        aim: { of: "ratio", under: 1.1 },
      },
    ];
  },
};

import { createReadStream } from "node:fs";
import { defaultContract } from "../../src/domain/loans/contract/contract.ts";
import { NOTHING_KNOWN } from "../../src/domain/loans/names/known-names.ts";
import { readLoanFile } from "../../src/jobs/workflows/batch/loan-file.ts";
import { readCsvAlone } from "../baselines/csv-alone.ts";

/** What it took to read a file once: of the processor, on the clock, and of memory at most. */
export interface ReadOnce {
  readonly processorMs: number;
  readonly ms: number;
  readonly mostMb: number;
}

/** Reads a file once, as the product does or `alone`, and says what it took. */
const [how = "", file = ""] = process.argv.slice(2);
const from = { cpu: process.cpuUsage(), at: performance.now() };
if (how === "alone") await readCsvAlone(file);
else
  await readLoanFile(createReadStream(file), {
    name: "loan.csv",
    contract: defaultContract,
    released: [],
    known: async () => NOTHING_KNOWN,
  });
const { user, system } = process.cpuUsage(from.cpu);
const took: ReadOnce = {
  processorMs: (user + system) / 1_000,
  ms: performance.now() - from.at,
  mostMb: process.resourceUsage().maxRSS / 1_024,
};
process.stdout.write(JSON.stringify(took));

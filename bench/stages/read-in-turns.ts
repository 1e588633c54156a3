import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { defaultContract } from "../../src/domain/loans/contract/contract.ts";
import { NOTHING_KNOWN } from "../../src/domain/loans/names/known-names.ts";
import { readLoanFile } from "../../src/jobs/workflows/batch/loan-file.ts";
import { readCsvAlone } from "../baselines/csv-alone.ts";

/** What it took to read a file: of the processor, on the clock without the waits between the parts, and of memory at most. */
export interface ReadFile {
  readonly processorMs: number;
  readonly ms: number;
  readonly mostMb: number;
}

/** Of a file so many bytes are read until the other one has its turn: more often than a machine gets slower or faster. */
const PART_BYTES = 8_000_000;

/**
 * Reads a file, as the product does or `alone`, a part for each line that it is given; it answers each with a line, which is
 * empty until the file is read, and then says what that took.
 */
const [how = "", file = ""] = process.argv.slice(2);
const turns = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
let ms = 0;
let from = 0;

async function nextTurn(): Promise<void> {
  await turns.next();
  from = performance.now();
}

async function* inParts(): AsyncGenerator<Buffer> {
  let left = PART_BYTES;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    if (left <= 0) {
      ms += performance.now() - from;
      process.stdout.write("\n");
      await nextTurn();
      left = PART_BYTES;
    }
    left -= chunk.length;
    yield chunk;
  }
}

await nextTurn();
const cpu = process.cpuUsage();
const stream = Readable.from(inParts());
if (how === "alone") await readCsvAlone(stream);
else
  await readLoanFile(stream, {
    name: "loan.csv",
    contract: defaultContract,
    released: [],
    known: async () => NOTHING_KNOWN,
  });
const { user, system } = process.cpuUsage(cpu);
const took: ReadFile = {
  processorMs: (user + system) / 1_000,
  ms: ms + performance.now() - from,
  mostMb: process.resourceUsage().maxRSS / 1_024,
};
process.stdout.write(`${JSON.stringify(took)}\n`);
process.stdin.destroy();

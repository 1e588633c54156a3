import { createReadStream } from "node:fs";
import { defaultContract } from "../../src/domain/loans/contract.ts";
import { NOTHING_KNOWN } from "../../src/domain/loans/personal-names.ts";
import { readLoanFile } from "../../src/jobs/workflows/batch/loan-file.ts";
import { readCsvAlone } from "../baselines/csv-alone.ts";

/** Reads a file once, as the product does or `alone`, and says how many milliseconds of the processor it took. */
const [how = "", file = ""] = process.argv.slice(2);
const from = process.cpuUsage();
if (how === "alone") await readCsvAlone(file);
else
  await readLoanFile(createReadStream(file), {
    name: "loan.csv",
    contract: defaultContract,
    released: [],
    known: async () => NOTHING_KNOWN,
  });
const { user, system } = process.cpuUsage(from);
process.stdout.write(`${(user + system) / 1_000}\n`);

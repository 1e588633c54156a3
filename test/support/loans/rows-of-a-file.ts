import { Readable } from "node:stream";
import { contractFile, contractOf } from "../../../src/domain/loans/contract/contract.ts";
import { NOTHING_KNOWN } from "../../../src/domain/loans/names/known-names.ts";
import type { HeldBy } from "../../../src/domain/problem.ts";
import { DayHeld } from "../../../src/domain/problem.ts";
import { readLoanFile } from "../../../src/jobs/workflows/batch/loan-file.ts";

/** What of the contract is another one than usual, and a release. */
interface By extends Readonly<Record<string, unknown>> {
  readonly released?: readonly HeldBy[];
}

/** Reads files of these rows below the header, by this contract, as the upload does; no name in them is a stranger's. */
export function fileReader({
  header,
  ...usual
}: { readonly header: string } & Readonly<Record<string, unknown>>) {
  async function read(rows: readonly string[], { released = [], ...more }: By = {}) {
    const text = [header, ...rows, ""].join("\n");
    const contract = contractOf(contractFile.parse({ ...usual, ...more }));
    const known = async () => ({ ...NOTHING_KNOWN, hidden: Number.POSITIVE_INFINITY });
    return await readLoanFile(Readable.from([Buffer.from(text)]), {
      ...{ name: "loan.csv", contract, released, known },
    });
  }

  return {
    read,
    warnings: async (...file: Parameters<typeof read>) => (await read(...file)).warnings,
    /** What holds the day; throws where nothing does. */
    async holdOf(...file: Parameters<typeof read>): Promise<DayHeld> {
      const error = await read(...file).catch((thrown: unknown) => thrown);
      if (!(error instanceof DayHeld)) throw new Error("the day is not held", { cause: error });
      return error;
    },
  };
}

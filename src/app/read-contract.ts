import { basename } from "node:path";
import type { Source } from "../aws/source.ts";
import { parseContract } from "../config/contract-text.ts";
import type { Contract } from "../domain/loans/contract.ts";
import { defaultContract } from "../domain/loans/contract.ts";
import { Problem } from "../domain/problem.ts";
import { explain } from "../jobs/workflows/error-class.ts";

/** A contract of some hundred columns has some ten thousand; whatever is longer is another file. */
const MOST_BYTES = 1_000_000;

/**
 * Reads what the days' files are, at a path or an `s3://` URL; `null`: the file that the product was made for. It is read
 * once, at the start, so that all runs of a process go by the same one. Throws a Problem with all that is wrong with it.
 */
export async function readContract(place: string | null, open: (place: string) => Source): Promise<Contract> {
  if (place === null) return defaultContract;
  const name = basename(place);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    const file = open(place);
    if (!(await file.see())) throw unread(name, "it is not there");
    for await (const chunk of file.stream() as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw unread(name, `it has more than ${MOST_BYTES / 1_000_000} MB`);
      chunks.push(chunk);
    }
  } catch (error) {
    // At a start there is nobody else who would put AWS's own error into words.
    throw explain(error);
  }
  return parseContract(Buffer.concat(chunks).toString("utf8"), name);
}

function unread(name: string, why: string): Problem {
  return new Problem("contract-unread", `reading LOANS_CONTRACT, "${name}": ${why}`, {
    remedy: "put the contract there, or set LOANS_CONTRACT to where it is",
  });
}

import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { asProblem, classifyAwsError } from "../aws/aws-errors.ts";
import { createClients } from "../aws/clients.ts";
import { createRegionalLake } from "../aws/regional-lake.ts";
import type { Source } from "../aws/source.ts";
import { openFile, openSource } from "../aws/source.ts";
import { parseContractPlace } from "../config/config.ts";
import { parseContract } from "../config/contract-text.ts";
import type { Contract } from "../domain/loans/contract/contract.ts";
import { defaultContract } from "../domain/loans/contract/contract.ts";
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
  // Of a path its name only, which may hold people's names; a bucket's has to be known to be mended.
  const name = place.includes("://") ? place : basename(place);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    const file = open(place);
    if (!(await file.see()))
      throw unread(name, (await isFolder(place)) ? "it is a folder" : "there is no such file");
    for await (const chunk of file.stream() as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw unread(name, `it has more than ${MOST_BYTES / 1_000_000} MB`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw inWords(error, name);
  }
  return parseContract(Buffer.concat(chunks), name);
}

/** Asked only of what is no file. */
async function isFolder(place: string): Promise<boolean> {
  return !place.includes("://") && (await stat(place).catch(() => null))?.isDirectory() === true;
}

/**
 * What is wrong with the contract where the configuration is wrong, too, so that neither hides the other; `null`: nothing, or
 * nobody can tell yet where it lies.
 */
export async function contractProblemBeside(): Promise<Problem | null> {
  const found = parseContractPlace();
  if (found === null) return null;
  try {
    const { aws } = found;
    await readContract(found.place, (place) =>
      aws === null ? openFile(place) : openSource(place, createRegionalLake(createClients(aws))),
    );
    return null;
  } catch (error) {
    return explain(error);
  }
}

/** At a start there is nobody else who would put AWS's own error into words. */
function inWords(error: unknown, name: string): Problem {
  if (error instanceof Problem) return error;
  const failure = classifyAwsError(error);
  if (failure.kind === "unknown") return explain(error);
  const problem = asProblem(failure, reading(name));
  if (failure.kind !== "denied" || /kms:/.test(failure.message)) return problem;
  return new Problem(problem.code, problem.says, {
    remedy: `${problem.remedy}, whose SourceBucket is the one bucket outside of the stack that the bot may read`,
    cause: error,
  });
}

function unread(name: string, why: string): Problem {
  return new Problem("contract-unread", `${reading(name)}: ${why}`, {
    remedy: "put the contract there, or set LOANS_CONTRACT to where it is",
  });
}

const reading = (name: string) => `reading LOANS_CONTRACT, "${name}"`;

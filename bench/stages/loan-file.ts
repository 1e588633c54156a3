import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultLoanFile } from "../../sandbox/data/loan-file.ts";
import type { Workshop } from "../workshop.ts";

const files = new WeakMap<Workshop, string>();

/** Path of the one loan file that all figures work on: the generator's 500 rows. */
export function loanFile(workshop: Workshop): string {
  const known = files.get(workshop);
  if (known !== undefined) return known;
  const file = join(workshop.directory("loans"), "loan.csv");
  writeFileSync(file, defaultLoanFile());
  files.set(workshop, file);
  return file;
}

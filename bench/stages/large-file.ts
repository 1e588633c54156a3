import { join } from "node:path";
import { writeLoanFile } from "../../sandbox/data/loan-file.ts";
import type { Workshop } from "../workshop.ts";

const files = new WeakMap<Workshop, Promise<string>>();

/** Path of a loan file as large as the bench was asked for, of 16 categories; made once, gone when the bench ends. */
export async function largeFile(workshop: Workshop): Promise<string> {
  const file = files.get(workshop) ?? made(workshop);
  files.set(workshop, file);
  return await file;
}

async function made(workshop: Workshop): Promise<string> {
  const file = join(workshop.directory("large"), "loan.csv");
  const size = { bytes: workshop.megabytes * 1_000_000 };
  await writeLoanFile(file, { size, seed: 1, categories: 16 });
  return file;
}

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import type { OwnTree } from "../support/own-tree.ts";
import { copyProduct } from "../support/own-tree.ts";
import type { Compared, Readers } from "./compare.ts";
import { closeAll, compare, startAll } from "./compare.ts";
import type { Mutant } from "./mutants.ts";
import { sparkMutants, uploadMutants } from "./mutants.ts";
import type { OddFile } from "./odd-files.ts";
import { fewFiles, oddFiles } from "./odd-files.ts";
import { placeOf, sparkQuestion, startUpload, write } from "./readers.ts";
import { differences } from "./table.ts";
import { judge } from "./verdict.ts";

/** A part of what `npm run differential` tries: the same 40 files each time. */

const files = oddFiles(fewFiles.count, fewFiles.seed);
const compared = new Map<OddFile, Compared>();
let home: string;
let readers: Readers;
let tree: OwnTree;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "odd-files-"));
  tree = copyProduct();
  write(files, home);
  readers = startAll(home);
  for (const file of files) compared.set(file, await compare(file, readers));
}, 300_000);

afterAll(async () => {
  await closeAll(readers);
  tree.remove();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

test("upload, Spark and Python's csv count odd files alike, or what is true of a file holds it", () => {
  const verdicts = [...compared.values()].map(({ verdict }) => verdict);
  expect(differences(verdicts)).toBe("");
  // A day that is held by mistake would be no mistake of a count.
  expect(verdicts.filter(({ outcome }) => outcome === "counted alike").length).toBeGreaterThanOrEqual(22);
});

test.each(uploadMutants)("a mistake of the upload's reader is noticed: $name", async (mutant) => {
  const whole = readFileSync(join(tree.directory, mutant.file), "utf8");
  writeFileSync(join(tree.directory, mutant.file), mutated(mutant));
  const upload = startUpload(tree.directory);
  try {
    const noticed = async (file: OddFile) => {
      const said = await upload.ask({ file: placeOf(file, home), contract: file.contract });
      return judge(file, { upload: said, python: null, spark: null }).outcome === "differs";
    };
    expect(await firstOf(files, noticed)).toBeDefined();
  } finally {
    await upload.close();
    writeFileSync(join(tree.directory, mutant.file), whole);
  }
});

test.each(sparkMutants)("a mistake of the Spark script is noticed: $name", async (mutant) => {
  const script = join(home, mutant.name, "loan_tracker.py");
  mkdirSync(join(home, mutant.name));
  writeFileSync(script, mutated(mutant));
  const noticed = async (file: OddFile) => {
    const answers = compared.get(file)?.answers;
    if (answers === undefined || answers.upload.file === null) return false;
    const spark = await readers.spark.ask(sparkQuestion(file, answers.upload.file, { home, script }));
    return judge(file, { ...answers, spark }).outcome === "differs";
  };
  expect(await firstOf(likelyFirst(mutant), noticed)).toBeDefined();
});

/** Which file it is that shows a mistake makes no difference, but for the time. */
function likelyFirst({ shows }: Mutant): readonly OddFile[] {
  const rank = ({ kinds }: OddFile) => (kinds.some((kind) => shows?.includes(kind)) ? 0 : 1);
  return files.toSorted((one, other) => rank(one) - rank(other));
}

async function firstOf(
  all: readonly OddFile[],
  noticed: (file: OddFile) => Promise<boolean>,
): Promise<string | undefined> {
  for (const file of all) if (await noticed(file)) return file.name;
  return undefined;
}

function mutated({ file, from, to }: Mutant): string {
  const text = readFileSync(join(projectDirectory, file), "utf8");
  const parts = text.split(from);
  if (parts.length !== 2)
    throw new Error(`${file} has the text to change ${parts.length - 1} times: ${from}`);
  return parts.join(to);
}

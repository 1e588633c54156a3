import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { kinds } from "../../differential/kinds/index.ts";
import { fewFiles, mixes, oddFile, oddFiles } from "../../differential/odd-files.ts";

const names = kinds.map(({ name }) => name);
const holding = new Set(
  kinds.flatMap((kind) => (oddFile("alone", [kind], 1).reasons.length > 0 ? [kind.name] : [])),
);

test("the same seed makes the same files, another one others", () => {
  const digests = (seed: number) =>
    oddFiles(5, seed).map(({ bytes }) => createHash("sha256").update(bytes).digest("hex"));
  const once = digests(7);
  expect(digests(7)).toEqual(once);
  expect(digests(8)).not.toEqual(once);
});

test("every kind is tried in 300 files", () => {
  const tried = new Set(mixes(300, 1).flatMap(({ kinds: all }) => all.map(({ name }) => name)));
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !tried.has(name))).toEqual([]);
});

test("of the files of npm test one that is counted has each kind that allows it; a new kind may want another seed", () => {
  const counted = oddFiles(fewFiles.count, fewFiles.seed)
    .filter(({ reasons }) => reasons.length === 0)
    .map(({ kinds: all }) => all);
  const tried = new Set(counted.flat());
  expect(names.filter((name) => !holding.has(name) && !tried.has(name))).toEqual([]);
});

test("what a file holds is known by how it is made", () => {
  const repeated = kinds.filter(({ name }) => name === "header repeated");
  const { truth, bytes, reasons } = oddFile("one", repeated, 3);
  const closedUp = (line: string) => line.replaceAll(" ", "").toLowerCase();
  const [header = "", ...lines] = bytes.toString("utf8").trimEnd().split("\r\n");
  expect(reasons).toEqual([]);
  expect(truth.rows).toBe(lines.length);
  expect(truth.leftOut.repeatedHeader).toBe(
    lines.filter((line) => closedUp(line) === closedUp(header)).length,
  );
});

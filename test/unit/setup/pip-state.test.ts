import { expect, test } from "vitest";
import type { PipState } from "../../../sandbox/setup/pip.ts";
import { afterLine, describe, firstError } from "../../../sandbox/setup/pip.ts";

const start: PipState = { doing: "asking for the Python packages", size: undefined };

/** What the live line shows after each of pip's lines, with so many bytes on the disk. */
function shown(lines: readonly string[], bytes: number): string[] {
  let state = start;
  return lines.map((line) => {
    state = afterLine(state, line);
    return describe(state, bytes);
  });
}

test("pip's output becomes a line a person can follow", () => {
  const lines = [
    "Collecting pyspark==3.5.8 (from -r spark/requirements.txt (line 5))",
    "  Downloading pyspark-3.5.8.tar.gz (317.8 MB)",
    "  Installing build dependencies: started",
    "Building wheels for collected packages: pyspark",
    "  Building wheel for pyspark (pyproject.toml): started",
    "Installing collected packages: py4j, pyspark",
  ];

  expect(shown(lines, 120_400_000)).toEqual([
    "looking for pyspark",
    "downloading pyspark-3.5.8.tar.gz: 120.4 of 317.8 MB",
    "downloading pyspark-3.5.8.tar.gz: 120.4 of 317.8 MB",
    "downloading pyspark-3.5.8.tar.gz: 120.4 of 317.8 MB",
    "unpacking pyspark",
    "installing the packages",
  ]);
});

test("a small download, or one of which nothing is there yet, shows no amount", () => {
  expect(shown(["  Downloading six-1.17.0-py2.py3-none-any.whl (11 kB)"], 5_000)).toEqual([
    "downloading six-1.17.0-py2.py3-none-any.whl",
  ]);
  expect(shown(["  Downloading pyspark-3.5.8.tar.gz (317.8 MB)"], 0)).toEqual([
    "downloading pyspark-3.5.8.tar.gz",
  ]);
});

test("of pip's errors the first that is one is told", () => {
  const lines = [
    "WARNING: Retrying (Retry(total=4)) after connection broken",
    "ERROR: Could not find a version that satisfies the requirement pyspark==3.5.8 (from versions: none)",
    "ERROR: No matching distribution found for pyspark==3.5.8",
  ];

  expect(firstError(lines)).toBe(
    "Could not find a version that satisfies the requirement pyspark==3.5.8 (from versions: none)",
  );
  expect(firstError(["/usr/bin/python: No module named pip", ""])).toBe(
    "/usr/bin/python: No module named pip",
  );
  expect(firstError([])).toBe("it said nothing");
});

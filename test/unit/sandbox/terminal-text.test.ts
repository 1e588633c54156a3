import { stripVTControlCharacters, styleText } from "node:util";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { broken, widthOf } from "../../../sandbox/terminal-text.ts";

beforeEach(() => vi.stubEnv("FORCE_COLOR", "1"));

test.each([
  ["GOLD LOAN", 9],
  ["✅ done", 7],
  ["⚠️ held", 7],
  ["⚠ held", 6],
  ["ऋण", 2],
  ["住宅", 4],
  ["▆▆·▇█", 5],
  ["\u001B[1mbold\u001B[22m", 4],
])("%j takes %i columns", (text, width) => {
  expect(widthOf(text)).toBe(width);
});

describe("a line that is too long", () => {
  test("is broken at spaces, and what goes on is indented", () => {
    expect(broken("one two three four five", 10)).toEqual(["one two", "  three", "  four", "  five"]);
    expect(broken("short", 10)).toEqual(["short"]);
  });

  test("is broken where the last word just fits", () => {
    expect(broken("one two three", 7, "")).toEqual(["one two", "three"]);
  });

  test("is broken within a word that alone is too long", () => {
    expect(broken("batch-loan-tracker-2026", 10, "")).toEqual(["batch-loan", "-tracker-2", "026"]);
  });

  test("is never broken into nothing, however small the room", () => {
    expect(broken("abc", 1, "  ")).toEqual(["a", "  b", "  c"]);
  });

  test("keeps its color in every line, and leaves none on what stands before the next", () => {
    const lines = broken(`so ${styleText("bold", "one two three")} four`, 10);
    expect(lines).toEqual(["so \u001B[1mone two\u001B[22m", "  \u001B[1mthree\u001B[22m", "  four"]);
    expect(lines.map(stripVTControlCharacters).every((line) => line.length <= 10)).toBe(true);
  });
});

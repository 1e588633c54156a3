import { expect, test } from "vitest";
import { parseGenerateArguments } from "../../../sandbox/data/arguments.ts";

const parsed = (line: string) => parseGenerateArguments(line.split(" "));

test("without a size it is the default file", () => {
  expect(parsed("--out loans.csv")).toEqual({ file: "loans.csv", content: "default" });
});

test("rows, seed and categories are taken as given", () => {
  expect(parsed("--rows 1000 --seed 5 --categories 40 --out loans.csv")).toEqual({
    file: "loans.csv",
    content: { size: { rows: 1_000 }, seed: 5, categories: 40 },
  });
});

test("a size is a number with its unit", () => {
  const sizeOf = (size: string) => parsed(`--size ${size} --out loans.csv`).content;

  expect(sizeOf("150MB")).toEqual({ size: { bytes: 150_000_000 }, seed: 1, categories: 16 });
  expect(sizeOf("1.5gb")).toEqual({ size: { bytes: 1_500_000_000 }, seed: 1, categories: 16 });
  expect(sizeOf("20KB")).toEqual({ size: { bytes: 20_000 }, seed: 1, categories: 16 });
});

test.each([
  ["--rows 10", "--out is missing; say where to write"],
  ["--rows 10 --size 1MB --out f", "--rows and --size were both given; give one of them"],
  ["--rows ten --out f", '--rows is "ten"; give a whole number from 0 to 4294967295'],
  ["--rows 5000000000 --out f", '--rows is "5000000000"; give a whole number from 0 to 4294967295'],
  ["--size 150 --out f", '--size is "150"; give a number with B, KB, MB or GB, such as 150MB'],
  ["--size 1TB --out f", '--size is "1TB"; give a number with B, KB, MB or GB'],
  ["--rows 10 --seed x --out f", '--seed is "x"; give a whole number from 0'],
  ["--rows 10 --categories 0 --out f", '--categories is "0"; give a whole number from 1'],
  ["--seed 3 --out f", "--seed and --categories need a size; add --rows or --size"],
  ["--lines 10 --out f", "Unknown option '--lines'; use npm run generate --"],
])("%s is refused with a sentence", (line, sentence) => {
  expect(() => parsed(line)).toThrow(`generating a loan file: ${sentence}`);
});

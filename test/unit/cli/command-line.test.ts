import { expect, test } from "vitest";
import { readOptions, wholeNumber } from "../../../src/cli/command-line.ts";

const act = "measuring";

const read = (line: string) =>
  readOptions(
    { days: { type: "string", default: "365" }, only: { type: "string", multiple: true, default: [] } },
    { act, usage: "use `npm run bench -- --days N`", commandLine: line.split(" ").filter(Boolean) },
  );

test("what is not said is as it was meant to be", () => {
  expect(read("")).toEqual({ days: "365", only: [] });
  expect(read("--only takeover --days 3 --only runs")).toEqual({ days: "3", only: ["takeover", "runs"] });
});

test.each([
  ["--dais 3", "Unknown option '--dais'"],
  ["backfill", "Unexpected argument 'backfill'"],
  ["--days", "Option '--days <value>' argument missing"],
])("%s is refused with the argument and how to ask rightly", (line, says) => {
  expect(() => read(line)).toThrow(`measuring: ${says}; use \`npm run bench -- --days N\``);
});

const days = (value: string, most?: number) =>
  wholeNumber(value, { act, option: "--days", least: 1, ...(most === undefined ? {} : { most }) });

test("a number is taken from the least to the most", () => {
  expect([days("1"), days("007"), days("400", 400)]).toEqual([1, 7, 400]);
});

test.each(["0", "-1", "1.5", "1e2", "", " 3", "three", "9007199254740993"])(
  '"%s" is no such number',
  (value) => {
    expect(() => days(value)).toThrow(`measuring: --days is "${value}"; give a whole number from 1`);
  },
);

test("what is too much is told with the most", () => {
  expect(() => days("401", 400)).toThrow('measuring: --days is "401"; give a whole number from 1 to 400');
});

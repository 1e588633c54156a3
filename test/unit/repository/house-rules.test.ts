import { expect, test } from "vitest";
import { filesAt, textOf } from "../../support/repository.ts";

const code = filesAt("{src,sandbox,test,bench,spark,sql}/**/*.{ts,cjs,py,sql,lua}");

test("no file of the product or the sandbox is longer than 400 lines", () => {
  const long = code.filter((file) => !file.startsWith("test/") && textOf(file).split("\n").length > 401);
  expect(code.length).toBeGreaterThan(100);
  expect(long).toEqual([]);
});

test("nothing is left to do in comments", () => {
  // The brackets keep this line from finding itself.
  const marks = /\b(?:TO)DO\b|\b(?:FIX)ME\b/;
  expect(code.filter((file) => marks.test(textOf(file)))).toEqual([]);
});

test("every file and folder is named after what it holds", () => {
  const vague = /(^|\/)(utils?|helpers?|common|lib|misc)(\/|\.)/;
  expect(filesAt("**/*").filter((path) => vague.test(`${path}/`))).toEqual([]);
});

import { expect, test } from "vitest";
import { keysFor, luaKeys, redisKeys } from "../../../src/jobs/store/keys.ts";
import { filesAt, textOf } from "../../support/repository.ts";

test("keys are permanent: what stands in Redis is found again by the next version", () => {
  const keys = keysFor("bank-2");
  expect(keys.lock).toBe("{loans:bank-2}:v1:lock");
  expect(keys.journal("deploy-bank-2-1")).toBe("{loans:bank-2}:v1:journal:deploy-bank-2-1");
  expect(keys.woken("runs", "a")).toBe("{loans:bank-2}:v1:woken:runs:a");
  expect(Object.keys(keys)).toEqual(["prefix", ...Object.keys(redisKeys)]);
});

test("scripts find the same keys below the prefix", () => {
  expect(luaKeys(["lock", "woken", "run"])).toBe(
    [
      "run = function(part1) return KEYS[1]..':run'..':'..part1 end",
      "lock = KEYS[1]..':lock'",
      "woken = function(part1, part2) return KEYS[1]..':woken'..':'..part1..':'..part2 end",
    ].join(",\n"),
  );
});

test("nobody else spells one", () => {
  const spelled = /prefix\}:[a-z]|:v1[:`"]/;
  const here = ["src/jobs/store/keys.ts", "test/unit/jobs/keys.test.ts"];
  const all = filesAt("{src,sandbox,bench,test}/**/*.{ts,lua}").filter((file) => !here.includes(file));
  expect(all.filter((file) => spelled.test(textOf(file)))).toEqual([]);
});

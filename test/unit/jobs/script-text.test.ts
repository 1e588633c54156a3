import { describe, expect, test } from "vitest";
import { parseHeader } from "../../../src/jobs/store/script-header.ts";
import { answerOf, argumentsFor, fileOf } from "../../../src/jobs/store/script-text.ts";
import type { Scripts } from "../../../src/jobs/store/scripts.ts";
import { loadedScripts, scriptNames } from "../../../src/jobs/store/scripts.ts";
import { filesAt, textOf } from "../../support/repository.ts";

const text = `--[[
Does something.

READS   run lock
WRITES  journal

ARGUMENTS
  id      string   the run
  length  number?  nothing where that does not matter
  force   flag
  lines   strings

OUTPUT
  seq     number
  next    string?
  isNews  flag     the card showed everything until now
]]
return {1, false, true}
`;
const header = parseHeader("lua/some.lua", text);

test("a script's header says its keys, its arguments and its output by name", () => {
  expect(header).toEqual({
    reads: ["run", "lock"],
    writes: ["journal"],
    arguments: [
      { name: "id", type: "string", mayLack: false },
      { name: "length", type: "number", mayLack: true },
      { name: "force", type: "flag", mayLack: false },
      { name: "lines", type: "strings", mayLack: false },
    ],
    output: [
      { name: "seq", type: "number", mayLack: false },
      { name: "next", type: "string", mayLack: true },
      { name: "isNews", type: "flag", mayLack: false },
    ],
  });
});

test.for([
  ["return 1", "lua/some.lua: it does not begin with a comment"],
  [text.replace("run lock", "run locks"), 'there is no key "locks"; add it to keys.ts'],
  [text.replace("force   flag", "force   boolean"), '"  force   boolean" is no argument'],
  [text.replace("id      string ", "id      strings"), '"  id      strings  the run" is no argument'],
] as const)("a header that makes no sense is refused: %#", ([wrong, says]) => {
  expect(() => parseHeader("lua/some.lua", wrong)).toThrow(says);
});

describe("a call", () => {
  const given = { id: "a", length: null, force: true, lines: ["b", "c"] };

  test("puts what it is given into the order of the header", () => {
    expect(argumentsFor("some", header, given)).toEqual(["a", "", 1, "b", "c"]);
    expect(argumentsFor("some", header, { lines: [], force: false, length: 0, id: "a" })).toEqual([
      "a",
      0,
      0,
    ]);
  });

  test.for([
    [{ ...given, owner: "me" }, 'calling the script "some": its header has no argument "owner"'],
    [{ id: "a", length: 1, lines: [] }, 'its argument "force" is undefined, not a flag'],
    [{ ...given, id: null }, 'its argument "id" is null, not a string'],
    [{ ...given, id: "" }, 'its argument "id" is "", not a string'],
    [{ ...given, length: "1" }, 'its argument "length" is "1", not a number'],
  ] as const)("that differs from the header is refused: %#", ([wrong, says]) => {
    expect(() => argumentsFor("some", header, wrong)).toThrow(says);
  });

  test("that lacks an argument, or has another, does not compile", () => {
    const never = (scripts: Scripts) => [
      // @ts-expect-error: the run whose turn it may be
      scripts.turn({}),
      // @ts-expect-error: a turn has no owner
      scripts.turn({ id: "a", owner: "me" }),
    ];
    expect(never).toBeInstanceOf(Function);
  });

  test("is answered by the names of the output", () => {
    expect(answerOf("some", header, [3, null, 1])).toEqual({ seq: 3, next: null, isNews: true });
    expect(answerOf("some", header, [3, "b", null])).toEqual({ seq: 3, next: "b", isNews: false });
    expect(() => answerOf("some", header, [3])).toThrow('the script "some": it has 3 parts, not 3');
  });
});

test("every Lua file is a script that can be called, or shared by them", () => {
  expect(filesAt("src/**/*.lua")).toEqual(
    [...scriptNames, "journal", "lock"].map((name) => `src/jobs/store/lua/${fileOf(name)}`).toSorted(),
  );
});

test("there is Lua in no other file", () => {
  const calls = /redis\.call\(|\.eval\(|\.defineCommand\(/;
  expect(filesAt("src/**/*.ts").filter((file) => calls.test(textOf(file)))).toEqual([]);
});

test("no script spells a key, or the id of a message", () => {
  const spelled = /redis\.call\('\w+', '|\bKEYS\b|\bARGV\b|'card/;
  expect(filesAt("src/**/*.lua").filter((file) => spelled.test(textOf(file)))).toEqual([]);
  expect(loadedScripts.turn.lua).toContain("lock = KEYS[1]..':lock'");
});

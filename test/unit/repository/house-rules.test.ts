import { expect, test } from "vitest";
import { parseAst } from "vitest/node";
import { filesAt, textOf } from "../../support/repository.ts";

const code = filesAt("{src,sandbox,test,bench,spark,sql}/**/*.{ts,cjs,py,sql,lua}");

/** A step of EMR's is given its script as one file, and this one shares no code with the app. */
const asOneFile = new Map([["spark/loan_tracker.py", 890]]);

test("no file of the product or the sandbox is longer than 400 lines, but what must be one file", () => {
  const long = code.filter(
    (file) => !file.startsWith("test/") && textOf(file).split("\n").length > (asOneFile.get(file) ?? 400) + 1,
  );
  expect(code.length).toBeGreaterThan(100);
  expect(long).toEqual([]);
});

test("nothing is left to do in comments", () => {
  // The brackets keep this line from finding itself.
  const marks = /\b(?:TO)DO\b|\b(?:FIX)ME\b/;
  expect(code.filter((file) => marks.test(textOf(file)))).toEqual([]);
});

test("whoever is told to change the contract is told that it is read at the start", () => {
  const silent = filesAt("src/**/*.ts").flatMap((file) =>
    textOf(file)
      .split("\n")
      .filter(
        (line) => /["`].* in (?:LOANS_CONTRACT|the contract)\b/.test(line) && !line.includes("THEN_RESTART"),
      ),
  );
  expect(silent).toEqual([]);
});

test("a sentence of the product names a command in backticks, by which it is told under the name that people type", () => {
  // What npm's command line says is typed at a terminal; the last is an option's value.
  const others = ["src/cli/connect.ts"];
  const said = filesAt("src/**/*.ts")
    .filter((file) => !others.includes(file) && file !== "src/domain/commands/command-name.ts")
    .flatMap((file) =>
      textOf(file)
        .split("\n")
        .map((line) => ({ file, line })),
    )
    .filter(({ line }) => /[/@]loans[ `"]/.test(line) && !/^\s*(?:\/\*|\*|\/\/|import )/.test(line));
  expect(said.length).toBeGreaterThan(40);
  const bare = said.filter(({ line }) => /(?<!code\("|`|\/invite )[/@]loans[ `"]/.test(line));
  expect(bare).toEqual([]);
});

test("every file and folder is named after what it holds", () => {
  const vague = /(^|\/)(utils?|helpers?|common|lib|misc)(\/|\.)/;
  expect(filesAt("**/*").filter((path) => vague.test(`${path}/`))).toEqual([]);
});

test("no function that puts the program together is longer than 60 lines", () => {
  const functions = filesAt("src/app/**/*.ts").flatMap(functionsIn);
  expect(functions).toContainEqual({ name: "src/app/app.ts start", lines: expect.any(Number) });
  expect(functions.filter(({ lines }) => lines > 60)).toEqual([]);
});

/** Every function and method of a file, also those inside of others, with the lines from its head to its end. */
function functionsIn(path: string): readonly { readonly name: string; readonly lines: number }[] {
  const text = textOf(path);
  const found: { readonly name: string; readonly lines: number }[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, id, start, end } = node as {
      readonly type?: string;
      readonly id?: { readonly name?: string } | null;
      readonly start: number;
      readonly end: number;
    };
    if (type !== undefined && /^(ArrowFunction|Function)(Expression|Declaration)$/.test(type)) {
      const line = text.slice(0, start).split("\n").length;
      const name = `${path} ${id?.name ?? `at line ${line}`}`;
      found.push({ name, lines: text.slice(start, end).split("\n").length });
    }
    for (const inner of Object.values(node)) visit(inner);
  };
  visit(parseAst(text, { lang: "ts" }));
  return found;
}

test("no two files of the product give their own types the same name", () => {
  const places = new Map<string, string[]>();
  for (const file of filesAt("src/**/*.ts")) {
    for (const [, name = ""] of textOf(file).matchAll(/^(?:export )?(?:interface|type|class) (\w+)/gm))
      places.set(name, [...(places.get(name) ?? []), file]);
  }
  expect(places.size).toBeGreaterThan(200);
  expect([...places].filter(([, files]) => files.length > 1)).toEqual([]);
});

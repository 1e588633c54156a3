import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contractFile, contractOf } from "../../../src/domain/loans/contract/contract.ts";
import { NOTHING_KNOWN } from "../../../src/domain/loans/names/known-names.ts";
import { DayHeld, Problem } from "../../../src/domain/problem.ts";
import { QuoteCount } from "../../../src/jobs/workflows/batch/loan-file/quotes.ts";
import { readLoanFile } from "../../../src/jobs/workflows/batch/loan-file.ts";

/** A file of a column of free text beside its category; a test names what else the contract says. */
async function read(body: string, more: Readonly<Record<string, unknown>> = {}, head = "id,kind,note\n") {
  const columns = { id: { is: "id" }, kind: { is: "category" }, note: {} };
  const text = `${head}${body}${"9,A,b\n".repeat(400)}`;
  return await readLoanFile(Readable.from([Buffer.from(text)]), {
    name: "loan.csv",
    contract: contractOf(contractFile.parse({ columns, categories: ["A"], ...more })),
    released: [],
    known: async () => NOTHING_KNOWN,
  });
}

async function heldBy(...file: Parameters<typeof read>): Promise<string> {
  const error = await read(...file).catch((thrown: unknown) => thrown);
  if (!(error instanceof Problem)) throw new Error("the file was taken", { cause: error });
  expect(error instanceof DayHeld ? error.holds.map(({ rule }) => rule) : [error.code]).toEqual([
    error instanceof DayHeld ? "dialect" : "header-wrong",
  ]);
  return error.says.replaceAll('reading "loan.csv": ', "");
}

describe("what Spark's reader cannot read right holds the day before a cluster is woken", () => {
  test("CR beside LF where fields hold line breaks, wherever the CR stands", async () => {
    const says =
      "a field of row 2 holds a line break, and 1 line of the file with CR alone, 403 with LF: end all lines alike";
    expect(await heldBy('1,A,b\r2,A,"b\nb"\n')).toBe(says);
    expect(await heldBy('1,A,b\n2,A,"b\rb"\n')).toBe(says);
    expect(await heldBy('1,A,"b\rb"\n')).toContain("a field of row 1 holds a line break");
    expect(
      await heldBy("", { extraColumns: "allow", rules: { malformed: 1 } }, 'id,kind,note,"a\rb"\n'),
    ).toContain("a field of the header");
  });

  test("but one of them alone does not, nor both where no field holds a break", async () => {
    expect(await read('2,A,"b\r\nb"\n3,A,"b\nb"\r\n')).toMatchObject({ rows: 402, isMultiLine: true });
    expect(await read("1,A,b\r2,A,b\r\n")).toMatchObject({
      rows: 402,
      isMultiLine: false,
      lineEnds: "mixed",
    });
  });

  test.each(["\u00a0", " \u2003", "\u3000 ", "\ufeff"])(
    "a blank like %j beside a quote of a field",
    async (blank) => {
      const says = "on line 3 a blank other than a space stands beside a quote: take it out";
      expect(await heldBy(`1,A,b\n2,A,${blank}"b"\n`)).toBe(says);
      expect(await heldBy(`1,A,b\n2,"A"${blank},b\n`)).toBe(says);
      // The mark of UTF-8 is another thing there.
      if (blank !== "\ufeff") expect(await heldBy(`1,A,b\n${blank}"2",A,b\n`)).toBe(says);
      expect(await heldBy("", {}, `\n\nid,${blank}"kind",note\n`)).toBe(says);
      expect(await read(`1,A,"${blank}b${blank}"\n2,${blank}A${blank},x${blank}"b"${blank}\n`)).toMatchObject(
        { rows: 402 },
      );
    },
  );

  test("a mark of UTF-8 is no blank before the first quote", async () => {
    expect(await read("", {}, '\ufeff"id",kind,note\n')).toMatchObject({ rows: 400 });
  });

  test.each([" ", "\t ", "\ufeff "])("but it is one behind %j", async (before) => {
    expect(await heldBy("", {}, `${before}\ufeff"id",kind,note\n`)).toMatch(
      /^line 1 begins with another mark|^on line 1 a blank/,
    );
  });

  test("a category that goes on behind its closing quote, or has quotes of its own beside such a field", async () => {
    expect(await heldBy('1,A,b\n2,"A"X,b\n')).toBe(
      'on line 3 a field goes on behind its closing quote, and the "kind" of row 2 begins with a quote: take the whole field into quotes',
    );
    expect(await heldBy('1,"""A"" X",b\n2,A,"b"X\n')).toBe(
      'on line 3 a field goes on behind its closing quote, and the "kind" of row 1 begins with a quote: take the whole field into quotes',
    );
    expect(await heldBy('1,"""A"" X","b\nb"\n')).toBe(
      'the "kind" of row 1 begins with a quote, and a field of row 1 holds a line break: take one of them out',
    );
    expect(await heldBy('1,"A" X " ,b\n')).toContain(
      "line 2 a field goes on behind its closing quote and ends with another",
    );
  });

  test("but neither by itself holds it", async () => {
    expect(await read('1,"""A"" X",b\n')).toMatchObject({ rows: 401 });
    expect(await read('1,A,"b"X\n2,A,"b" "c"\n3, "A" ,b\n')).toMatchObject({ rows: 403 });
    expect(await read('1, "A ""B""" ,"b\nb"\n2,A,"b"X\n')).toMatchObject({ rows: 402 });
  });

  test("a name in the header that goes on behind its quote", async () => {
    const allow = { extraColumns: "allow", rules: { malformed: 1 } };
    expect(await heldBy("", allow, 'id,kind,note,"more"s\n')).toContain(
      "a name in the header begins with a quote",
    );
    expect(await read("1,A,b,c\n", allow, 'id,kind,note,"""more"" of it"\n')).toMatchObject({ rows: 401 });
  });

  test("a line of more than a megabyte, in how many chunks ever", async () => {
    expect(await heldBy(`1,A,b\n${",".repeat(1_000_001)}\n`)).toBe(
      "line 3 is longer than 1 MB, which no row is",
    );
    expect(await read(`1,A,b\n${",".repeat(1_000_000)}\n`)).toMatchObject({ malformedRows: 1 });
  });

  test("a header that ends beyond the beginning of the file", async () => {
    expect(await heldBy("", {}, `${"   \n".repeat(70_000)}id,kind,note\n`)).toBe(
      "its header ends beyond the first 256 KB",
    );
    expect(await read("", {}, `${"   \n".repeat(65_000)}id,kind,note\n`)).toMatchObject({ rows: 400 });
  });

  test("a footer of more than a thousand lines", async () => {
    const footer = (lines: number) =>
      read("", { footer: "^9" }, `id,kind,note\n1,A,b\n${"9,,\n\n".repeat(lines - 400)}`);
    expect(await footer(1000)).toMatchObject({ leftOut: { footer: 1000 } });
    await expect(footer(1001)).rejects.toThrow(
      "its last 1,001 lines are a footer by the contract, and 1,000 may be",
    );
  });
});

/** What `QuoteCount` is to find in a text, field by field. */
function expected(text: string) {
  const blanks = "[^\\S\r\n]*";
  const quoted = new RegExp(`(${blanks})"(?:[^"]|"")*(?:"([^,\r\n]*)|$)`, "y");
  const found: Record<"besideBlank" | "mark" | "behind" | "behindAsQuoted", number | null> = {
    ...{ besideBlank: null, mark: null, behind: null, behindAsQuoted: null },
  };
  const lineOf = (at: number) => (text.slice(0, at).match(/\r\n|\r|\n/g)?.length ?? 0) + 1;
  for (let at = 0; at < text.length; ) {
    quoted.lastIndex = at;
    const field = quoted.exec(text);
    if (field === null) {
      at += /^[^,\r\n]*/.exec(text.slice(at))?.[0].length ?? 0;
    } else {
      const [all, before = "", after = ""] = field;
      const open = at + before.length;
      at += all.length;
      const isWide = (some: string) => /[^ \t]/.test(some);
      const rest = after.trim();
      const isFirst = /(?:^|[\r\n])$/.test(text.slice(0, open - before.length));
      // At the beginning of the whole text it is that text's own mark.
      const own = open === before.length ? before.replace(/^\ufeff/, "") : before;
      if (isFirst && /^[ \t]*\ufeff[ \t]*$/.test(own)) found.mark ??= lineOf(open);
      else if (isWide(own)) found.besideBlank ??= lineOf(open);
      if (rest === "" && isWide(after)) found.besideBlank ??= lineOf(at);
      if (rest !== "") found.behind ??= lineOf(at);
      if (rest.endsWith('"') && after.trimEnd() !== after) found.behindAsQuoted ??= lineOf(at);
    }
    at += text.startsWith("\r\n", at) ? 2 : 1;
  }
  return found;
}

test("whatever stands in a text and wherever its chunks end, the lines are those that an editor shows", () => {
  const parts = [
    '"',
    '"',
    '""',
    ",",
    "\n",
    "\r",
    "\r\n",
    " ",
    "A",
    "\u2018",
    "\t",
    "\u00a0",
    "\u2003",
    "\ufeff",
    "x,y",
  ];
  const junk = fc.array(fc.constantFrom(...parts), { maxLength: 40 }).map((all) => all.join(""));
  const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(junk, sizes, (text, cuts) => {
      const quotes = new QuoteCount(",");
      const bytes = Buffer.from(text);
      for (let from = 0, next = 0; from < bytes.length; next += 1) {
        const to = from + (cuts[next % cuts.length] ?? 1);
        // A line has ended with its CR, whatever follows.
        const lines =
          bytes
            .subarray(0, from)
            .toString("latin1")
            .match(/\r\n|\r|\n/g)?.length ?? 0;
        quotes.take(bytes.subarray(from, to), lines);
        from = to;
      }
      quotes.end((text.match(/\r\n|\r|\n/g)?.length ?? 0) + 1);
      expect(quotes.found).toEqual(expected(text));
    }),
    { numRuns: 3000 },
  );
});

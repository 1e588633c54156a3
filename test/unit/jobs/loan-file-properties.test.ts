import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { contractFile, contractOf } from "../../../src/domain/loans/contract/contract.ts";
import { NOTHING_KNOWN } from "../../../src/domain/loans/names/known-names.ts";
import { DayHeld, Problem } from "../../../src/domain/problem.ts";
import { ByteCount } from "../../../src/jobs/workflows/batch/loan-file/bytes.ts";
import { readLoanFile } from "../../../src/jobs/workflows/batch/loan-file.ts";

const contract = contractOf(
  contractFile.parse({
    columns: { id: { is: "id" }, loan_category: { is: "category" } },
    extraColumns: "allow",
    rules: { malformed: 1, swallowed: 1 },
  }),
);

/** The file in chunks that end at these places, in turn. */
async function read(text: string, cuts: readonly number[]) {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let from = 0, next = 0; from < bytes.length; next += 1) {
    const to = from + (cuts[next % cuts.length] ?? bytes.length);
    chunks.push(bytes.subarray(from, to));
    from = to;
  }
  return await readLoanFile(Readable.from(chunks), {
    name: "loan.csv",
    contract,
    released: [],
    known: async () => ({ ...NOTHING_KNOWN, hidden: Number.POSITIVE_INFINITY }),
  });
}

const lineEnd = fc.constantFrom("\n", "\r", "\r\n");
const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;

/** A field as it may be written, with the number of line breaks in it; none holds as many commas as a row. */
const field = fc
  .tuple(
    fc.constantFrom("A", "É", "GOLD LOAN", "", "a,b", '5"', "x\ny", "x\r\n \r\ny", "–", "\u00a0"),
    fc.boolean(),
  )
  .map(([text, mayStayPlain]) => ({
    written: mayStayPlain && !/[",\r\n]/.test(text) ? text : quoted(text),
    breaks: text.split(/\r\n|\r|\n/).length - 1,
  }));
const record = fc.tuple(field, field, field, field);

test("any mix of line ends and any chunks give the same number of records", async () => {
  const lines = fc.array(fc.tuple(record, lineEnd, fc.constantFrom("", "", " ", "\u00a0\t")), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(lines, lineEnd, cuts, async (all, headerEnd, at) => {
      const body = all.map(([fields, end, blanks]) => {
        const line = `1,L,${fields.map(({ written }) => written).join(",")}`;
        return `${line}${end}${blanks === "" ? "" : `${blanks}${end}`}`;
      });
      const text = `id,loan_category,a,b,c,d${headerEnd}${body.join("")}`;
      const breaks = all.flatMap(([fields]) => fields).reduce((sum, one) => sum + one.breaks, 0);
      if (breaks > 0 && /\r(?!\n)/.test(text) && text.includes("\n")) {
        await expect(read(text, at)).rejects.toThrow("end all lines alike");
        return;
      }
      const file = await read(text, at);
      expect(file).toMatchObject({ rows: all.length, malformedRows: 0, isMultiLine: breaks > 0 });
      expect(file.warnings.filter((says) => says.includes("break"))).toEqual(
        breaks === 0 ? [] : [expect.stringMatching(new RegExp(`^${breaks} line breaks? `))],
      );
    }),
    { numRuns: 300 },
  );
});

test("the line that is named is the one that an editor shows, wherever chunks end", async () => {
  const bad = fc.constantFrom(
    ...([
      ["utf-8", "ff", "is not UTF-8"],
      ["utf-8", "e28241", "is not UTF-8"],
      ["utf-8", "1a", "control character U\\+001A"],
      ["utf-8", "c285", "control character U\\+0085"],
      ["windows-1252", "9d", "is not windows-1252"],
      ["windows-1252", "c3a9", "holds letters of UTF-8"],
      ["iso-8859-1", "81", "control character U\\+0081"],
      ["iso-8859-1", "85", "letter of windows-1252"],
    ] as const),
  );
  const piece = fc.constantFrom("A", '"', ",", "\n", "\r", "\r\n", "\r\n", " ", '1,B,"x\r\ny"');
  const some = fc.array(piece, { maxLength: 30 }).map((all) => all.join(""));
  fc.assert(
    fc.property(some, some, bad, cuts, (before, after, [encoding, hex, says], at) => {
      const count = new ByteCount(encoding);
      const bytes = Buffer.concat([Buffer.from(before), Buffer.from(hex, "hex"), Buffer.from(`.${after}`)]);
      for (let from = 0, next = 0; from < bytes.length; next += 1) {
        const to = from + (at[next % at.length] ?? bytes.length);
        count.take(bytes.subarray(from, to));
        from = to;
      }
      count.end();
      const line = (before.match(/\r\n|\r|\n/g)?.length ?? 0) + 1;
      expect(count.findings()[0]?.says).toMatch(new RegExp(`^line ${line} .*${says}`));
    }),
    { numRuns: 3000 },
  );
});

test("whatever stands in a file, its lines and its records make it up, or the day is held for a reason of its own", async () => {
  const parts = fc.constantFrom(
    '"',
    '""',
    ",",
    "\n",
    "\r",
    "\r\n",
    " ",
    "A",
    "É",
    "1,A,x",
    "\t",
    "\u00a0",
    "\u2028",
  );
  const junk = fc.array(parts, { maxLength: 60 }).map((all) => all.join(""));
  await fc.assert(
    fc.asyncProperty(junk, cuts, async (text, at) => {
      const whole = `id,loan_category,x\n1,A,1\n${text}`;
      const outcome = async (places: readonly number[]) =>
        await read(whole, places).catch((error: unknown) => {
          if (error instanceof Problem)
            return { holds: error instanceof DayHeld ? error.holds : [], says: error.says };
          throw error;
        });
      const seen = await outcome(at);
      if ("holds" in seen) expect(seen.holds.map(({ rule }) => rule)).not.toContain("sums-differ");
      expect(seen).toEqual(await outcome([whole.length]));
    }),
    { numRuns: 600 },
  );
});

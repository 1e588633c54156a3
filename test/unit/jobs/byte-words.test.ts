import fc from "fast-check";
import { expect, test } from "vitest";
import { areLetters } from "../../../src/jobs/workflows/batch/loan-file/byte-kinds.ts";
import { ByteCount } from "../../../src/jobs/workflows/batch/loan-file/bytes.ts";

test("a word of four bytes is of letters alone exactly where each of its bytes is one", () => {
  const bytes = fc.uint8Array({ minLength: 4, maxLength: 4 });
  const nearly = fc.tuple(
    bytes,
    fc.constantFrom(0x1f, 0x20, 0x21, 0x22, 0x23, 0x7e, 0x7f, 0x80, 0xa3),
    fc.nat({ max: 3 }),
  );
  fc.assert(
    fc.property(nearly, fc.boolean(), ([any, edge, at], isRare) => {
      const four = isRare ? any : any.map((byte) => 0x20 + (byte % 0x5f));
      four[at] = edge;
      const all = four.every((byte) => byte > 0x1f && byte < 0x7f && byte !== 0x22);
      expect(areLetters(new Int32Array(four.buffer)[0] ?? 0)).toBe(all);
    }),
    { numRuns: 5_000 },
  );
});

test("a text is counted alike wherever in memory its chunks begin", () => {
  const pieces = fc.constantFrom("a", "abcdefgh", ",", '"', "\n", "\r\n", "\r", " ", "é", "名");
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 60 }),
      fc.nat({ max: 3 }),
      fc.integer({ min: 1, max: 9 }),
      (some, offset, size) => {
        const text = Buffer.from(some.join(""));
        const memory = Buffer.alloc(text.length + 8);
        text.copy(memory, offset);
        const count = new ByteCount("utf-8");
        for (let at = 0; at < text.length; at += size)
          count.take(memory.subarray(offset + at, offset + Math.min(at + size, text.length)));
        count.end();
        const lines = text.toString().split(/\r\n|\r|\n/);
        if (lines.at(-1) === "") lines.pop();
        expect(count.findings()).toEqual([]);
        expect(count.lines).toBe(lines.length);
        expect(count.oddQuoteLines).toBe(lines.filter((line) => line.split('"').length % 2 === 0).length);
      },
    ),
    { numRuns: 5_000 },
  );
});

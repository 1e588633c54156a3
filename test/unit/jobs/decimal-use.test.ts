import fc from "fast-check";
import { expect, test } from "vitest";
import { isAmount, tenThousandths } from "../../../src/domain/loans/amount.ts";
import { DecimalUse } from "../../../src/jobs/workflows/batch/loan-file/amounts/decimal-use.ts";

const parts = fc.constantFrom(..."0123456789.,- ", "123", ",000", ".000", "1,234", "12.345", "'000");
const texts = fc.array(parts, { minLength: 1, maxLength: 5 }).map((some) => some.join("").trim());

/** What each value is by its grammar, with its row. */
function readingsOf(column: readonly string[]) {
  const readings = column.map((text, at) => ({
    row: at + 1,
    own: isAmount(text, "."),
    other: isAmount(text, ","),
    amount: Number(tenThousandths(text, ".")),
    otherAmount: Number(tenThousandths(text, ",")),
  }));
  const both = readings.filter(({ own, other }) => own && other);
  const rowsOf = (some: typeof readings) => ({
    count: some.length,
    rows: some.map(({ row }) => row).slice(0, 3),
  });
  return {
    own: rowsOf(readings.filter(({ own, other }) => own && !other)),
    other: rowsOf(readings.filter(({ own, other }) => other && !own)),
    threes: both.filter(({ amount, otherAmount }) => Math.abs(amount) < Math.abs(otherAmount)).length,
    groups: both.filter(({ amount, otherAmount }) => Math.abs(amount) > Math.abs(otherAmount)).length,
  };
}

function useOf(column: readonly string[]): DecimalUse {
  const use = new DecimalUse(".");
  for (const [at, text] of column.entries()) use.take(text, tenThousandths(text, "."), at + 1);
  return use;
}

test("an amount is taken for one of the signs, or of both, as its grammar says", () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 6 }), (column) => {
      const { own, other, threes, groups } = readingsOf(column);
      const { alone, thousands } = useOf(column);
      expect(alone).toEqual(
        other.count === 0 ? null : expect.objectContaining({ own, other, isClear: threes === 0 }),
      );
      // One of three digits and more of each kind beside these says which of them are most.
      const most = useOf([...column, ...Array(40).fill("12.400")]).thousands;
      expect(most).toEqual(
        most && { threes: threes + 40, signed: threes + 40 + groups + own.count + other.count },
      );
      expect(thousands?.threes ?? threes).toBe(threes);
    }),
    { numRuns: 20_000 },
  );
});

test("later rows come behind those before them", () => {
  const [first, later] = [useOf(["1.250.000", "0.5"]), new DecimalUse(".")];
  for (const [at, text] of ["12,50", "1.5", "2.5", "3.5"].entries())
    later.take(text, tenThousandths(text, "."), at + 3);
  first.add(later);
  expect(first.alone).toMatchObject({
    own: { count: 4, rows: [2, 4, 5] },
    other: { count: 2, rows: [1, 3] },
  });
});

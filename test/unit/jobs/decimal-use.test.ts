import fc from "fast-check";
import { expect, test } from "vitest";
import { isAmount, tenThousandths } from "../../../src/domain/loans/amount.ts";
import { DecimalUse } from "../../../src/jobs/workflows/batch/loan-file/decimal-use.ts";

const parts = fc.constantFrom(..."0123456789.,- ", "123", ",000", ".000", "1,234", "12.345");
const texts = fc.array(parts, { minLength: 1, maxLength: 5 }).map((some) => some.join("").trim());

test("an amount that stands between no other signs is judged by the other sign as its grammar says", () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 3 }), (column) => {
      const use = new DecimalUse(".");
      for (const text of column) use.take(text, tenThousandths(text, "."));
      const readings = column.map((text) => ({ own: isAmount(text, "."), other: isAmount(text, ",") }));
      const isOwn = readings.some(({ own, other }) => own && !other);
      const onlyOther = readings.filter(({ own, other }) => other && !own).length;
      expect(use.onlyOther).toBe(isOwn ? 0 : onlyOther);
    }),
    { numRuns: 20_000 },
  );
});

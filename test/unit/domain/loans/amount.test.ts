import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DecimalSign } from "../../../../src/domain/loans/amount.ts";
import { AmountSum, isAmount, isSameAmount, tenThousandths } from "../../../../src/domain/loans/amount.ts";

/** What an amount comes to; one that is unreadable comes to nothing. */
function read(text: string, decimal: DecimalSign = "."): string {
  const sum = new AmountSum(decimal);
  sum.add(text);
  return String(sum);
}

/** A plain decimal in ten-thousandths. */
function scaled(plain: string): bigint {
  const [whole = "", fraction = ""] = plain.split(".");
  return BigInt(whole + fraction.padEnd(4, "0"));
}

/** With the other decimal sign. */
const swapped = (text: string) => text.replace(/[.,]/g, (sign) => (sign === "." ? "," : "."));

const unreadable = "0";

describe("with a decimal point", () => {
  test.each([
    ["1,234.50", "1234.5"],
    ["10,00,000", "1000000"],
    ["10,00,00,000.05", "100000000.05"],
    ["1,000,000", "1000000"],
    [" 42,898 ", "42898"],
    ["-1,234.5", "-1234.5"],
    ["- 1,234.5", "-1234.5"],
    ["1 000", "1000"],
    ["1\u00a0000\u00a0000.5", "1000000.5"],
    ["1\u202f000", "1000"],
    ["1\u2009000", "1000"],
    ["1'000", "1000"],
    ["1\u2019234\u2019567.50", "1234567.5"],
    ["12,345,678,901,234,567,890", "12345678901234567890"],
    ["000123.4500000", "123.45"],
    [".5", "0.5"],
    ["5.", "5"],
  ])("%j is %s, and so with the other sign", (text, amount) => {
    expect(read(text)).toBe(amount);
    expect(read(swapped(text), ",")).toBe(amount);
    expect(BigInt(tenThousandths(text, ".") ?? 0)).toBe(scaled(amount));
    expect(BigInt(tenThousandths(swapped(text), ",") ?? 0)).toBe(scaled(amount));
  });

  test.each([
    ...["1.234,50", "10.000,00", "12,50", "1,2,3,4", "5 000 3", "1.234.567", "1 234,50", "1\u2019234,50"],
    ...["1,234,56", "19,99,99", "1,2345", "1234,567", "1,,234", ",234", "1,234,", "1,234 567", "1 234'567"],
    ...["0,001", "0,500", "012,345", "1.234,567", "1.5 000", "1.000 5", "1  000", "1\t000", "1\n000"],
    ...["112,345,678,901,234,567,890", "123456789012345678901", "0.12345", "1e3", ".", ",", "-", "+ ", "--1"],
    ...["100-", "(100)", "\u22125", "\u0661\u0662", "1\u0669", "€ 5", "1_000"],
  ])("%j is no amount, nor is it with the other sign", (text) => {
    expect(read(text)).toBe(unreadable);
    expect(read(swapped(text), ",")).toBe(unreadable);
    expect([tenThousandths(text, "."), tenThousandths(swapped(text), ",")]).toEqual([null, null]);
  });
});

/** What Intl writes by these locales, and the contract's decimal sign for it. */
const locales = [
  ["en-US", "."],
  ["en-IN", "."],
  ["de-CH", "."],
  ["de-DE", ","],
  ["fr-FR", ","],
] as const;

const cents = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });

function written(units: bigint, places: number, locale: string): { readonly plain: string; text: string } {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
  const split = digits.length - places;
  const plain = `${units < 0n ? "-" : ""}${digits.slice(0, split)}${places === 0 ? "" : `.${digits.slice(split)}`}`;
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
  return { plain, text: format.format(plain as Intl.StringNumericLiteral) };
}

const otherSign = (sign: DecimalSign): DecimalSign => (sign === "." ? "," : ".");

test.each(locales)("what %s writes is read back with the decimal sign %j", (locale, sign) => {
  fc.assert(
    fc.property(cents, fc.integer({ min: 0, max: 4 }), (units, places) => {
      const { plain, text } = written(units, places, locale);
      expect(isSameAmount(read(text, sign), read(plain))).toBe(true);
      expect(units === 0n || read(text, sign) !== unreadable).toBe(true);
    }),
  );
});

test.each(locales)(
  "what %s writes with cents is no other amount where the contract has the other sign than %j",
  (locale, sign) => {
    fc.assert(
      fc.property(cents, fc.constantFrom(1, 2, 4), (units, places) => {
        expect(read(written(units, places, locale).text, otherSign(sign))).toBe(unreadable);
      }),
    );
  },
);

test.each(locales)(
  "three places that %s writes are another amount only where nothing tells them from thousands",
  (locale, sign) => {
    fc.assert(
      fc.property(cents, (units) => {
        const { text } = written(units, 3, locale);
        const looksGrouped = /^-?[1-9]\d{0,2}[.,]\d{3}$/.test(text);
        fc.pre(!looksGrouped);
        expect(read(text, otherSign(sign))).toBe(unreadable);
      }),
    );
  },
);

test("a short amount is the same letter by letter as by the pattern", () => {
  const letters = fc.string({ unit: fc.constantFrom(..."0123456789.,"), maxLength: 12 });
  fc.assert(
    fc.property(letters, (text) => {
      const units = tenThousandths(text, ".");
      expect(units !== null).toBe(isAmount(text, "."));
      if (units !== null) expect(BigInt(units)).toBe(scaled(read(text)));
    }),
    { numRuns: 20_000 },
  );
});

test("an amount as long as a file is told within its time", () => {
  const startedAt = performance.now();
  for (const part of ["0", "1", ",000", ",00", "0.0", " "]) read(`1${part.repeat(1_000_000)}x`);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

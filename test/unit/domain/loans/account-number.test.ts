import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultCategories } from "../../../../sandbox/data/categories.ts";
import { createRandom } from "../../../../sandbox/data/random.ts";
import { lookOf } from "../../../../src/domain/loans/names/looks-like-somebody.ts";

test.each([
  // Seven digits together, in any groups.
  ...[
    "LOAN AC 0012345",
    "ASHA RAO 12345678",
    "12345678 RAO",
    "(1234567)",
    "1234567",
    "9000001",
    "RAO/1234567",
  ],
  ...[
    "1234 5678",
    "1234 - 5678",
    "1234–5678",
    "800101/1234",
    "IN-12-3456-78",
    "12.34.56.789",
    "Loan 1234_5678",
  ],
  ...["Member 1203 7788", "SB 1234 567", "HL 1234 2015", "LOAN 00001234", "Tranche 100000001"],
  // A round one or a day where it is part of a word, or behind a word for an account.
  ...["LN-9000000", "LN-20240107", "A/C 20240107"],
  // A series is the whole of it.
  ...["RAO 10 - 50 - 08 - 09", "10-50-08-09", "040–25–50"],
  // Six in a row beside words.
  ...["ASHA RAO 123457", "123457 RAO"],
  // Five behind a word for an account.
  ...["A/C 12345678", "A/c No. 12345678", "Konto 1234567", "Acct 12345678", "SB 12345678", "Kontonr. 54321"],
  ...["Customer ID 70001", "Kundennummer: 48213", "N° de compte 12 345", "Cuenta 0049 1", "IBAN 77218"],
  ...["account #48213", "SB A/C:48213", "CIF 88213", "Cliente Nº 48213", "счёт 48213"],
])("%j holds an account's number", (name) => {
  expect(lookOf(name)).toBe("sure");
});

test.each([
  ...new Set(defaultCategories(createRandom(1))),
  // Slabs and round sums, with one end or two.
  ...[
    "25001-50000",
    "25001-50000/-",
    "1,00,000 - 5,00,000",
    "Rs.100001 to Rs.500000",
    "100001 bis 500000",
    "1 to 5 lakh",
  ],
  ...["Up to 500000", "Up to 499999", "Above 1000000", "Above 100001", "> 1000000", "HOUSING 1200-1500 sqft"],
  ...["₹1000000", "INR 2500000", "INR1000000", "Loan of 1250000/-", "Overdraft 500000", "CC 500000"],
  ...[
    "Account 25001-50000",
    "EMI 12 MONTHS",
    "12 24 36 48 months",
    "10:20:30:40 Subvention",
    "Subvention 20:80",
  ],
  ...["0-30 DPD", "1-30/31-60/61-90 DPD"],
  // Years, months and days.
  ...["2024-25", "FY 2024-25", "PMAY 2015", "PMAY 2015 2022", "Scheme No. 2024-25", "Scheme 2.0 2024"],
  ...["20240101", "20240101-20241231", "2024/01/31", "202404", "Crop 202404 - 202503"],
  // Few digits.
  ...[
    "24x7",
    "Scheme 80C",
    "Top-up 2",
    "Loan 360",
    "Loan 360 2024",
    "Tata 407 2019",
    "Circular 123/2024",
    "No. 1",
  ],
  ...["SB Account", "Customer Loan", "CATEGORY 12345"],
  // An amount alone, as where columns have moved.
  ...["1234567.89", "1.234.567", "12,34,567", "104729"],
])("%j holds none", (name) => {
  expect(lookOf(name)).toBeNull();
});

const words = fc
  .array(fc.stringMatching(/^[A-Za-z\u0900-\u0939]{1,9}$/), { minLength: 1, maxLength: 3 })
  .map((all) => all.join(" "));

/** Digits in groups that do not rise and of which none is a year or a round sum, as those of a slab do and are. */
const account = fc
  .record({
    groups: fc.array(fc.stringMatching(/^\d{2,9}$/), { minLength: 1, maxLength: 6 }),
    between: fc.constantFrom(" ", "-", "/", ".", "–", " - ", "_"),
  })
  .filter(({ groups }) => {
    const digits = groups.join("").length;
    const doRise =
      groups.length > 1 && groups.every((one, at) => at === 0 || Number(one) > Number(groups[at - 1]));
    const isRound = (one: string) => [0, 1, 99].includes(Number(one) % 100);
    return (
      digits >= 7 && digits <= 18 && !doRise && !groups.some((one) => /^(?:19|20)/.test(one) || isRound(one))
    );
  })
  .map(({ groups, between }) => groups.join(between));

test("an account's number of 7 to 18 digits holds in any grouping, beside any words", () => {
  fc.assert(
    fc.property(words, account, fc.boolean(), (some, number, isBefore) => {
      expect(lookOf(isBefore ? `${number} ${some}` : `${some} ${number}`)).toBe("sure");
    }),
    { numRuns: 500 },
  );
});

test("a slab of two round sums does not, however they are written", () => {
  const sum = fc.integer({ min: 1, max: 20_000 }).map((many) => many * 500);
  const written = fc.constantFrom(
    String,
    (one: number) => one.toLocaleString("en-IN"),
    (one: number) => one.toLocaleString("en-US"),
    (one: number) => one.toLocaleString("de-DE"),
  );
  const between = fc.constantFrom("-", " - ", "–", " to ", "/");
  fc.assert(
    fc.property(
      sum,
      sum,
      fc.constantFrom(0, 1),
      written,
      between,
      fc.constantFrom("", "Loan ", "Rs. "),
      (...slab) => {
        const [one, other, above, inWords, sign, before] = slab;
        fc.pre(one !== other);
        const [from, to] = [Math.min(one, other) + above, Math.max(one, other)];
        expect(lookOf(`${before}${inWords(from)}${sign}${inWords(to)}`)).toBeNull();
      },
    ),
    { numRuns: 500 },
  );
});

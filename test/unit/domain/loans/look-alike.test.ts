import { expect, test } from "vitest";
import { likenessOf, lookAlikes } from "../../../../src/domain/loans/names/look-alike.ts";

test.each([
  ["case", "GOLD LOAN", "Gold Loan"],
  ["blanks", "GOLD LOAN", "GOLDLOAN"],
  ["a no-break space", "GOLD LOAN", "GOLD\u00a0LOAN"],
  ["punctuation", "HOME-LOAN", "HOME LOAN"],
  ["a plural", "RESTAURANT", "RESTAURANTS"],
  ["a plural of -y", "PROPERTY", "PROPERTIES"],
  ["a plural of -ch", "BRANCH LOANS", "BRANCHES LOAN"],
  ["the Unicode form", "CR\u00c9DIT", "CRE\u0301DIT"],
  ["full width", "GOLD", "ＧＯＬＤ"],
  ["a Cyrillic letter", "GOLD LOAN", "GОLD LОAN"],
  ["lower-case Cyrillic letters", "house", "hоusе"],
  ["Greek letters", "AUTO", "ΑUΤΟ"],
  ["a Latin letter of phonetics", "gold", "ɡold"],
  ["a Greek letter among Latin ones", "van", "νan"],
  ["a Cyrillic letter of Komi", "dog", "ԁog"],
  ["an Armenian letter", "loan", "lօan"],
  ["a Cherokee letter", "GOLD", "GOLᎠ"],
  ["a dotted I", "KREDIT", "KREDİT"],
  ["the case of Greek letters", "Ναν", "ΝΑΝ"],
  ["a zero for an O", "GOLD LOAN", "G0LD LOAN"],
  ["a one for an I", "HOUSING", "HOUS1NG"],
  ["a zero-width letter", "GOLD", "GO\u200bLD"],
  ["a Hangul filler", "GOLD", "GO\u3164LD"],
  ["a filler before a Hangul letter", "GOLD", "GO\u115fLD"],
  ["a variation selector", "GOLD", "GOLD\ufe0f"],
  ["a joiner of graphemes", "GOLD", "GO\u034fLD"],
  ["an empty Braille pattern", "GOLD", "GO\u2800LD"],
])("%s does not make another name", (_what, one, other) => {
  expect(likenessOf(other)).toBe(likenessOf(one));
});

test.each([
  ["GOLD LOAN", "GOLD LOAN 2"],
  ["CATEGORY 10", "CATEGORY 1"],
  ["CATEGORY 0", "CATEGORY O"],
  ["CRÉDIT", "CRÈDIT"],
  ["HOUSING", "HOUSE"],
  ["金", "銀"],
  ["ναν", "van"],
  ["-", "--"],
])("%s and %s are two names", (one, other) => {
  expect(likenessOf(other)).not.toBe(likenessOf(one));
});

test("each two of a day's names that look like one are a pair", () => {
  expect(lookAlikes(["GOLD", "Gold", "HOUSING", "GOLDS"])).toEqual([
    ["GOLD", "Gold"],
    ["GOLD", "GOLDS"],
    ["Gold", "GOLDS"],
  ]);
  expect(lookAlikes(["A", "B"])).toEqual([]);
});

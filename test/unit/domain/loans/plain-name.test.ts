import fc from "fast-check";
import { expect, test } from "vitest";
import { nameInSentence, namesInSentence, plainName } from "../../../../src/domain/loans/names/plain-name.ts";

/** The letters that storms of odd files had put into names. */
const acting = [
  "\n",
  "\r",
  "\u0000",
  "\u001b[31m",
  "\u202e",
  "\u2066",
  "\u200b",
  "\u200d",
  "\u2028",
  "\ufeff",
  "\u00ad",
  "\u00a0",
  "\ud800",
];
const anyName = fc
  .array(
    fc.oneof(fc.constantFrom(...acting, "*", "_", "`", "<!channel>", "&"), fc.string({ unit: "grapheme" })),
  )
  .map((parts) => parts.join(""));

test.each([
  ["GOLD LOAN", "GOLD LOAN"],
  ["CRÉDIT & CO (2)", "CRÉDIT & CO (2)"],
  ["स्वर्ण ऋण", "स्वर्ण ऋण"],
  ["金　貸付", "金　貸付"],
  ["GOLD\nLOAN", "GOLD[U+000A]LOAN"],
  ["GOLD\u202eNAOL", "GOLD[U+202E]NAOL"],
  ["GOLD\u200b", "GOLD[U+200B]"],
  ["GOLD\u00a0LOAN", "GOLD[U+00A0]LOAN"],
  ["GOLD\u{e0041}", "GOLD[U+E0041]"],
  ["GO\u3164LD", "GO[U+3164]LD"],
  ["GOLD\ufe0f", "GOLD[U+FE0F]"],
  ["GO\u2800LD", "GO[U+2800]LD"],
])("%j is shown as one line", (name, shown) => {
  expect(plainName(name)).toBe(shown);
});

test("in a sentence a name that could act as markup stands in backticks, and cannot end them", () => {
  expect(nameInSentence("HOME LOAN 2")).toBe("HOME LOAN 2");
  expect(nameInSentence("€-LINIE")).toBe("€-LINIE");
  expect(nameInSentence("*Adds up*: 999")).toBe("`*Adds up*: 999`");
  expect(nameInSentence("`rm` ~x~ <!channel>")).toBe("`'rm' ~x~ <!channel>`");
});

test("what Slack would make a link of stands in backticks too", () => {
  expect(nameInSentence("WWW.EXAMPLE.ORG")).toBe("`WWW.EXAMPLE.ORG`");
  expect(nameInSentence("BANK CO. LTD 2.0")).toBe("BANK CO. LTD 2.0");
});

test("a list of names says how many it leaves out", () => {
  expect(namesInSentence(["A"])).toBe("A");
  expect(namesInSentence(["A", "B", "C"])).toBe("A, B and C");
  expect(namesInSentence(["A", "B", "C", "D"], 2)).toBe("A, B and 2 more");
});

test("no name acts, whatever its letters, and two names never look the same", () => {
  fc.assert(
    fc.property(anyName, anyName, (one, other) => {
      const plain = plainName(one);
      expect(plain).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(nameInSentence(one).replace(/^`[^`]*`$/, "")).not.toMatch(/[*_~`>:@#|]/);
      // A name that spells such a code out is the one exception, and no sensible name does.
      if (one.toWellFormed() !== other.toWellFormed() && !/\[U\+/.test(one + other)) {
        expect(plainName(other)).not.toBe(plain);
      }
    }),
  );
});

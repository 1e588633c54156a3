import { describe, expect, test } from "vitest";
import { expressionProblem, footerOf } from "../../../../src/domain/loans/contract/footer-expression.ts";

test.each(["(a+)+$", "(a|ab)*c", "^(\\w+\\s?)*$", "((x{2,})y)*", "(a?b?){20}", "(?:.*,){3,}", "(?:(?:a*))+"])(
  "the footer %s is refused, since a line of loans could take hours",
  (expression) => {
    expect(expressionProblem(expression)).toMatch(
      /^repeats "\(.*\)", in which something is repeated or left to choose/,
    );
  },
);

test.each([
  "^\\s*,?\\s*,?\\s*,?\\s*,?END",
  "^.*,.*,.*,END",
  `^${"a?".repeat(40)}${"a".repeat(40)}$`,
  `^${"(a|a)".repeat(30)}b`,
  `^${"(?:a|ab|abc)".repeat(12)}$`,
  "\\d*[0-5]*[5-9]*\\d{0,20}x",
  "[а-к]*[в-я]*[д-ж]*жё",
  "(?=.*a.*b.*c.*d)e",
])("the footer %s is refused, since its parts take from each other", (expression) => {
  expect(expressionProblem(expression)).toMatch(
    /^repeats or leaves to choose several times what the next part/,
  );
});

test.each([
  ...[
    "[^]END",
    "[]",
    "(?<=a+)b",
    "(?<=Total|Sum:) [0-9]",
    "(?<!^ab|c)d",
    "(?<!a)b",
    "\\cA",
    "\\1(a)",
    "(a)\\1",
  ],
  ...[
    "\\p{L}",
    "\\P{L}",
    "\\u{61}",
    "\\u0061",
    "\\x61",
    "\\0",
    "(?<end>END)",
    "(?i:end)",
    "[\\b]",
    "[a\\x41]",
    "\\v",
  ],
  "END\u00a0OF",
])("the footer %s is refused, since two languages do not both know it", (expression) => {
  expect(expressionProblem(expression)).toMatch(
    /^has .*which JavaScript and Python do not both know as the same/s,
  );
});

test.each(["/total/i", "/^END/"])("of the footer %s the slashes are to be left out", (expression) => {
  expect(expressionProblem(expression)).toBe("is written between slashes; leave them out");
});

test.each([
  "^Ende der Datei",
  "^(Summe|Total)\\b.*",
  "(ab)+",
  "\\d+ Zeilen$",
  "[(+)]*x",
  "\\(a+\\)+",
  "(?:;){4}",
  "(a+)?b",
  "^END,(\\d{2}){3}",
  "^(?!LN\\d)",
  "^\\s*Total\\s*:?\\s*\\d+\\s*rows\\s*$",
  "^.*rows.*END$",
  "^[\\s,;]*$|^#",
  "^\\\\1",
  "^\\/\\*",
  "^[^\\d,]+,\\d{1,9},",
  "^Итого\\s*[:=]?\\s*[\\d .,]+$",
  '^"?(Total|Totals|Grand total)"?[,;]*$',
])("the footer %s is taken", (expression) => {
  expect(expressionProblem(expression)).toBeNull();
});

describe("a line", () => {
  test.each([
    ["^\\d+ rows$", "३० rows", false],
    ["^\\w+$", "Ende_1", true],
    ["^\\w+$", "É", false],
    ["^x\\b", "xé", true],
    ["^END\\sOF", "END\u00a0OF", true],
    ["^END OF", "END\u2003OF", true],
    ["^END\\sOF", "END\ufeffOF", true],
    ["^END\\sOF", "END\u0085OF", false],
    ["^END\\SOF", "END\u3000OF", false],
    ["^a.b$", "a\u2028b", true],
    ["^a.b$", "a😀b", true],
    ["END$", `${"x".repeat(197)}END`, true],
    ["END$", `${"x".repeat(198)}END`, false],
    ["END$", `${"😀".repeat(197)}END`, true],
    ["END$", `${"😀".repeat(198)}END`, false],
  ])("is a footer by %s or not: %j", (expression, line, is) => {
    expect(footerOf(expression)(line)).toBe(is);
  });
});

test.each([".*a.*b", "^.*,.*,x$", ".*a?a?.*b"])(
  "the dearest that is taken, %s, reads a line within its time",
  (expression) => {
    expect(expressionProblem(expression)).toBeNull();
    const is = footerOf(expression);
    const startedAt = performance.now();
    for (const letter of ["a", ",", "b", " "]) is(letter.repeat(200));
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  },
);

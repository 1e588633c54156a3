import { expect, test } from "vitest";
import { expressionProblem } from "../../../../src/domain/loans/footer-expression.ts";

test.each(["(a+)+$", "(a|ab)*c", "^(\\w+\\s?)*$", "((x{2,})y)*", "(a?b?){20}", "(?:.*,){3,}", "(?:(?:a*))+"])(
  "the footer %s is refused, since a line of loans could take hours",
  (expression) => {
    expect(expressionProblem(expression)).toMatch(
      /^repeats "\(.*\)", in which something is repeated or left to choose/,
    );
  },
);

test.each([
  "^Ende der Datei",
  "^(Summe|Total)\\b.*",
  "(ab)+",
  "\\d+ Zeilen$",
  "[(+)]*",
  "\\(a+\\)+",
  "(?:;){4}",
  "(a+)?",
  "^END,(\\d{2}){3}",
])("the footer %s is taken", (expression) => {
  expect(expressionProblem(expression)).toBeNull();
});

import { describe, expect, test } from "vitest";
import type { Finding } from "../../../../src/domain/loans/finding.ts";
import { helpInsteadOfRelease, weigh } from "../../../../src/domain/loans/finding.ts";
import { DayHeld } from "../../../../src/domain/problem.ts";

const malformed = (many: number): Finding => ({
  rule: "malformed",
  says: `${many} of 100 rows are malformed`,
  verdict: "hold",
});
const total: Finding = { rule: "total-range", says: "5 loans, 500 on a usual day", verdict: "hold" };
const encoding: Finding = { rule: "encoding", says: "line 7 is not UTF-8", verdict: "hold" };
const named: Finding = { rule: "new-category", says: "BOATS is new", verdict: "warn" };

const heldBy = (findings: readonly Finding[], released: Parameters<typeof weigh>[1] = []) => {
  const weighed = weigh(findings, released);
  if (!(weighed instanceof DayHeld)) throw new Error("the day was told");
  return weighed;
};

test("what only warns is told, in its words", () => {
  expect(weigh([named], [])).toEqual(["BOATS is new"]);
  expect(weigh([], [])).toEqual([]);
});

describe("a day is held", () => {
  test("by each rule once, with all that it says", () => {
    const held = heldBy([malformed(3), named, total, { ...total, says: "GOLD is twice as usual" }]);
    expect(held.holds).toEqual([
      { rule: "malformed", says: "3 of 100 rows are malformed" },
      { rule: "total-range", says: "5 loans, 500 on a usual day; GOLD is twice as usual" },
    ]);
    expect(held).toMatchObject({
      code: "day-held",
      says: "3 of 100 rows are malformed; 5 loans, 500 on a usual day; GOLD is twice as usual",
      remedy:
        "the day is held: mend the file, then press Retry; or press Release, and say why it may be told as it is",
    });
  });

  test("in 300 letters, in which a name that is cut still stands in backticks", () => {
    const [hold] = heldBy([{ ...named, verdict: "hold", says: `\`${"*b* ".repeat(100)}\` is new` }]).holds;
    expect(hold?.says).toMatch(/^`[*b ]{299}`$/);
  });

  test("with what helps where no person may release it", () => {
    expect(heldBy([malformed(3), encoding]).remedy).toBe(
      "the day is held: put a file of the encoding that the contract names in its place, or name its own in the contract and restart the app, which reads it at its start, then press Retry",
    );
  });
});

describe("a release", () => {
  test("lets its rule pass, which is told beside what only warns", () => {
    expect(weigh([named, malformed(3)], heldBy([malformed(3)]).holds)).toEqual([
      "3 of 100 rows are malformed",
      "BOATS is new",
    ]);
  });

  test("leaves what another rule holds", () => {
    expect(heldBy([malformed(3), total], heldBy([malformed(3)]).holds).holds).toEqual([
      { rule: "total-range", says: total.says },
    ]);
  });

  test("is for what the person was shown: with other numbers the same rule holds anew", () => {
    expect(heldBy([malformed(60)], heldBy([malformed(3)]).holds).says).toBe("60 of 100 rows are malformed");
  });

  test("is for long words too, of which the beginning is kept", () => {
    const long = { ...total, says: "x".repeat(1_000) };
    const { holds } = heldBy([long]);
    expect(holds[0]?.says).toHaveLength(300);
    expect(weigh([long], holds)).toEqual(["x".repeat(300)]);
  });

  test("is nobody's to give where the day cannot be told at all", () => {
    const rules = ["malformed", "identical", "total-range", "category-range", "columns"];
    expect(rules.map(helpInsteadOfRelease)).toEqual([null, null, null, null, null]);
    const never = ["encoding", "control-character", "swallowed", "cut-off", "sums-differ", "personal-names"];
    for (const rule of never) expect(helpInsteadOfRelease(rule)).toMatch(/^[a-z]/);
  });

  test("is none for a rule that this release does not know", () => {
    expect(helpInsteadOfRelease("toString")).toBe("count the day anew with this release");
  });
});

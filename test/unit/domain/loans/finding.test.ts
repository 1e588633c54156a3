import { describe, expect, test } from "vitest";
import { contractFile } from "../../../../src/domain/loans/contract/contract.ts";
import type { Finding, Rule } from "../../../../src/domain/loans/finding.ts";
import { helpInsteadOfRelease, weigh } from "../../../../src/domain/loans/finding.ts";
import type { HeldBy, LookedAt } from "../../../../src/domain/problem.ts";
import { DayHeld } from "../../../../src/domain/problem.ts";

const malformed = (many: number): Finding => ({
  rule: "malformed",
  says: `${many} of 100 rows are malformed`,
  verdict: "hold",
});
const total: Finding = { rule: "total-range", says: "5 loans, 500 on a usual day", verdict: "hold" };
const encoding: Finding = { rule: "encoding", says: "line 7 is not UTF-8", verdict: "hold" };
const named: Finding = { rule: "new-category", says: "BOATS is new", verdict: "warn" };

/** Those that a person may release. */
const rules: readonly Rule[] = [
  ...(["malformed", "identical", "total-range", "category-range", "new-category"] as const),
  ...(["vanished-category", "numeric-category", "look-alike", "columns", "rare-names"] as const),
  ...(["perhaps-totals", "last-line-end", "footer-missing"] as const),
];

const of = { file: "a1b2c3d4e5f6a1b2" };
const heldBy = (
  findings: readonly Finding[],
  released: readonly HeldBy[] = [],
  now: LookedAt | null = of,
) => {
  const weighed = weigh(findings, { released, of: now });
  if (!(weighed instanceof DayHeld)) throw new Error("the day was told");
  return weighed;
};

test("what only warns is told, in its words", () => {
  expect(weigh([named], { released: [], of })).toEqual(["BOATS is new"]);
  expect(weigh([], { released: [], of })).toEqual([]);
});

describe("a day is held", () => {
  test("by each rule once, with all that it says", () => {
    const held = heldBy([malformed(3), named, total, { ...total, says: "GOLD is twice as usual" }]);
    expect(held.holds).toEqual([
      { rule: "malformed", says: "3 of 100 rows are malformed", of },
      { rule: "total-range", says: "5 loans, 500 on a usual day; GOLD is twice as usual", of },
    ]);
    expect(held).toMatchObject({
      code: "day-held",
      says: "3 of 100 rows are malformed; 5 loans, 500 on a usual day; GOLD is twice as usual",
      remedy:
        "the day is held: mend the file, or raise `malformed` under `rules`, or widen `total` under `rules`, in LOANS_CONTRACT " +
        "and restart the app, which reads it at its start, then press Retry; or press Release, and say why it may be told as it is",
    });
  });

  test("with what helps beside a release", () => {
    const rare: Finding = { rule: "rare-names", says: "3 of 3 names are new", verdict: "hold" };
    expect(heldBy([rare]).remedy).toBe(
      "the day is held: mend the file, or list its categories under `categories` in LOANS_CONTRACT and restart the app, " +
        "which reads it at its start, then press Retry; or press Release, and say why it may be told as it is",
    );
  });

  test("with the key of the contract that each rule goes by, where it has one", () => {
    const keys = Object.keys(contractFile.parse({}).rules);
    const named = rules.flatMap((rule) => {
      const { remedy } = heldBy([{ rule, says: "", verdict: "hold" }]);
      const [, key] = /`(\w+)(?:: warn)?` under `rules`/.exec(remedy) ?? [];
      return helpInsteadOfRelease(rule) !== null || rule === "rare-names" ? [] : [key];
    });
    // Of small counts nothing is held, and more lines in quotes than that are nobody's to release.
    expect(new Set(named)).toEqual(
      new Set(keys.filter((key) => !["smallCounts", "swallowed"].includes(key))),
    );
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
    const released = heldBy([malformed(3)]).holds;
    expect(weigh([named, malformed(3)], { released, of })).toEqual([
      "3 of 100 rows are malformed",
      "BOATS is new",
    ]);
  });

  test("leaves what another rule holds", () => {
    expect(heldBy([malformed(3), total], heldBy([malformed(3)]).holds).holds).toEqual([
      { rule: "total-range", says: total.says, of },
    ]);
  });

  test("is for what the person was shown: with other numbers the same rule holds anew", () => {
    expect(heldBy([malformed(60)], heldBy([malformed(3)]).holds).says).toBe("60 of 100 rows are malformed");
  });

  test("is for the file that was there: another one with the same numbers holds anew, and says so", () => {
    const { holds } = heldBy([malformed(3)]);
    const other = { file: "f6e5d4c3b2a1f6e5" };
    expect(heldBy([malformed(3)], holds, other)).toMatchObject({
      says: "3 of 100 rows are malformed; that was released for another file (sha256 `a1b2c3d4e5f6`) than is there now (`f6e5d4c3b2a1`)",
      holds: [{ rule: "malformed", says: "3 of 100 rows are malformed", of: other }],
    });
    const both = [...holds, ...heldBy([malformed(3)], holds, other).holds];
    expect(weigh([malformed(3)], { released: both, of: other })).toEqual(["3 of 100 rows are malformed"]);
    expect(heldBy([malformed(3)], holds, null).holds).toEqual([
      { rule: "malformed", says: "3 of 100 rows are malformed" },
    ]);
  });

  test("is for the count that was held: another script or contract holds anew", () => {
    const counted = { ...of, count: "by-one-script" };
    const { holds } = heldBy([total], [], counted);
    expect(weigh([total], { released: holds, of: counted })).toEqual([total.says]);
    const held = heldBy([total], holds, { ...of, count: "by-another" });
    expect(held.says).toContain(
      "that was released for another count of this file, by another script or contract",
    );
    expect(held.holds).toHaveLength(1);
  });

  test("that an earlier version wrote down knows no file, and is for its words", () => {
    const released = [{ rule: "malformed", says: "3 of 100 rows are malformed" }];
    expect(weigh([malformed(3)], { released, of })).toEqual(["3 of 100 rows are malformed"]);
    expect(heldBy([malformed(4)], released).holds).toHaveLength(1);
  });

  test("is for long words too, of which the beginning is kept", () => {
    const long = { ...total, says: "x".repeat(1_000) };
    const { holds } = heldBy([long]);
    expect(holds[0]?.says).toHaveLength(300);
    expect(weigh([long], { released: holds, of })).toEqual(["x".repeat(300)]);
  });

  test("is nobody's to give where the day cannot be told at all", () => {
    const rules = ["malformed", "identical", "total-range", "category-range", "columns", "rare-names"];
    expect(rules.map(helpInsteadOfRelease)).toEqual(Array(6).fill(null));
    const never = ["encoding", "control-character", "swallowed", "cut-off", "sums-differ", "personal-names"];
    for (const rule of never) expect(helpInsteadOfRelease(rule)).toMatch(/^[a-z]/);
  });

  test("is none for a rule that this release does not know", () => {
    expect(helpInsteadOfRelease("toString")).toBe("count the day anew with this release");
  });
});

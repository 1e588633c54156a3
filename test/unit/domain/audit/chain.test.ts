import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AuditFact } from "../../../../src/domain/audit/audit-entry.ts";
import {
  auditName,
  canonical,
  chained,
  NO_ENTRY,
  parseAuditName,
} from "../../../../src/domain/audit/audit-entry.ts";
import { verifiedLines } from "../../../../src/domain/audit/verified-lines.ts";
import type { KeptLine } from "../../../../src/domain/audit/verify-chain.ts";
import { verifyChain } from "../../../../src/domain/audit/verify-chain.ts";
import { dayIn } from "../../../../src/domain/day.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const dayOf = (at: Date) => dayIn("Asia/Kolkata", at);
const fact = (over: Partial<AuditFact> = {}): AuditFact => ({
  ...{ at: "2026-11-23T04:00:00.000Z", actor: "U0OPERATOR", act: "asked", source: "deploy-loans-1 1" },
  ...over,
});

const fiveFacts = [
  fact({ act: "chain begun", actor: "loan-tracker", source: "chain" }),
  fact({ run: "deploy-loans-1", text: "deploy" }),
  fact({ at: "2026-11-30T18:00:00.000Z", act: "approved", plan: sha256("plan"), source: "deploy-loans-1 5" }),
  fact({ at: "2026-11-30T18:40:00.000Z", act: "ended", ran: ["plan", "apply"], source: "deploy-loans-1 9" }),
  fact({ at: "2026-12-02T04:00:00.000Z", act: "skipped", reason: 'a "holiday", ü 🙂', source: "days 1" }),
];
const five = chained(fiveFacts, { head: null, dayOf, sha256 });
const linesOf = (entries: typeof five): readonly KeptLine[] =>
  entries.map((entry) => ({ line: canonical(entry), name: auditName(entry) }));
const judge = (lines: readonly KeptLine[]) => verifyChain(lines, { after: null, sha256 });

test("each entry has the hash of the one before, and its own over all the rest", () => {
  expect(five.map(({ seq, on, prev }) => [seq, on, prev])).toEqual([
    [1, "2026-11-23", NO_ENTRY],
    [2, "2026-11-23", five[0]?.hash],
    [3, "2026-11-30", five[1]?.hash],
    // It is December in the bank's zone already.
    [4, "2026-12-01", five[2]?.hash],
    [5, "2026-12-02", five[3]?.hash],
  ]);
  const { hash, ...rest } = five[1] ?? { hash: "" };
  expect(hash).toBe(sha256(canonical(rest)));
});

test("a fact whose clock was behind is on the day of the entry before it, so that a month's entries stand together", () => {
  const late = chained([fact({ at: "2026-11-30T12:00:00.000Z" })], {
    head: five.at(-1) ?? null,
    dayOf,
    sha256,
  });
  expect(late[0]).toMatchObject({ seq: 6, on: "2026-12-02", at: "2026-11-30T12:00:00.000Z" });
});

test("canonical JSON has one text for one value", () => {
  expect(canonical({ b: [1, { d: "ü\n", c: null }], a: undefined, A: true })).toBe(
    '{"A":true,"b":[1,{"c":null,"d":"ü\\n"}]}',
  );
});

test("a name tells number, day and hash, and is no other's", () => {
  const [head] = five;
  if (head === undefined) throw new Error("no entry");
  expect(parseAuditName(auditName(head))).toEqual({ seq: 1, on: "2026-11-23", hash: head.hash });
  for (const other of [
    "a.json",
    auditName(head).toUpperCase(),
    `.${auditName(head)}.17`,
    "1-2026-11-23-ab.json",
  ])
    expect(parseAuditName(other)).toBeNull();
});

describe("what was written holds", () => {
  test("by month", () => {
    const { months, broken } = judge(linesOf(five));
    expect(broken).toBeNull();
    expect(months.map(({ month, entries, first, last }) => [month, entries, first.seq, last.seq])).toEqual([
      ["2026-11", 3, 1, 3],
      ["2026-12", 2, 4, 5],
    ]);
  });

  test("and a rest of it does after the entry that it follows, or after one that is not known", () => {
    const rest = linesOf(five.slice(2));
    expect(verifyChain(rest, { after: five[1] ?? null, sha256 }).broken).toBeNull();
    expect(verifyChain(rest, { after: "unknown", sha256 }).broken).toBeNull();
    expect(judge(rest).broken).toEqual({ seq: 1, says: "entry 1 is missing: entry 3 comes in its place" });
  });

  test("and nothing is a chain of no entries", () => {
    expect(judge([])).toEqual({ entries: [], months: [], broken: null });
  });
});

describe("what was changed is found", () => {
  test("any one character of any entry", () => {
    const lines = linesOf(five);
    const where = fc.integer({ min: 0, max: lines.length - 1 });
    fc.assert(
      fc.property(where, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (at, place, letter) => {
        const old = lines[at]?.line ?? "";
        const index = place % old.length;
        const line = `${old.slice(0, index)}${letter}${old.slice(index + 1)}`;
        fc.pre(line !== old);
        const { broken } = judge(lines.map((kept, one) => (one === at ? { ...kept, line } : kept)));
        expect(broken).not.toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  test("also where its hash was made anew: the next one does not follow it", () => {
    const forged = chained([fact({ run: "deploy-loans-1", text: "run today" })], {
      head: five[0] ?? null,
      dayOf,
      sha256,
    });
    const lines = linesOf([...five.slice(0, 1), ...forged, ...five.slice(2)]);
    expect(judge(lines).broken).toEqual({
      seq: 3,
      says: "entry 3 does not follow the entry before it: that one is not the one it was written after",
    });
  });

  test("blanks, the order of its fields, or a field that is there twice", () => {
    const [first] = linesOf(five);
    const line = first?.line ?? "";
    for (const other of [
      line.replaceAll('":', '": '),
      line.replace('{"act":"chain begun",', "{").replace('"v":1', '"v":1,"act":"chain begun"'),
      line.replace("{", '{"act":"asked",'),
    ])
      expect(judge([{ line: other }]).broken).toEqual({
        seq: 1,
        says: "entry 1 was changed: its hash is not that of its text",
      });
  });

  test("an entry that is missing, one that is there twice, two that changed places", () => {
    const [a, b, c, d, e] = linesOf(five) as [KeptLine, KeptLine, KeptLine, KeptLine, KeptLine];
    expect(judge([a, b, d, e]).broken?.says).toBe("entry 3 is missing: entry 4 comes in its place");
    expect(judge([a, b, b, c]).broken?.says).toBe("entry 2 is not in its place, where entry 3 belongs");
    expect(judge([a, c, b, d, e]).broken?.says).toBe("entry 2 is missing: entry 3 comes in its place");
    expect(judge([b, c, d, e]).broken?.says).toBe("entry 1 is missing: entry 2 comes in its place");
    expect(judge([a, { ...b, name: c.name ?? "" }]).broken?.says).toBe(
      `entry 2 lies under the name of another one, "${c.name}"`,
    );
    expect(judge([a, { ...b, line: "" }, c]).broken?.says).toBe(
      "entry 2 was changed: it is no entry any more",
    );
  });

  test("but not that its end was cut, which only a hash tells that was kept elsewhere, and which is said", () => {
    const chain = judge(linesOf(five.slice(0, 2)));
    expect(chain.broken).toBeNull();
    expect(verifiedLines(chain, { where: "/audit/loans", month: null })).toEqual([
      "The audit record in /audit/loans:",
      `  2026-11  2 entries, 1 to 2, first ${five[0]?.hash}, last ${five[1]?.hash}`,
      "The chain holds. Whether entries are missing at its end only a hash tells that was kept elsewhere: compare the last one above.",
    ]);
  });
});

test("a broken chain is told with the first entry that is not as it was written, and the months before it", () => {
  const lines = linesOf(five).map((kept, at) =>
    at === 3 ? { ...kept, line: kept.line.replace("apply", "plan") } : kept,
  );
  expect(verifiedLines(judge(lines), { where: "Redis", month: null })).toEqual([
    "The audit record in Redis:",
    `  2026-11  3 entries, 1 to 3, first ${five[0]?.hash}, last ${five[2]?.hash}`,
    "The chain is broken: entry 4 was changed: its hash is not that of its text.",
  ]);
});

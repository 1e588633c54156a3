import { describe, expect, test } from "vitest";
import type { StagedRun } from "../../../../src/domain/runs/day-number/plan-withdrawal.ts";
import {
  isTakenBack,
  outdated,
  planWithdrawal,
} from "../../../../src/domain/runs/day-number/plan-withdrawal.ts";
import type { Withdrawal } from "../../../../src/domain/runs/day-number/withdrawal.ts";

const day = "2026-11-23";
const idOf = (generation: number) => `batch-loan-tracker-${day}-g${generation}`;
const placeOf = (generation: number) =>
  `s3://loan-tracker-123456789012-us-west-1/stage/loan_tracker/insert_date=${day}/run=${idOf(generation)}-a1/`;
const told = (generation: number, more: Partial<StagedRun> = {}): StagedRun => ({
  runId: idOf(generation),
  loans: 500 + generation,
  withdrawn: null,
  location: placeOf(generation),
  file: { sha256: `file ${generation}` },
  ...more,
});
const by = (runId: string): Withdrawal => ({
  ...{ by: "U0OPERATOR", at: "2026-11-23T06:00:00.000Z", reason: "wrong", runId },
  instead: null,
});
const plan = (generations: readonly StagedRun[], shown: string | null, of = generations[0]?.runId ?? "") =>
  planWithdrawal({ day, by: "withdraw-1", told: of, generations, shown });

describe("what is told once a number is taken back", () => {
  test("of the only generation: nothing, and its partition goes", () => {
    expect(plan([told(1)], placeOf(1))).toEqual({
      told: { runId: idOf(1), loans: 501 },
      former: null,
      isShown: true,
    });
  });

  test("what was told before it", () => {
    expect(plan([told(2), told(1)], placeOf(2)).former).toEqual({
      runId: idOf(1),
      loans: 501,
      location: placeOf(1),
    });
  });

  test("not what was taken back itself, nor what is no more in the lake", () => {
    const generations = [
      told(4),
      told(3, { withdrawn: by("withdraw-0") }),
      told(2, { location: null }),
      told(1),
    ];
    expect(plan(generations, placeOf(4)).former?.runId).toBe(idOf(1));
  });

  test("not one of the very file that was withdrawn as another generation, or that is: the plan says so", () => {
    const wrong = { file: { sha256: "the wrong file" } };
    const generations = [
      told(4),
      told(3, wrong),
      told(2, { ...wrong, withdrawn: by("withdraw-0") }),
      told(1),
    ];
    expect(plan(generations, placeOf(4))).toMatchObject({
      former: { runId: idOf(1) },
      passedOver: [{ runId: idOf(3), loans: 503 }],
    });
    expect(plan([told(2, wrong), told(1, wrong)], placeOf(2))).toMatchObject({
      former: null,
      passedOver: [{ runId: idOf(1), loans: 501 }],
    });
  });

  test("not one of the very text of it, however that was packed, also where only the bytes of a plain file are known", () => {
    const packed = { file: { sha256: "its bytes", textSha256: "the wrong text" } };
    const anew = { file: { sha256: "other bytes", textSha256: "the wrong text" } };
    for (const same of [anew, { file: { sha256: "the wrong text" } }])
      expect(plan([told(2, packed), told(1, same)], placeOf(2))).toMatchObject({
        former: null,
        passedOver: [{ runId: idOf(1), loans: 501 }],
      });
    const other = { file: { sha256: "a", textSha256: "another text" } };
    expect(plan([told(2, packed), told(1, other)], placeOf(2)).former?.runId).toBe(idOf(1));
  });

  test("not one that may be of that file, since it is lost of which one of them was: the plan says so", () => {
    const lost = { file: null };
    expect(plan([told(3), told(2, lost), told(1)], placeOf(3))).toMatchObject({
      former: { runId: idOf(1) },
      passedOver: [{ runId: idOf(2), loans: 502, isInDoubt: true }],
    });
    for (const generations of [
      [told(2, lost), told(1)],
      [told(3), told(2, { ...lost, withdrawn: by("withdraw-0") }), told(1)],
    ])
      expect(plan(generations, placeOf(generations.length))).toMatchObject({
        former: null,
        passedOver: [{ runId: idOf(1), loans: 501, isInDoubt: true }],
      });
  });

  test("of what is told after one was passed over, it is taken back too", () => {
    const back = { ...by("withdraw-1"), instead: { runId: idOf(1), loans: 501 } };
    const generations = [told(3, { withdrawn: back }), told(2), told(1)];
    const planned = planWithdrawal({
      ...{ day, by: "withdraw-2", told: idOf(1), generations, shown: placeOf(1) },
    });
    expect(planned).toMatchObject({ told: { runId: idOf(1) }, former: null });
  });

  test("also where the table shows nothing any more, by this run's or anybody's doing", () => {
    expect(plan([told(1)], null)).toMatchObject({ former: null, isShown: false });
    const mine = told(2, { withdrawn: by("withdraw-1") });
    expect(plan([mine, told(1)], placeOf(1))).toMatchObject({ told: { runId: idOf(2) }, isShown: true });
  });

  test("as far as Redshift tells the partition's place: it cuts it off after 128 characters", () => {
    const location = placeOf(1).replace("loan-tracker-123456789012", "loan-tracker-of-the-bank-123456789012");
    expect(location.length).toBeGreaterThan(128);
    expect(plan([told(1, { location })], location.slice(0, 128)).isShown).toBe(true);
  });
});

describe("nothing is taken back", () => {
  const thrown = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return error;
    }
    return null;
  };

  test("where another number is told by now, or none", () => {
    expect(thrown(() => plan([told(2), told(1)], placeOf(2), idOf(1)))).toMatchObject({
      code: "withdrawal-outdated",
      says: `withdrawing the number of ${day}: it was asked for ${idOf(1)}, and what is told now is ${idOf(2)}`,
    });
    const gone = [told(1, { withdrawn: by("withdraw-0") })];
    expect(thrown(() => plan(gone, null, idOf(1)))).toMatchObject({
      says: expect.stringContaining("no number is told any more"),
    });
  });

  test("where the table shows what no run of it has told", () => {
    expect(thrown(() => plan([told(1)], "s3://elsewhere/loans/"))).toMatchObject({
      code: "partition-elsewhere",
      says: expect.stringContaining("the table shows s3://elsewhere/loans/"),
    });
  });
});

test("the table shows the former rows then, or none", () => {
  const former = { runId: idOf(1), loans: 501, location: placeOf(1) };
  expect([0, 501].map((loans) => isTakenBack({ former: null }, loans))).toEqual([true, false]);
  expect([0, 500, 501].map((loans) => isTakenBack({ former }, loans))).toEqual([false, false, true]);
  expect([0, 7].map((loans) => isTakenBack({ former: { ...former, loans: null } }, loans))).toEqual([
    false,
    true,
  ]);
});

describe("a withdrawal that is taken up again", () => {
  const of = (generation: number) => ({ by: "withdraw-1", told: idOf(generation) });

  test("goes on as long as its number is the day's, also where it took that back itself", () => {
    expect(outdated({ ...of(1), generations: [told(1)] })).toBeNull();
    expect(outdated({ ...of(1), generations: [told(1, { withdrawn: by("withdraw-1") })] })).toBeNull();
  });

  test.each([
    ["was counted anew", [told(2), told(1)], `what is told now is ${idOf(2)}`],
    ["was taken back by another", [told(1, { withdrawn: by("withdraw-0") })], "no number is told any more"],
    ["is known to nobody", [], "no number is told any more"],
  ])("never comes to anything where its number %s", (_, generations, now) => {
    expect(outdated({ ...of(1), generations })).toBe(`it was asked for ${idOf(1)}, and ${now}`);
  });
});

import { expect, test } from "vitest";
import type { Happening, Journal } from "../../../../src/domain/runs/journal.ts";
import { lastFailure, retrierOf } from "../../../../src/domain/runs/journal.ts";

const problem = { code: "source-missing", says: "it is not there", remedy: "put it there" };
const at = (seq: number) => `2026-11-10T00:0${seq}:00.000Z`;

function journalOf(...happened: readonly (Happening & { readonly actor: string })[]): Journal {
  return happened.map((one, index) => ({
    ...{ v: 1, seq: index + 1, at: at(index + 1), fence: 1, attempt: 1 },
    ...one,
  }));
}

const failed = {
  kind: "failed",
  step: "check-source",
  problem,
  held: false,
  retryFrom: "check-source",
} as const;
const retried = { kind: "retried", step: "check-source" } as const;

test("who wants it is whoever pressed last, and nobody where the run tried once more by itself", () => {
  const own = "loan-tracker";
  const first = { ...failed, actor: own };
  expect(retrierOf(journalOf(first))).toBeNull();
  expect(retrierOf(journalOf(first, { ...retried, actor: own }))).toBe(own);
  const pressed = [first, { ...retried, actor: own }, { ...retried, actor: "U0OPERATOR" }];
  expect(retrierOf(journalOf(...pressed))).toBe("U0OPERATOR");
  const because = { step: "process", problem };
  expect(retrierOf(journalOf(...pressed, { ...retried, because, actor: own }))).toBe("U0OPERATOR");
  expect(retrierOf(journalOf(first, { ...retried, because, actor: own }))).toBeNull();
});

test("what a step failed by the last time is known in the attempts after it", () => {
  const later = { ...problem, says: "it is empty" };
  const journal = journalOf(
    { ...failed, actor: "loan-tracker" },
    { ...retried, actor: "U0OPERATOR" },
    { ...failed, problem: later, actor: "loan-tracker" },
    { ...retried, actor: "U0OPERATOR" },
  );
  expect(lastFailure(journal, "check-source")).toEqual({ says: "it is empty", at: at(3) });
  expect(lastFailure(journal, "process")).toBeNull();
});

import { expect, test } from "vitest";
import type { Policy } from "../../../../src/domain/commands/permission.ts";
import { mayRelease } from "../../../../src/domain/commands/permission.ts";
import type { Happening } from "../../../../src/domain/runs/journal.ts";
import { ITSELF } from "../../../../src/domain/runs/run.ts";
import { progressOf } from "../../../../src/domain/runs/run-progress.ts";
import { failed, journalOf, retried } from "../../../support/runs/journal.ts";

const steps = ["plan", "approve", "apply"];
const finished: Happening = { kind: "finished", outcome: "failed" };
const by = (actor: string, happening: Happening) => ({ ...happening, actor });
const requesters = (...happenings: readonly Happening[]) =>
  progressOf(journalOf(steps, ...happenings)).requesters;

test("who opened a run wants it", () => {
  expect(requesters()).toEqual([{ user: "U0OPERATOR", has: "asked" }]);
});

test("so does everybody who retried it, in whatever attempt, in order and each once", () => {
  const again = [failed("plan"), finished] as const;
  expect(
    requesters(
      ...again,
      by("U0SECOND", retried("plan")),
      ...again,
      by("U0OPERATOR", retried("plan")),
      ...again,
      by("U0THIRD", retried("plan")),
      ...again,
      by("U0SECOND", retried("plan")),
    ),
  ).toEqual([
    { user: "U0OPERATOR", has: "asked" },
    { user: "U0SECOND", has: "retried" },
    { user: "U0THIRD", has: "retried" },
  ]);
});

test("who failed it, approved it or canceled it does not", () => {
  expect(requesters(by("U0APPROVER", { kind: "approved", step: "approve" }))).toHaveLength(1);
  expect(requesters(by("U0APPROVER", { kind: "canceled", reason: "no" }))).toHaveLength(1);
});

test("what the product asks for by itself is nobody's wish", () => {
  const [opened, ...rest] = journalOf(steps);
  if (opened === undefined) throw new Error("a journal has an entry");
  expect(progressOf([{ ...opened, actor: ITSELF }, ...rest]).requesters).toEqual([]);
});

test("a step that the product tried once more by itself was nobody's wish", () => {
  const because = { step: "apply", problem: { code: "node-lost", says: "a node was lost", remedy: "" } };
  expect(requesters(by(ITSELF, { kind: "retried", step: "plan", because }))).toEqual([
    { user: "U0OPERATOR", has: "asked" },
  ]);
});

test("a retry whose person was forgotten is somebody's", () => {
  expect(requesters(failed("plan"), finished, by(ITSELF, retried("plan")))).toEqual([
    { user: "U0OPERATOR", has: "asked" },
    { user: null, has: "retried" },
  ]);
});

test("a day that the schedule waited for is taken up by the schedule, of which nobody need be told apart", () => {
  const [opened, ...rest] = journalOf(steps, failed("plan"), finished, by(ITSELF, retried("plan")));
  if (opened?.kind !== "opened") throw new Error("a journal has an entry");
  const ofDay = { ...opened, workflow: "daily-batch" as const, actor: ITSELF };
  const day = [ofDay, ...rest];
  expect(progressOf(day).requesters).toEqual([{ user: ITSELF, has: "retried" }]);
  const policy: Policy = { operators: [], approvers: ["U0SECOND"], viewers: [], approvals: ["release"] };
  const second = { id: "U0SECOND", groups: [], unasked: [], isGuest: false, isInChannel: true };
  expect(mayRelease(progressOf(day).requesters, second, policy)).toEqual({ allowed: true });
  // That its person was forgotten stays what it is, also beside it.
  const forgotten = by(ITSELF, { ...retried("plan"), isForgotten: true } as Happening);
  const [, ...both] = journalOf(steps, by(ITSELF, retried("plan")), forgotten);
  expect(progressOf([ofDay, ...both]).requesters).toEqual([
    { user: ITSELF, has: "retried" },
    { user: null, has: "retried" },
  ]);
});

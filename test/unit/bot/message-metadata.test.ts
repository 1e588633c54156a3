import { expect, test } from "vitest";
import { metadataOf } from "../../../src/bot/message-metadata.ts";
import type { Day } from "../../../src/domain/day.ts";
import { addDays } from "../../../src/domain/day.ts";
import { cardId } from "../../../src/domain/messages/message-id.ts";
import { parseMemory } from "../../../src/domain/runs/card-memory.ts";
import type { RunView } from "../../../src/jobs/requests/run-view.ts";
import { failed } from "../../support/runs/journal.ts";
import { runView } from "../../support/runs/run-views.ts";

const first = "2026-10-01" as Day;
const stack = "a-stack-with-the-longest-name-of-al";
const days = Array.from({ length: 31 }, (_, index) => addDays(first, index));
const markedBy = (view: RunView) => metadataOf({ kind: "card", id: cardId(view.run.id), view }).event_payload;
const remembered = (mark: object) => parseMemory("run" in mark ? String(mark.run) : "");

/** A backfill of that many days, all counted again. */
const backfillOf = (count: number) => {
  const chosen = days.slice(0, count);
  const plan = chosen.map((day) => {
    return { day, does: "again", runId: `batch-${stack}-${day}-g12`, total: 1_234_567, fileChanged: true };
  });
  const note = "1,234,567 loans, 12,345 rows in no count";
  const items = chosen.map((name) => ({ name, state: "done" as const, note, remarks: 12 }));
  return runView(
    { workflow: "backfill", id: `backfill-${stack}-12`, day: first, until: days.at(-1) ?? first },
    { kind: "done", step: "preview", output: { days: plan } },
    { kind: "approved", step: "approve" },
    { kind: "seen", step: "days", progress: { items } },
  );
};

test("the longest backfill's card keeps its plan and its days, within what Slack takes", () => {
  const mark = markedBy(backfillOf(31));
  expect(remembered(mark)?.happened.map(({ kind }) => kind)).toEqual(["done", "seen", "approved"]);
  expect(Buffer.byteLength(JSON.stringify(mark))).toBeLessThan(16_000);
});

test("a failure's words are cut before they make a card too long", () => {
  const says = "語".repeat(20_000);
  const problem = { code: "broken", says, remedy: says };
  const view = runView(
    { workflow: "deploy-stack", id: "deploy-loans-1" },
    { ...failed("plan"), kind: "failed", step: "plan", problem, held: false, retryFrom: "plan" },
    { kind: "finished", outcome: "failed" },
  );
  const mark = markedBy(view);
  expect(remembered(mark)?.happened.map(({ kind }) => kind)).toEqual(["failed", "finished"]);
  expect(Buffer.byteLength(JSON.stringify(mark))).toBeLessThan(16_000);
});

import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { daySummary } from "../../../src/bot/views/day-summary.ts";
import { noticeMessage } from "../../../src/bot/views/notices/notice.ts";
import { runCard } from "../../../src/bot/views/runs/run-card.ts";

import { parseJournal } from "../../../src/domain/runs/journal.ts";
import { progressOf } from "../../../src/domain/runs/run-progress.ts";
import type { Approvable } from "../../../src/domain/workflows/workflow-facts.ts";
import { keysFor } from "../../../src/jobs/store/keys.ts";
import type { StoredState } from "../../support/stored-state.ts";
import { storedState, storedStates } from "../../support/stored-state.ts";

/** What an earlier program kept, told by the views of now: byte for byte as it told it. */

const keys = keysFor("loan-tracker");

/** Whom the sandbox's app knows, in whose hands these runs were. */
const policyOf = ({ env }: StoredState) => ({
  operators: ["U0OPERATOR", "U0OPERATOR2"],
  approvers: ["U0APPROVER"],
  viewers: [],
  approvals: (env["LOANS_APPROVALS"]?.split(",") ?? []) as readonly Approvable[],
});

const printOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);

describe.each(storedStates)("%s", (name) => {
  const state = storedState(name);

  test.each(state.cards)("the card of $run.id, now and after each entry of its journal", (kept) => {
    const { run, card, prints } = kept;
    const stored = state.redis[keys.journal(run.id)];
    if (stored?.type !== "list") throw new Error(`${name} has no journal of ${run.id}`);
    const journal = parseJournal(stored.value);
    const cardAfter = (entries: number) =>
      JSON.stringify(runCard({ run, progress: progressOf(journal.slice(0, entries)) }, policyOf(state)));
    expect(cardAfter(journal.length)).toBe(JSON.stringify(card));
    expect(journal.map((_, at) => printOf(cardAfter(at + 1)))).toEqual(prints);
  });

  test("has a card of each run, and the summaries and notices are told as then", () => {
    const runs = Object.keys(state.redis).filter((key) => key.startsWith(keys.run("")));
    expect(state.cards.map(({ run }) => keys.run(run.id))).toEqual(runs);
    for (const [id, told] of Object.entries(state.messages)) {
      const kept = state.redis[keys.message(id)];
      if (kept?.type !== "hash") throw new Error(`${name} has no message ${id}`);
      const { summary, notice } = kept.value;
      const message =
        summary === undefined
          ? noticeMessage(JSON.parse(notice ?? ""), null)
          : daySummary(JSON.parse(summary), null);
      expect(JSON.stringify(message)).toBe(JSON.stringify(told));
    }
  });
});

test("there are messages of both kinds and cards in each state that waits, works, and has ended", () => {
  const all = storedStates.map(storedState);
  const kinds = all.flatMap(({ messages }) => Object.keys(messages).map((id) => id.split("-")[0]));
  expect([...new Set(kinds)].toSorted()).toEqual(["notice", "summary"]);
  const outcomes = all.flatMap(({ cards }) => cards.map(({ run }) => `${run.workflow} ${run.outcome}`));
  expect([...new Set(outcomes)].toSorted()).toEqual([
    "backfill null",
    "daily-batch failed",
    "daily-batch null",
    "daily-batch succeeded",
    "deploy-stack null",
    "deploy-stack succeeded",
  ]);
});

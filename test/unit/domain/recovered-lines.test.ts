import { expect, test } from "vitest";
import type { Day } from "../../../src/domain/day.ts";
import { recoveredLines } from "../../../src/domain/recovered-lines.ts";

const batch = (day: string, is: "told" | "going" | "broken" | "begun", attempt = 1) => ({
  id: `batch-loans-${day}-g1`,
  day: day as Day,
  is,
  attempt,
});

test("what was found is said line by line, with what there is to do", () => {
  const lines = recoveredLines(
    {
      messages: 9,
      current: "deploy-loans-3",
      numbers: { "deploy-loans": 2, "batch-loans-2026-11-20": 1 },
      batches: [
        batch("2026-11-20", "told"),
        batch("2026-11-21", "told"),
        batch("2026-11-22", "broken", 2),
        batch("2026-11-23", "going"),
        batch("2026-11-24", "begun"),
      ],
      adopted: ["batch-loans-2026-11-20-g1", "batch-loans-2026-11-22-g1", "batch-loans-2026-11-23-g1"],
    },
    14,
  );
  expect(lines).toEqual([
    "9 messages of ours in the channel within 14 days",
    "deploy-loans: numbers up to 2 are taken",
    "deploy-loans-3: still underway; `/loans deploy` goes on with it",
    "batch-loans-2026-11-20-g1: done, its summary is in the channel",
    "batch-loans-2026-11-21-g1: done, its summary is in the channel (known already)",
    "batch-loans-2026-11-22-g1: attempt 2 did not complete; `/loans run 2026-11-22` tries again",
    "batch-loans-2026-11-23-g1: EMR has its steps, nobody was told yet; it goes on",
    "batch-loans-2026-11-24-g1: begun; `/loans run 2026-11-24` goes on with it",
    "3 of 5 batches written down",
  ]);
});

test("a Slack that cannot be asked, and a world without a batch, are said", () => {
  expect(
    recoveredLines({ messages: null, current: null, numbers: {}, batches: [], adopted: [] }, 14),
  ).toEqual([
    "Slack could not be asked: what was told is not known, and each message is looked for before it is posted",
    "no batch was found",
  ]);
});

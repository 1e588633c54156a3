import fc from "fast-check";
import { expect, test } from "vitest";
import type { Message } from "../../../src/bot/views/block-kit/message.ts";
import { daySummary } from "../../../src/bot/views/day-summary.ts";
import { problemMessage } from "../../../src/bot/views/problem.ts";
import { runCard } from "../../../src/bot/views/runs/run-card.ts";
import { statusMessage } from "../../../src/bot/views/status.ts";
import type { Day } from "../../../src/domain/day.ts";
import { addDays } from "../../../src/domain/day.ts";
import { defaultContract } from "../../../src/domain/loans/contract/contract.ts";
import { weigh } from "../../../src/domain/loans/finding.ts";
import { judge } from "../../../src/domain/loans/plausibility.ts";
import { DayHeld } from "../../../src/domain/problem.ts";
import { ACTING_LETTER, actingText, acts, shown } from "../../support/bot/acting-text.ts";
import { plainSchedule } from "../../support/bot/schedules.ts";
import { stackIs } from "../../support/bot/stack-states.ts";
import { runView, summaryOfToday } from "../../support/runs/run-views.ts";

const day = "2026-11-23" as Day;
const policy = { operators: ["U0OPERATOR"], approvers: [], viewers: [], approvals: [] } as const;

/** Every message that tells names of categories, of a day that has this one beside its usual ones. */
function messages(odd: string): readonly Message[] {
  const usual = [
    { category: "HOUSING", count: 100 },
    { category: "GOLD LOAN", count: 400 },
  ];
  const hold = {
    ...defaultContract.rules,
    newCategory: "hold",
    lookAlike: "hold",
    numericCategory: "hold",
  } as const;
  const earlier = (counts: typeof usual) =>
    Array.from({ length: 14 }, (_, index) => ({ day: addDays(day, -index - 1), counts }));
  const known = { columns: [], sameAs: null };
  // New today, looking like another, vanished today, and far from what it was.
  const withOdd = (count: number) => [...usual, { category: odd, count }];
  const found = [
    ...judge(
      { ...known, counts: withOdd(30) },
      {
        day,
        earlier: earlier(usual),
        published: earlier(usual),
        contract: { ...defaultContract, rules: hold },
      },
    ),
    ...judge(
      { ...known, counts: usual },
      {
        day,
        earlier: earlier(withOdd(90)),
        published: earlier(withOdd(90)),
        contract: { ...defaultContract, rules: hold },
      },
    ),
    ...judge(
      { ...known, counts: withOdd(9) },
      {
        day,
        earlier: earlier(withOdd(90)),
        published: earlier(withOdd(90)),
        contract: { ...defaultContract, rules: hold },
      },
    ),
  ];
  const of = { file: "a1b2c3d4" };
  const warnings = weigh(
    found.map((finding) => ({ ...finding, verdict: "warn" as const })),
    { released: [], of },
  );
  if (warnings instanceof DayHeld) throw warnings;
  const held = weigh(
    [{ rule: "identical", verdict: "hold", says: "the same file as 2026-11-20" }, ...found],
    { released: [], of },
  );
  if (!(held instanceof DayHeld)) throw new Error("nothing was held");
  const released = weigh(found, { released: held.holds, of });
  if (released instanceof DayHeld) throw released;
  const problem = { code: held.code, says: held.says, remedy: held.remedy };
  const card = runView(
    { workflow: "daily-batch", id: `batch-loan-tracker-${day}-g1`, day },
    { kind: "started", step: "audit" },
    { kind: "failed", step: "audit", problem, held: true, retryFrom: "check-source" },
    { kind: "finished", outcome: "held" },
  );
  const summary = { ...summaryOfToday, counts: withOdd(30), previous: { day, counts: withOdd(2) }, warnings };
  return [
    daySummary(summary, null),
    daySummary({ ...summary, counts: usual, warnings: released }, null),
    runCard(card, policy),
    problemMessage(held),
    statusMessage({
      stack: "loan-tracker",
      state: stackIs("there"),
      lost: [],
      unsaid: null,
      needs: [],
      lock: null,
      live: [],
      schedule: plainSchedule,
      last: [card],
    }),
  ];
}

test("no name of a category breaks a line, turns it, hides in it, or acts as markup", () => {
  const plain = messages("BOOK STORES");
  fc.assert(
    fc.property(actingText, (odd) => {
      for (const [index, one] of messages(odd).entries()) {
        const like = shown(plain[index] ?? one);
        for (const { text, isMarkup } of shown(one)) {
          expect(text.replaceAll("⚠️", "")).not.toMatch(ACTING_LETTER);
          if (!isMarkup) expect(text).not.toContain("\n");
          // Markup of our own is bold alone, and begins nothing that a name could end.
          if (isMarkup)
            expect(acts(text)).not.toMatch(/[~`]|:tada:|&gt;|@channel|#general|evil\.example|Adds up\*: 999/);
        }
        // No more lines of a bold beginning than a day of sober names has.
        const bold = (texts: typeof like) => texts.map(({ text }) => acts(text).match(/^\*/gm)?.length ?? 0);
        expect(Math.max(...bold(shown(one)))).toBeLessThanOrEqual(Math.max(...bold(like)));
      }
    }),
    { numRuns: 300 },
  );
});

test("a table of names as long as names can be stays within what Slack takes", () => {
  const counts = Array.from({ length: 90 }, (_, index) => ({
    category: `${"\u200b".repeat(33)}${index}`,
    count: 1,
  }));
  const [table] = daySummary({ ...summaryOfToday, counts, previous: null }, null).blocks.filter(
    (block) => block.type === "table",
  );
  const cells = table?.rows.flat().map((cell) => ("text" in cell ? cell.text : "")) ?? [];
  expect(cells.join("").length).toBeLessThanOrEqual(10_000);
  expect(Math.max(...cells.map((text) => text.length))).toBeLessThanOrEqual(100);
});

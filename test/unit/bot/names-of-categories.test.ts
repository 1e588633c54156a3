import fc from "fast-check";
import { expect, test } from "vitest";
import type { Message } from "../../../src/bot/views/block-kit/message.ts";
import { daySummary } from "../../../src/bot/views/day-summary.ts";
import { problemMessage } from "../../../src/bot/views/problem.ts";
import { runCard } from "../../../src/bot/views/runs/run-card.ts";
import { statusMessage } from "../../../src/bot/views/status.ts";
import type { Day } from "../../../src/domain/day.ts";
import { addDays } from "../../../src/domain/day.ts";
import { defaultContract } from "../../../src/domain/loans/contract.ts";
import { weigh } from "../../../src/domain/loans/finding.ts";
import { judge } from "../../../src/domain/loans/plausibility.ts";
import { assertNever, DayHeld } from "../../../src/domain/problem.ts";
import { runView, summaryOfToday } from "../../support/runs/run-views.ts";

/** What names of odd files had in them: breaks, colors, overrides, letters without a width, markup, orders to Slack. */
const acting = [
  ...["\n", "\r\n", "\t", "\u0000", "\u001b[31m", "\u0085", "\u2028", "\u2029"],
  ...["\u202e", "\u2066", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u00a0", "\u3164", "\ufe0f"],
  ...["*Adds up*: 999 rows", "_it_", "~no~", "`", "```", "> quote", ":tada:", "<!channel>", "<@U0OPERATOR>"],
  ...["&lt;", "|", "https://evil.example", "evil.example", "@channel", "#general"],
];
const name = fc
  .array(fc.oneof(fc.constantFrom(...acting), fc.string({ unit: "grapheme", maxLength: 6 })), {
    minLength: 1,
    maxLength: 4,
  })
  .chain((parts) => fc.constantFrom(1, 1, 8).map((times) => parts.join("").repeat(times).trim()))
  .filter((text) => text !== "");
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
      { earlier: earlier(usual), published: earlier(usual), contract: { ...defaultContract, rules: hold } },
    ),
    ...judge(
      { ...known, counts: usual },
      {
        earlier: earlier(withOdd(90)),
        published: earlier(withOdd(90)),
        contract: { ...defaultContract, rules: hold },
      },
    ),
    ...judge(
      { ...known, counts: withOdd(9) },
      {
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
    problemMessage(held, null),
    statusMessage({ stack: "loan-tracker", presence: "there", lost: [], live: [], last: [card] }),
  ];
}

/** All that a message shows: as blocks, and as the text that stands for them. */
function shown({ text, blocks }: Message): readonly { readonly text: string; readonly isMarkup: boolean }[] {
  return [
    { text, isMarkup: true },
    ...blocks.flatMap((block) => {
      switch (block.type) {
        case "header":
          return [{ text: block.text.text, isMarkup: false }];
        case "section":
          return [{ text: block.text?.text ?? "", isMarkup: true }];
        case "context":
          return block.elements.map((element) => ({
            text: "text" in element ? String(element.text) : "",
            isMarkup: true,
          }));
        case "table":
          return block.rows
            .flat()
            .map((cell) => ({ text: "text" in cell ? cell.text : "", isMarkup: false }));
        case "actions":
          return [];
        default:
          return assertNever(block);
      }
    }),
  ];
}

/** The lines without what stands in backticks, where no markup acts. */
function acts(text: string): string {
  return text.replaceAll(/`[^`\n]*`/g, "");
}

test("no name of a category breaks a line, turns it, hides in it, or acts as markup", () => {
  const plain = messages("BOOK STORES");
  fc.assert(
    fc.property(name, (odd) => {
      for (const [index, one] of messages(odd).entries()) {
        const like = shown(plain[index] ?? one);
        for (const { text, isMarkup } of shown(one)) {
          expect(text.replaceAll("⚠️", "")).not.toMatch(
            /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\p{Default_Ignorable_Code_Point}]/u,
          );
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

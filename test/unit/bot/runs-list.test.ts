import { describe, expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import type { BotParts } from "../../../src/bot/bot-parts.ts";
import { runs } from "../../../src/bot/commands/runs.ts";
import type { ListedDay } from "../../../src/bot/views/runs/runs-list.ts";
import { runsListMessage } from "../../../src/bot/views/runs/runs-list.ts";
import type { Command } from "../../../src/domain/commands/command.ts";
import type { Day } from "../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../src/domain/schedule/bank-days.ts";
import type { Told } from "../../support/runs/run-views.ts";
import { done, runView, summaryOfToday } from "../../support/runs/run-views.ts";

const none = (text: string): ListedDay => ({
  day: text as Day,
  ...{ view: null, standing: null, withdrawn: null, skip: null, passedOver: null },
});
const runOf = (text: string, generation: number, ...told: readonly Told[]) => {
  const id = `batch-loan-tracker-${text}-g${generation}`;
  const cardUrl = `https://slack.example/${text}`;
  return runView({ workflow: "daily-batch", id, day: text as Day, cardUrl }, ...told);
};
const batch = (text: string, ...told: readonly Told[]): ListedDay => ({
  ...none(text),
  view: runOf(text, 1, ...told),
});
const problem = { code: "x", says: "x", remedy: "x" };
const failed = (held: boolean): readonly Told[] => [
  { kind: "failed", step: "process", problem, held, retryFrom: "check-source" },
  { kind: "finished", outcome: held ? "held" : "failed", after: 0 },
];

test("each of the last days is one line with a sign, a word and its card; days before the first run are left out", () => {
  const days = [
    batch("2026-11-23", { kind: "started", step: "check-source" }),
    batch(
      "2026-11-22",
      { kind: "done", step: "reconcile", output: summaryOfToday },
      { kind: "finished", outcome: "succeeded" },
    ),
    none("2026-11-21"),
    batch("2026-11-20", ...failed(false)),
    batch("2026-11-19", ...failed(true)),
    none("2026-11-18"),
  ];
  const deploy = runView(
    { workflow: "deploy-stack", id: "deploy-loan-tracker-1" },
    ...done("clear-remains", "plan", "approve"),
    { kind: "finished", outcome: "succeeded" },
  );
  expect(messageAsText(runsListMessage(days, [deploy]))).toMatchInlineSnapshot(`
    "Runs at a glance

    Days
    ▸ Mon 2026-11-23 underway · find the day's file · since 2026-11-23 04:00 UTC · batch-loan-tracker-2026-11-23-g1 (https://slack.example/2026-11-23)
    ✓ Sun 2026-11-22 succeeded · 500 loans · 8.0 s · batch-loan-tracker-2026-11-22-g1 (https://slack.example/2026-11-22)
    – Sat 2026-11-21 no run
    ✗ Fri 2026-11-20 failed · count the loans with Spark · 4.0 s · batch-loan-tracker-2026-11-20-g1 (https://slack.example/2026-11-20)
    ⚠ Thu 2026-11-19 held · 4.0 s · batch-loan-tracker-2026-11-19-g1 (https://slack.example/2026-11-19)
    Other runs, those first that were asked for last
    • \`deploy-loan-tracker-1\` · succeeded · 16 s · asked by @operator"
  `);
});

test("without any run it says how to begin", () => {
  expect(messageAsText(runsListMessage([none("2026-11-23")], []))).toBe(
    "No runs yet\n\n`/loans deploy` begins.",
  );
});

test("a day without a run that is no bank day says which one it is", () => {
  const days: readonly ListedDay[] = [
    { ...none("2026-11-22"), passedOver: { is: "weekday", name: "Sunday" } },
    { ...batch("2026-11-21", ...failed(false)), passedOver: { is: "weekday", name: "Saturday" } },
  ];
  expect(messageAsText(runsListMessage(days, []))).toMatch(
    /– Sun 2026-11-22 no bank day \(Sunday\)\n✗ Sat 2026-11-21 failed/,
  );
});

describe("what stands of a day is told first, and beside it what became of its newest run", () => {
  const day = "2026-11-22";
  const told = runOf(
    day,
    1,
    { kind: "done", step: "reconcile", output: summaryOfToday },
    { kind: "finished", outcome: "succeeded" },
  );
  const canceled = (generation: number) =>
    runOf(
      day,
      generation,
      { kind: "canceled", reason: "", by: "U0OPERATOR" },
      { kind: "finished", outcome: "canceled" },
    );
  const withdrawn = {
    ...{ by: "U0OPERATOR", at: "2026-11-23T05:00:00.000Z", reason: "another bank's file" },
    ...{ runId: `withdraw-loan-tracker-${day}-g1`, instead: null },
  };
  const skip = { user: "U0OPERATOR", why: "no file today", at: "2026-11-22T05:00:00.000Z" };
  const row = (listed: Partial<ListedDay>) => {
    const text = messageAsText(runsListMessage([{ ...none(day), ...listed }], []));
    return text.split("\n").at(-1)?.replaceAll(" (https://slack.example/2026-11-22)", "");
  };

  test("a number that a canceled run was to replace", () => {
    expect(row({ view: canceled(2), standing: told })).toBe(
      `✓ Sun ${day} told · 500 loans · batch-loan-tracker-${day}-g1 · its newest try: canceled, batch-loan-tracker-${day}-g2`,
    );
  });

  test("a number that is being counted anew", () => {
    const view = runOf(day, 2, { kind: "started", step: "check-source" });
    expect(row({ view, standing: told })).toBe(
      `▸ Sun ${day} underway · find the day's file · since 2026-11-23 04:00 UTC · batch-loan-tracker-${day}-g2 · what was told stands: 500 loans`,
    );
  });

  test("a withdrawn number, also where a run after it was canceled", () => {
    expect(row({ view: canceled(2), withdrawn })).toBe(
      `⌫ Sun ${day} withdrawn by @operator · no number · its newest try: canceled, batch-loan-tracker-${day}-g2`,
    );
  });

  test("a skipped day, whether it was tried before or not, and one of which no file is expected", () => {
    const skipped = `– Sun ${day} skipped by @operator (“no file today”)`;
    expect(row({ skip })).toBe(skipped);
    expect(row({ skip, passedOver: { is: "weekday", name: "Sunday" } })).toBe(skipped);
    expect(row({ skip, view: canceled(1) })).toBe(
      `${skipped} · its newest try: canceled, batch-loan-tracker-${day}-g1`,
    );
    const passedOver = { is: "no-file", name: "stocktaking" } as const;
    const days = [{ ...none(day), passedOver }, batch("2026-11-21", ...failed(false))];
    expect(messageAsText(runsListMessage(days, []))).toContain(`– Sun ${day} no file expected: stocktaking`);
  });

  test("a number of which it is not known how long it took", () => {
    const rebuilt = { ...told, progress: { ...told.progress, tookMs: null } };
    expect(row({ view: rebuilt, standing: rebuilt })).toBe(
      `✓ Sun ${day} succeeded · 500 loans · batch-loan-tracker-${day}-g1`,
    );
  });
});

describe("runs that are asked for alone", () => {
  const fails = (text: string) => batch(text, ...failed(false));
  const held = (text: string) => batch(text, ...failed(true));
  const told = (text: string): ListedDay => {
    const view = runOf(
      ...([text, 1] as const),
      { kind: "done", step: "reconcile", output: summaryOfToday },
      { kind: "finished", outcome: "succeeded" },
    );
    return { ...none(text), view, standing: view };
  };
  const all = [
    held("2026-11-23"),
    told("2026-11-22"),
    fails("2026-11-20"),
    fails("2026-11-02"),
    fails("2026-10-30"),
    fails("2026-09-30"),
  ];
  const deploy = runView(
    { workflow: "deploy-stack", id: "deploy-loan-tracker-1" },
    { kind: "failed", step: "apply", problem, held: false, retryFrom: "clear-remains" },
    { kind: "finished", outcome: "failed", after: 0 },
  );

  /** The heading, and then each day, or run, that is listed. */
  async function listed(
    filter: Omit<Extract<Command, { name: "runs" }>, "name">,
  ): Promise<readonly string[]> {
    const of = (day: Day) => all.find((one) => one.day === day);
    const parts = {
      config: { daily: { zone: "UTC", calendar: EVERY_DAY } },
      clock: { now: () => new Date("2026-11-24T04:00:00Z") },
      desk: { skips: async () => new Map() },
      runs: {
        days: async (days: readonly Day[]) => days.map((day) => of(day)?.view ?? null),
        standing: async (day: Day) => of(day)?.standing ?? null,
        withdrawalOf: async () => null,
        recent: async (limit: number) => [deploy, ...all.flatMap(({ view }) => view ?? [])].slice(0, limit),
      },
    } as unknown as BotParts;
    const asking = {} as Parameters<typeof runs.listener>[1];
    const answer = await runs.listener({ name: "runs", ...filter }, asking, parts);
    const [heading = "", ...others] = (answer === null ? "" : messageAsText(answer)).split("\n");
    return [heading, ...others.flatMap((line) => /\d{4}-\d{2}-\d{2}|deploy-\S+\d/.exec(line)?.[0] ?? [])];
  }

  test("by how they stand, of a month, and so many", async () => {
    expect(await listed({ only: "failed" })).toEqual([
      "Runs that failed, of the last 31 days",
      ...["2026-11-20", "2026-11-02", "2026-10-30", "deploy-loan-tracker-1"],
    ]);
    expect(await listed({ only: "failed", month: "2026-11" })).toEqual([
      "Runs that failed, of November 2026",
      ...["2026-11-20", "2026-11-02", "deploy-loan-tracker-1"],
    ]);
    expect(await listed({ only: "failed", count: 1 })).toEqual([
      "Runs that failed, of the last 31 days",
      ...["2026-11-20", "deploy-loan-tracker-1"],
    ]);
    expect(await listed({ only: "held" })).toEqual(["Runs that are held, of the last 31 days", "2026-11-23"]);
    expect(await listed({ only: "succeeded" })).toEqual([
      "Days that are told, of the last 31 days",
      "2026-11-22",
    ]);
    expect(await listed({ month: "2026-10" })).toEqual(["Runs, of October 2026", "2026-10-31", "2026-10-30"]);
    expect(await listed({ only: "canceled" })).toEqual([
      "There are none: runs that are canceled, of the last 31 days. `/loans runs` shows the last days.",
    ]);
  });

  test("without a filter so many of the newest runs, of whatever days", async () => {
    const [heading, ...days] = await listed({ count: 3 });
    expect(heading).toBe("The last 3 runs that were asked for");
    expect(days).toEqual(["2026-11-23", "2026-11-22", "deploy-loan-tracker-1"]);
  });
});

import { describe, expect, test } from "vitest";
import { inspectBlocks } from "../../../sandbox/slack/block-kit/blocks.ts";
import { teardownView } from "../../../src/bot/modals/teardown.ts";
import { askedMessage, pressedMessage, whichMessage } from "../../../src/bot/views/ask-answers.ts";
import { auditMessage } from "../../../src/bot/views/audit.ts";
import { sizeOf } from "../../../src/bot/views/block-kit/block-text.ts";
import type { MessageBlock } from "../../../src/bot/views/block-kit/blocks.ts";
import { table } from "../../../src/bot/views/block-kit/blocks.ts";
import { shorten } from "../../../src/bot/views/block-kit/limits.ts";
import { code, escapeMarkup, link, md, mention } from "../../../src/bot/views/block-kit/markup.ts";
import type { Message } from "../../../src/bot/views/block-kit/message.ts";
import { simplerForms } from "../../../src/bot/views/block-kit/message.ts";
import { chartMessage } from "../../../src/bot/views/chart-message.ts";
import { named } from "../../../src/bot/views/command-name.ts";
import { comparison } from "../../../src/bot/views/comparison.ts";
import { csvMessage } from "../../../src/bot/views/csv.ts";
import { daySummary } from "../../../src/bot/views/day-summary.ts";
import { helpMessage, topicMessage } from "../../../src/bot/views/help.ts";
import { lockMessage, unlockMessage } from "../../../src/bot/views/lock.ts";
import { correctionMessage, farOffMessage, offerButton, withDay } from "../../../src/bot/views/offer.ts";
import { problemMessage, refusal, says } from "../../../src/bot/views/problem.ts";
import { runCard } from "../../../src/bot/views/runs/run-card.ts";
import type { ListedDay } from "../../../src/bot/views/runs/runs-list.ts";
import { runsListMessage } from "../../../src/bot/views/runs/runs-list.ts";
import { statusMessage } from "../../../src/bot/views/status.ts";
import { trendMessage } from "../../../src/bot/views/trend-message.ts";
import { bytesInWords } from "../../../src/domain/aws/lake-weight.ts";
import { COMMAND } from "../../../src/domain/commands/command-name.ts";
import { LONGEST_REASON } from "../../../src/domain/commands/parse-reason.ts";
import type { Day } from "../../../src/domain/day.ts";
import { Problem } from "../../../src/domain/problem.ts";
import type { WorkflowName } from "../../../src/domain/workflows/index.ts";
import { stepNamesOf } from "../../../src/domain/workflows/index.ts";
import type { RunView } from "../../../src/jobs/requests/run-view.ts";
import { callsAndNotices } from "../../support/bot/calls-and-notices.ts";
import { plainSchedule } from "../../support/bot/schedules.ts";
import { stackIs } from "../../support/bot/stack-states.ts";
import { auditOf } from "../../support/runs/audit-of.ts";
import type { Told } from "../../support/runs/run-views.ts";
import { done, runView, summaryOfToday } from "../../support/runs/run-views.ts";

/** What may come from outside: a person's text, an AWS reason, a category of the file. */
const awkward: readonly (readonly [string, string])[] = [
  ["a call to everyone", "<!channel> <!here> <@U0OPERATOR> <https://evil.example|click>"],
  ["ampersands", "&".repeat(5_000)],
  ["5,000 characters", "word ".repeat(1_000)],
  ["5,000 characters without a space", "x".repeat(5_000)],
  ["5,000 lines", "line\n".repeat(5_000)],
  ["emoji at the cut", "😀".repeat(3_000)],
  ["Hindi", "स्वर्ण ऋण ".repeat(500)],
  ["right to left", "قرض ذهبي\n".repeat(500)],
  ["code marks", "`".repeat(300)],
  ["markup", "*bold* _it_ ~no~ >quote"],
  ["nothing", ""],
  ["a space", " "],
];

const policy = { operators: ["U0OPERATOR"], approvers: [], viewers: [], approvals: [] } as const;
const identities: readonly Parameters<typeof runView>[0][] = [
  { workflow: "deploy-stack", id: "deploy-loan-tracker-1" },
  { workflow: "daily-batch", id: "batch-loan-tracker-2026-11-23-g1", day: "2026-11-23" as Day },
  { workflow: "teardown-stack", id: "teardown-loan-tracker-1" },
  {
    workflow: "backfill",
    id: "backfill-loan-tracker-1",
    day: "2026-11-01" as Day,
    until: "2026-11-23" as Day,
  },
];

/** Every state that a run of that workflow can be shown in, with `text` wherever text comes from outside. */
function everyState(workflow: WorkflowName, text: string): readonly (readonly Told[])[] {
  const steps = stepNamesOf(workflow);
  const [first = "", second = "", third = ""] = steps;
  const items = Array.from({ length: 200 }, (_, index) => ({
    name: `${text.slice(0, 200)}${index}`,
    type: text.slice(0, 300),
    state: (["waiting", "underway", "done", "failed"] as const)[index % 4] ?? "done",
    note: text,
  }));
  const changes = items.map(({ name, type }) => ({ action: text, logicalId: name, type }));
  const begun: readonly Told[] = [
    { kind: "started", step: first },
    { kind: "done", step: first, output: null },
    { kind: "started", step: second },
  ];
  const seen: Told = { kind: "seen", step: second, progress: { text, items } };
  const problem = { code: "awkward", says: text, remedy: text, ref: text };
  const failed: Told = { kind: "failed", step: second, problem, held: false, retryFrom: second };
  const planned: Told = { kind: "done", step: second, output: { kind: "create", changes } };
  const canceled: Told = { kind: "canceled", reason: text, by: "U0OPERATOR2" };
  return [
    [],
    [...begun, seen],
    [...begun, seen, planned],
    [...begun, seen, planned, { kind: "started", step: third }],
    [...begun, seen, failed],
    [...begun, seen, failed, { kind: "undone", step: first }, { kind: "finished", outcome: "failed" }],
    [...begun, seen, { ...failed, held: true }, { kind: "finished", outcome: "held" }],
    [...begun, canceled],
    [...begun, canceled, { kind: "finished", outcome: "canceled" }],
    [...begun, seen, ...done(...steps.slice(1)), { kind: "finished", outcome: "succeeded" }],
  ];
}

function cards(text: string): readonly RunView[] {
  return identities.flatMap((identity) =>
    everyState(identity.workflow, text).map((told) =>
      runView({ ...identity, cardUrl: `https://x.example/${text}` }, ...told),
    ),
  );
}

/** Every message that this product can say, with `text` in it. */
function everyMessage(text: string): readonly Message[] {
  const views = cards(text);
  const why = [...text].slice(0, LONGEST_REASON).join("");
  const problem = new Problem("awkward", text, { remedy: text });
  const counts = Array.from({ length: 300 }, (_, index) => ({ category: `${text}${index}`, count: index }));
  const summary = {
    ...summaryOfToday,
    counts,
    previous: { day: "2026-11-22" as Day, counts: [{ category: text, count: 1 }] },
    warnings: Array.from({ length: 50 }, () => text),
    lineage: { source: text, sourceSha256: text, scriptSha256: text, emrStepId: text, statementId: text },
  };
  const lock = {
    is: "locked",
    ...{ user: "U0OPERATOR", at: "2026-11-23T05:00:00.000Z", why: text, until: "2026-11-23T17:00:00.000Z" },
  } as const;
  const overtaken = {
    ...{
      runId: "batch-loan-tracker-2026-11-23-g2",
      cardUrl: `https://x.example/${text}`,
      by: "U0OPERATOR",
      at: "2026-11-23T05:00:00.000Z",
    },
    isLive: true,
  };
  const unlisted: ListedDay = {
    day: "2026-11-23" as Day,
    ...{ view: null, standing: null, withdrawn: null, skip: null },
    passedOver: { is: "holiday", name: text },
  };
  return [
    ...views.map((view) => runCard(view, policy)),
    ...views.map((view) => runCard(view, { ...policy, approvals: ["deploy", "teardown", "backfill"] })),
    ...(["opened", "known", "resumed"] as const).flatMap((is) =>
      views.map((view) => askedMessage({ is, view }, { channel: "C0LOANS", policy })),
    ),
    ...views.map((holder) => askedMessage({ is: "busy", holder }, { channel: text, policy })),
    askedMessage({ is: "refused", problem }, { channel: "C0LOANS", policy }),
    askedMessage({ is: "locked", lock }, { channel: "C0LOANS", policy }),
    ...(["locked", "held"] as const).map((is) =>
      lockMessage({ is, lock }, { value: "value", goesOn: views }),
    ),
    ...(["unlocked", "held"] as const).map((is) => unlockMessage({ is, lock }, "value")),
    ...views.flatMap(
      (view) => pressedMessage({ is: "late", because: text, view }, { channel: "C0LOANS", policy }) ?? [],
    ),
    ...views.flatMap(
      (newer) =>
        pressedMessage({ is: "late", because: text, view: newer, newer }, { channel: "C0LOANS", policy }) ??
        [],
    ),
    ...views.map((view) => runCard({ ...view, overtaken }, policy)),
    ...[
      ...(["there", "absent", "remains", "stuck"] as const).map((is) => stackIs(is)),
      ...(["making", "changing", "taking-back", "deleting"] as const).map((atWork) =>
        stackIs("there", { atWork, madeAt: "2026-11-23T05:00:00.000Z", perHour: 1.42 }),
      ),
      "silent" as const,
      { says: text, remedy: text },
    ].map((state) =>
      statusMessage({
        ...{ stack: text, state, lost: [{ says: text, remedy: text }], unsaid: text, needs: [], lock },
        ...{ live: views, schedule: plainSchedule, last: views.filter(({ run }) => run.outcome) },
      }),
    ),
    runsListMessage(
      views.flatMap((view) => {
        const day = { ...unlisted, view };
        const skip = { user: "U0OPERATOR", why: text, at: "2026-11-23T05:00:00.000Z" };
        const withdrawn = { ...skip, by: "U0OPERATOR", reason: text, runId: text, instead: null };
        return [day, { ...day, skip }, { ...day, withdrawn }, { ...day, standing: views[0] ?? null }];
      }),
      views,
    ),
    runsListMessage([unlisted], []),
    daySummary(summary, `https://x.example/${text}`),
    daySummary({ ...summary, counts: [], previous: null, warnings: [] }, null),
    chartMessage({ summary, changed: { day: "2026-11-22" as Day, isTold: false } }),
    chartMessage({ summary, changed: { day: "2026-11-22" as Day, isTold: true } }),
    comparison(
      summary,
      { ...summary, day: "2026-11-16" as Day, counts: counts.slice(100) },
      { later: null, earlier: null },
    ),
    trendMessage(
      {
        ...{ day: summary.day, isUsualOld: true },
        ...{ days: ["2026-11-22", "2026-11-23"] as Day[], told: ["2026-11-23"] as Day[] },
        trend: {
          days: ["2026-11-22", "2026-11-23"] as Day[],
          categories: counts.slice(0, 100).map(({ category }) => ({ category, counts: [1, 2], sums: [] })),
          total: { counts: [1, 2], sums: [] },
        },
      },
      text,
    ),
    csvMessage(summary),
    helpMessage([{ group: "Look", examples: [text], does: text }], text),
    ...[true, false].map((allowed) => {
      const asker = allowed ? { allowed } : { allowed, because: text, ask: [text] };
      const topic = { name: "run", usage: text, summary: text, examples: [text, text] };
      return topicMessage(topic, { asker, anybody: { allowed: false, because: text, ask: [] } });
    }),
    helpMessage([], null),
    ...(["newest", "rows"] as const).map((shows) =>
      auditMessage(auditOf(text), { shows, zone: "Asia/Kolkata" }),
    ),
    problemMessage(problem),
    ...callsAndNotices(text),
    whichMessage("cancel", views.slice(0, 12)),
    whichMessage("retry", views.slice(0, 12)),
    correctionMessage(md`Reading ${text}`, [
      offerButton({ name: "withdraw", day: "2026-11-23" as Day, why }, "Asia/Kolkata"),
      offerButton({ name: "status" }, "Asia/Kolkata"),
    ]),
    farOffMessage({ name: "skip", day: "1999-01-01" as Day, why }, "1999-01-01" as Day, {
      today: "2026-11-23" as Day,
      zone: text,
    }),
    withDay(says(md`Said ${text}`), { from: "2026-11-23" as Day, until: "2026-11-24" as Day }, text),
    refusal({ because: text, ask: [text, "U0OPERATOR", "S0OPERATORS"] }),
  ];
}

/** Markup that this product itself writes; whatever else begins with `<` came in unescaped. */
const ours =
  /<@[UW][A-Z0-9]+>|<!subteam\^S[A-Z0-9]+>|<#C[A-Z0-9]+>|<!date\^\d+\^(?:\{date_short_pretty\} )?\{time\}\|(?:[\d-]+ )?[\d:]+ UTC>|<https?:\/\/[^<>|\s]+\|[^<>|]+>/g;

function textsOf(
  block: MessageBlock,
): readonly { readonly text: string; readonly max: number; readonly isMarkup: boolean }[] {
  switch (block.type) {
    case "header":
      return [{ text: block.text.text, max: 150, isMarkup: false }];
    case "section":
      return [{ text: block.text?.text ?? "", max: 3_000, isMarkup: true }];
    case "context":
      return block.elements.map((element) => ({
        text: "text" in element ? String(element.text) : "",
        max: 2_000,
        isMarkup: true,
      }));
    case "actions":
      return block.elements.flatMap((element) =>
        element.type === "button"
          ? [
              { text: element.text.text, max: 75, isMarkup: false },
              { text: element.value ?? "", max: 2_000, isMarkup: false },
            ]
          : [],
      );
    case "table":
    case "data_table":
      return block.rows
        .flat()
        .map((cell) => ({ text: "text" in cell ? cell.text : "", max: 10_000, isMarkup: false }));
    case "data_visualization":
      return [
        { text: block.title, max: 50, isMarkup: false },
        ...block.chart.axis_config.categories.map((text) => ({ text, max: 20, isMarkup: false })),
        ...block.chart.series.map(({ name }) => ({ text: name, max: 20, isMarkup: false })),
      ];
    case "layout":
      return [
        { text: block.label, max: 150, isMarkup: false },
        ...block.rows.flatMap(({ items }) => items.flatMap((item) => textsOf(item.block))),
        ...block.fallback.flatMap(textsOf),
      ];
    case "container":
      return [
        { text: block.title?.text ?? "", max: 150, isMarkup: false },
        ...block.child_blocks.flatMap((one) => (one.type === "section" ? textsOf(one) : [])),
      ];
  }
}

describe.each(awkward)("with %s in it, every message", (_name, text) => {
  const all = everyMessage(text);

  test("has blocks, at most 50, one table with at most 100 rows and 10,000 characters, and a fallback", () => {
    for (const { blocks, text: fallback } of all) {
      expect(blocks.length).toBeGreaterThan(0);
      expect(blocks.length).toBeLessThanOrEqual(50);
      expect(fallback.trim()).not.toBe("");
      expect(Buffer.byteLength(fallback)).toBeLessThanOrEqual(4_000);
      expect(sizeOf(blocks)).toBeLessThanOrEqual(11_000);
      expect(inspectBlocks(blocks, "message")).toEqual([]);
      const tables = blocks.filter((block) => block.type === "table" || block.type === "data_table");
      expect(tables.length).toBeLessThanOrEqual(1);
      for (const { rows } of tables) {
        expect(rows.length).toBeLessThanOrEqual(100);
        expect(
          rows
            .flat()
            .map((cell) => ("text" in cell ? cell.text : ""))
            .join("").length,
        ).toBeLessThanOrEqual(10_000);
      }
    }
  });

  test("keeps every text within its limit, and none empty", () => {
    for (const { text: shown, max } of all.flatMap(({ blocks }) => blocks.flatMap(textsOf))) {
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.length).toBeLessThanOrEqual(max);
      expect(shown.isWellFormed()).toBe(true);
    }
  });

  test("has nothing unescaped", () => {
    const markup = all.flatMap(({ blocks }) => blocks.flatMap(textsOf)).filter(({ isMarkup }) => isMarkup);
    for (const shown of [...markup.map((one) => one.text), ...all.map((one) => one.text)]) {
      const rest = shown.replaceAll(ours, "").replaceAll(/&(amp|lt|gt);/g, "");
      expect(rest).not.toMatch(/[<>&]/);
    }
  });
});

describe.each(awkward)("with %s in it, a message that Slack does not take as it is", (_name, text) => {
  const buttonsOf = (blocks: Message["blocks"] = []) => blocks.filter(({ type }) => type === "actions");

  test("has simpler forms, each with its buttons but the last, which is a line", () => {
    for (const all of everyMessage(text)) {
      const [whole, ...simpler] = simplerForms(all);
      expect(whole).toEqual(all);
      const inBlocks = simpler.slice(0, -3);
      for (const { text: said, blocks } of inBlocks) {
        expect(said).toBe(all.text);
        expect(buttonsOf(blocks)).toEqual(buttonsOf(all.blocks));
        expect(sizeOf(blocks)).toBeLessThanOrEqual(11_000);
        expect(inspectBlocks(blocks, "message")).toEqual([]);
      }
      for (const { text: line, blocks } of simpler.slice(-3, -1)) {
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(600);
        expect(buttonsOf(blocks)).toEqual(buttonsOf(all.blocks));
        expect(blocks?.some(({ type }) => type === "table" || type === "data_table")).toBe(false);
      }
      expect(simpler.at(-1)?.blocks).toBeUndefined();
      expect(simpler.at(-1)?.text.trim()).not.toBe("");
    }
  });
});

test("the simpler forms of a summary are the ladder down to the plain table, each a message of its own", () => {
  const typesOf = (blocks: Message["blocks"] = []) => blocks.map(({ type }) => type);
  expect(simplerForms(daySummary(summaryOfToday, null)).map(({ blocks }) => typesOf(blocks))).toEqual([
    ["header", "layout", "data_visualization", "data_table", "section", "container", "actions", "context"],
    ["header", "section", "data_visualization", "data_table", "section", "container", "actions", "context"],
    ["header", "section", "table", "section", "section", "section", "actions", "context"],
    ["section", "actions"],
    ["header", "section", "actions"],
    [],
  ]);
});

describe("under another command", () => {
  test.each(awkward.filter(([, text]) => !text.includes("`")))(
    "no message with %s in it says the usual one",
    (_name, text) => {
      for (const all of everyMessage(text)) {
        const told = named(all, "/kredit");
        expect(JSON.stringify(told)).not.toMatch(/[/@]loans\b/);
        expect(told.blocks).toHaveLength(all.blocks.length);
      }
    },
  );

  test("nothing else is changed", () => {
    for (const said of everyMessage("short")) {
      expect(named(said, COMMAND)).toBe(said);
      const told: unknown = JSON.parse(
        JSON.stringify(said).replaceAll(/(?<=`)([/@])loans(?=[ `])/g, "$1kredit"),
      );
      expect(named(said, "/kredit")).toEqual(told);
    }
  });

  test("which is long, every text keeps within its limit", () => {
    for (const said of everyMessage("`/loans run today` ".repeat(400))) {
      const { blocks, text } = named(said, `/${"l".repeat(31)}`);
      for (const { text: shown, max } of blocks.flatMap(textsOf))
        expect(shown.length).toBeLessThanOrEqual(max);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_000);
      expect(sizeOf(blocks)).toBeLessThanOrEqual(11_000);
    }
  });
});

test("a card stays one screen long: a section a part, never a block a resource", () => {
  for (const view of cards("short")) expect(runCard(view, policy).blocks.length).toBeLessThanOrEqual(8);
});

test("a long text keeps its head and its tail", () => {
  const reason = `Resource handler returned message: ${"x".repeat(3_000)} (Service: Redshift, Status Code: 400)`;
  const { markup } = md`${reason}`;
  expect(markup.startsWith("Resource handler returned message: ")).toBe(true);
  expect(markup.endsWith("(Service: Redshift, Status Code: 400)")).toBe(true);
  expect(markup).toContain(" … ");
  expect(markup.length).toBeLessThanOrEqual(1_200);
  expect(shorten("short", 10)).toBe("short");
});

test("what stood in backticks stands in them in each piece of a long text", () => {
  const cut = shorten(`a name \`${"*b* ".repeat(100)}\` is new`, 60);
  expect(cut).toMatch(/^a name `[*b ]+` … `[*b ]+` is new$/);
  expect(cut.length).toBeLessThanOrEqual(60);
});

test("only a Slack id becomes a mention, only an address a link", () => {
  expect(mention("U0OPERATOR").markup).toBe("<@U0OPERATOR>");
  expect(mention("S0OPERATORS").markup).toBe("<!subteam^S0OPERATORS>");
  expect(mention("loan-tracker").markup).toBe("the schedule");
  expect(mention("U1> <!channel").markup).toBe("U1&gt; &lt;!channel");
  expect(link("https://x.example/a?b=1&c=2", "a|b").markup).toBe("<https://x.example/a?b=1&amp;c=2|a/b>");
  expect(link("javascript:alert(1)", "click").markup).toBe("`click`");
  expect(link("https://x.example/|evil>", "click").markup).toBe("`click`");
  expect(code("a`b").markup).toBe("`a'b`");
  expect(escapeMarkup("<&>")).toBe("&lt;&amp;&gt;");
});

test("a table has no empty cell, which Slack refuses", () => {
  const cells = table([["Category"], [""]]).rows.flat();
  expect(cells.map((cell) => ("text" in cell ? cell.text : ""))).toEqual(["Category", "–"]);
});

test("the modal names the stack, keeps to Slack's limits, and gets its origin back", () => {
  const nothing = { lake: null, audit: null };
  const view = teardownView("loan-tracker", { channel: "C0LOANS", threadTs: null }, nothing);
  expect(view.title.text.length).toBeLessThanOrEqual(24);
  expect(JSON.stringify(view.blocks)).toContain("loan-tracker");
  expect(view.private_metadata).toBe('{"channel":"C0LOANS","threadTs":null}');
});

test.each([
  [{ objects: 0, bytes: 0, days: [], isMore: false }, "result: 0 objects, 0 bytes\\n"],
  [
    { objects: 1, bytes: 999, days: ["2026-11-02"], isMore: false },
    "result: 1 object, 999 bytes, of 2026-11-02\\n",
  ],
  [
    { objects: 12_000, bytes: 5_640_000_000, days: ["2026-11-02", "2026-11-03", "2026-11-30"], isMore: true },
    "result: more than 12,000 objects, 5.6 GB, of 3 days from 2026-11-02 to 2026-11-30\\n",
  ],
])("the modal tells what goes with the lake, as far as it was counted: %j", (lake, words) => {
  const days = lake.days as string[] as Day[];
  const view = teardownView(
    "loan-tracker",
    { channel: "C0LOANS", threadTs: null },
    {
      ...{ lake: { ...lake, days }, audit: null },
    },
  );
  expect(JSON.stringify(view.blocks)).toContain(words);
});

test("the modal tells in one line where the audit record stays, or that its last hash is posted", () => {
  const small = (audit: string | null) =>
    teardownView("loan-tracker", { channel: "C0LOANS", threadTs: null }, { lake: null, audit }).blocks.at(-1);
  const element = (text: string) => [{ type: "mrkdwn", text, verbatim: true }];
  expect(small("s3://records/loans")).toEqual({
    type: "context",
    elements: element("The audit record stays, in the bot's Redis and at `s3://records/loans`."),
  });
  expect(small(null)).toEqual({
    type: "context",
    elements: element(
      "The audit record stays in the bot's Redis alone; its last hash is posted here when the stack is gone.",
    ),
  });
});

test("bytes are told by thousands, as a bill has them", () => {
  const told = [1_000, 99_940, 999_999, 1_500_000, 123_456_789, 10 ** 15].map(bytesInWords);
  expect(told).toEqual(["1.0 kB", "99.9 kB", "1000 kB", "1.5 MB", "123 MB", "1000 TB"]);
});

import { stripVTControlCharacters } from "node:util";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { terminalLook } from "../../../sandbox/demo/terminal-look.ts";
import { messageInLook } from "../../../sandbox/slack/read-message.ts";
import { broken, widthOf } from "../../../sandbox/terminal-text.ts";
import { daySummary } from "../../../src/bot/views/day-summary.ts";
import { summaryOfToday } from "../../support/runs/run-views.ts";

/** A message as the demo draws it in a terminal. */

const ESC = "\u001B[";
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const plainText = (text: string) => ({ type: "plain_text", text });
const drawn = (...blocks: object[]) => messageInLook({ blocks }, terminalLook(96)).split("\n");

describe("with colors", () => {
  beforeEach(() => vi.stubEnv("FORCE_COLOR", "1"));

  test.each([
    ["*bold* and _italic_", `${ESC}1mbold${ESC}22m and ${ESC}3mitalic${ESC}23m`],
    ["~struck~", `${ESC}9mstruck${ESC}29m`],
    ["type `/loans run today`", `type ${ESC}31m/loans run today${ESC}39m`],
    ["<http://127.0.0.1:4000/archives/C0LOANS/p1|the card>", `${ESC}4mthe card${ESC}24m`],
    ["<https://example.com/card|the card>", "the card (https://example.com/card)"],
    [":warning: *held*", `⚠ ${ESC}1mheld${ESC}22m`],
  ])("%s", (typed, read) => {
    expect(drawn({ type: "section", text: mrkdwn(typed) })).toEqual([read]);
  });

  test("a header is underlined, a context dim, a field's name bold", () => {
    expect(
      drawn(
        { type: "header", text: plainText("Deploy") },
        { type: "section", fields: [mrkdwn("*Status*\nwaiting")] },
        { type: "context", elements: [mrkdwn("4 min")] },
      ),
    ).toEqual([
      `${ESC}1m${ESC}4mDeploy${ESC}24m${ESC}22m`,
      "",
      `${ESC}1mStatus:${ESC}22m waiting`,
      `${ESC}2m4 min${ESC}22m`,
    ]);
  });

  test("buttons stand out, in the color that they have in Slack", () => {
    const button = (text: string, style?: string) => ({ type: "button", text: plainText(text), style });
    const [line = ""] = drawn({
      type: "actions",
      elements: [button("Apply", "primary"), button("Discard", "danger"), button("Details")],
    });
    expect(stripVTControlCharacters(line)).toBe("[Apply] [Discard] [Details]");
    expect(line).toBe(
      [
        `${ESC}7m${ESC}1m${ESC}32m[Apply]${ESC}39m${ESC}22m${ESC}27m`,
        `${ESC}7m${ESC}1m${ESC}31m[Discard]${ESC}39m${ESC}22m${ESC}27m`,
        `${ESC}7m${ESC}1m[Details]${ESC}22m${ESC}27m`,
      ].join(" "),
    );
  });

  test("the summary has its columns under each other, numbers to the right, within the room", () => {
    const lines = messageInLook(daySummary(summaryOfToday, null), terminalLook(96))
      .split("\n")
      .flatMap((line) => broken(line, 96));
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(96);
    const from = lines.findIndex((line) => line.startsWith(`${ESC}1mCategory`));
    const table = lines.slice(from, from + summaryOfToday.counts.length + 2).map(stripVTControlCharacters);
    expect(table[0]).toBe("Category            Loans  Sun 22 Nov  Change  Note");
    expect(table.at(-1)).toBe("Total                 500         498      +2     –");
    expect(new Set(table.map((line) => line.length))).toEqual(new Set([51]));
    expect(lines[from]?.startsWith(`${ESC}1m`)).toBe(true);
  });
});

test("without a terminal the words are those of plain text, but for links that lead to this machine", () => {
  const section = {
    type: "section",
    text: mrkdwn("*held*, see `/loans status` and <http://127.0.0.1:1/p1|it>"),
  };
  expect(drawn(section)).toEqual(["held, see `/loans status` and it"]);
});

test("a table that is wider than the room goes on in further lines of the same columns", () => {
  const cell = (text: string) => ({ type: "raw_text", text });
  const table = {
    type: "table",
    column_settings: [{ align: "left" }, { align: "right" }, { align: "right" }],
    rows: [
      [cell("Category"), cell("Loans"), cell("Lately")],
      [cell("LOANS FOR AGRICULTURE AND FORESTRY"), cell("1,077"), cell("▆▆·▇█")],
      [cell("GOLD"), cell("7"), cell("·")],
    ],
  };
  expect(messageInLook({ blocks: [table] }, terminalLook(34)).split("\n")).toEqual([
    "Category             Loans  Lately",
    "LOANS FOR            1,077   ▆▆·▇█",
    "AGRICULTURE AND",
    "FORESTRY",
    "GOLD                     7       ·",
  ]);
});

import { describe, expect, test } from "vitest";
import { channels, people, userGroups } from "../../../sandbox/slack/people.ts";
import { messageAsText, plain } from "../../../sandbox/slack/read-message.ts";

const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const plainText = (text: string) => ({ type: "plain_text", text });
const lines = (...blocks: object[]) => messageAsText({ text: "fallback", blocks }).split("\n");

describe("mrkdwn", () => {
  test.each([
    [`<@${people.operator.id}> asked`, "@operator asked"],
    [`<@${people.operator.id}|olive> asked`, "@operator asked"],
    [`<!subteam^${userGroups.approvers.id}>`, "@approvers"],
    [`see <#${channels.loans.id}>`, "see #loans"],
    ["<!channel> &amp; <!here>", "@channel & @here"],
    ["<https://example.com/card|the card>", "the card (https://example.com/card)"],
    ["<https://example.com>", "https://example.com"],
    ["<!date^1795406400^{date_short}|23 Nov 2026>", "23 Nov 2026"],
    ["1 &lt; 2 &gt; 0", "1 < 2 > 0"],
    ["*held*: _why_, ~not~ `/loans run today`", "held: why, not `/loans run today`"],
    ["a `*` star and snake_case_name", "a `*` star and snake_case_name"],
    [":white_check_mark: done :unheard_of:", "✅ done :unheard_of:"],
    ["```\nTraceback\n  *boom*\n```", "Traceback\n  *boom*"],
  ])("%s reads %s", (typed, read) => {
    expect(plain(typed)).toBe(read);
  });
});

describe("a message", () => {
  test("without blocks is its text", () => {
    expect(messageAsText({ text: "*hello*" })).toBe("hello");
  });

  test("of a run reads from its header to its buttons", () => {
    expect(
      lines(
        { type: "header", text: plainText("Deploy loan-tracker *") },
        {
          type: "section",
          text: mrkdwn("The plan makes *12* resources."),
          fields: [mrkdwn("*Status*\nwaiting"), mrkdwn("*Asked by:*\n<@U0OPERATOR>"), mrkdwn("free text")],
        },
        { type: "divider" },
        {
          type: "actions",
          elements: [
            { type: "button", action_id: "run.apply", text: plainText("Apply") },
            { type: "button", action_id: "run.cancel", text: plainText("Cancel") },
          ],
        },
        { type: "context", elements: [mrkdwn("run `deploy-1`"), mrkdwn("4 min")] },
      ),
    ).toEqual([
      "Deploy loan-tracker *",
      "",
      "The plan makes 12 resources.",
      "Status: waiting",
      "Asked by: @operator",
      "free text",
      "────────",
      "[Apply] [Cancel]",
      "run `deploy-1` 4 min",
    ]);
  });

  test("shows a table in columns, numbers to the right", () => {
    const cell = (text: string) => ({ type: "raw_text", text });
    expect(
      lines({
        type: "table",
        rows: [
          [cell("Category"), cell("Loans")],
          [cell("HOUSING"), cell("67")],
          [cell("GOLD LOAN"), cell("1,077")],
        ],
      }),
    ).toEqual(["Category   Loans", "HOUSING       67", "GOLD LOAN  1,077"]);
  });

  test("shows a data_table with its caption and a chart with its values", () => {
    expect(
      lines(
        {
          type: "data_table",
          caption: "Loans by category",
          rows: [[{ type: "raw_text", text: "n" }], [{ type: "raw_number", value: 12, text: "12" }]],
        },
        {
          type: "data_visualization",
          title: "Share",
          chart: { type: "pie", segments: [{ label: "HOUSING", value: 67 }] },
        },
      ),
    ).toEqual(["Loans by category", " n", "12", "Share (pie chart)", "HOUSING  67"]);
  });

  test("shows rich text: lists, quotes, mentions and links", () => {
    const text = (value: string) => ({ type: "text", text: value });
    const part = (...elements: object[]) => ({ type: "rich_text_section", elements });
    expect(
      lines({
        type: "rich_text",
        elements: [
          part(text("asked by "), { type: "user", user_id: people.operator.id }),
          {
            type: "rich_text_list",
            style: "bullet",
            indent: 1,
            elements: [part(text("upload")), part({ type: "emoji", name: "warning" }, text(" count"))],
          },
          { type: "rich_text_list", style: "ordered", elements: [part(text("first")), part(text("second"))] },
          { type: "rich_text_quote", elements: [text("quoted")] },
          { type: "rich_text_preformatted", elements: [text("line 1\nline 2")] },
          part({ type: "link", url: "https://example.com", text: "logs" }),
        ],
      }),
    ).toEqual([
      "asked by @operator",
      "  • upload",
      "  • ⚠ count",
      "1. first",
      "2. second",
      "> quoted",
      "line 1",
      "line 2",
      "logs (https://example.com)",
    ]);
  });

  test("shows what a modal asks for", () => {
    expect(
      lines(
        { type: "alert", text: plainText("This cannot be undone"), level: "warning" },
        {
          type: "input",
          label: plainText("Stack"),
          element: {
            type: "plain_text_input",
            action_id: "stack_name",
            placeholder: plainText("loan-tracker"),
          },
        },
      ),
    ).toEqual(["! This cannot be undone", "Stack: [loan-tracker]"]);
  });

  test("has a mark for each step of a plan, and the inside of a container", () => {
    expect(
      lines(
        {
          type: "plan",
          title: "Batch",
          tasks: [{ type: "task_card", task_id: "1", title: "upload", status: "in_progress" }],
        },
        {
          type: "container",
          title: plainText("Detail"),
          child_blocks: [{ type: "section", text: mrkdwn("inside") }],
        },
      ),
    ).toEqual(["Batch", "• upload (in progress)", "Detail", "inside"]);
  });
});

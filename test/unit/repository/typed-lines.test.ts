import { expect, test } from "vitest";
import { formatCommand, typed } from "../../../src/domain/commands/command.ts";
import { withoutCommandName } from "../../../src/domain/commands/command-name.ts";
import { parseCommand } from "../../../src/domain/commands/parse-command.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { BankCalendar } from "../../../src/domain/schedule/bank-days.ts";
import { namedTests } from "../../support/named-tests.ts";
import { textOf } from "../../support/repository.ts";

/**
 * What people typed before anybody had thought of it, what an early version answered, and what is answered now: the page is
 * written by `npx vitest run test/unit/repository/typed-lines.test.ts -u`.
 */

const today = "2026-11-29" as Day;
const calendar: BankCalendar = { weekdays: [1, 2, 3, 4, 5], holidays: {}, noFile: {} };

const unknown = "no such command";
const otherDay = "offered today instead of the day that was meant";
const tooMuch = "said that the command takes nothing after it";
const guessedLastWeek = "offered the seven days of the week before";

/** What was answered before, and the lines that were typed. */
const before: readonly (readonly [string, readonly string[]])[] = [
  ["offered a deploy, the opposite", ["undeploy"]],
  ["offered to switch a schedule on, at a time that nobody had named", ["schedule off", "schedule tomorrow"]],
  [
    otherDay,
    [
      ...[
        "run friday",
        "run 28",
        "run 11/28",
        "run 28/11/2026",
        "run 11/28/2026",
        "run 28 Nov",
        "run Nov 28",
      ],
      ...["run t-1", "run monday..wednesday", "run -3d", "run the last 3 days", "run this week", "run all"],
      ...["run missing", "run from 2026-11-25 to 2026-11-27", "run 2026-11-25-2026-11-27", "run 2026‑11‑28"],
      "run 2026-02-30",
    ],
  ],
  ["offered the first of the three days", ["run 2026-11-25 to 2026-11-27"]],
  [guessedLastWeek, ["run last friday", "run last business day", "run last month"]],
  ["dropped the word that mattered", ["run yesterday force"]],
  ["offered to begin a batch", ["run --help", "run help"]],
  ["offered to skip today", ['skip tomorrow "Diwali"']],
  [
    unknown,
    [
      ...["stop", "kill", "abort", "rerun", "restart friday", "redo yesterday", "start", "go", "today"],
      ...["yesterday", "2026-11-29", "count", "report", "show today", "how many loans today?", "list"],
      ...["history", "destroy", "delete", "down", "remove", "cleanup", "tear down", "up", "pause", "resume"],
      ...["next", "backfill 2026-11-23..2026-11-25", "approve", "apply", "discard", "cost", "price"],
      ...["dashboard", "metabase", "link", "freeze", "diff 2026-11-26 2026-11-27", "audit last month"],
      ...["doctor", "ping", "version", "whoami", "who", "config", "undo", "r", "s", "dep", "sum", "-h"],
      ...["--help", "?", "/loans run today"],
    ],
  ],
  [
    tooMuch,
    ["help run", "status today", "status yesterday", "runs failed", "runs 5", "runs 2026-11", "runs today"],
  ],
  ["offered to cancel, without a word which run", ["cancel all"]],
  ["said that this is no run", ["cancel backfill"]],
];

function answer(line: string): string {
  const parsed = parseCommand(withoutCommandName(line, "/loans"), { today, calendar });
  if (parsed.is === "command") return `read as \`${typed(parsed.command)}\``;
  const offered = parsed.meant.map((command) => `\`${formatCommand(command)}\``);
  return offered.length === 0 ? "told that there is no such command" : `asked: ${offered.join(" or ")}`;
}

/** What nobody can tell from the line alone: what was wrong, what is so now, and the test that holds it. */
const scenes = [
  [
    "`/loans run 1999-01-01`",
    "ran it, with today's file where every day reads the same one",
    "asks whether that day is meant",
    "test/unit/bot/corrections.test.ts",
    "a day that is far from today",
  ],
  [
    "`/loans run <a day that is done> --force`",
    "counted it anew at once, and two summaries of one day stood side by side",
    "waits for a second person where `force` is in LOANS_APPROVALS; the new summary says what it corrects, the old one what stands in its place",
    "test/product/approvals.test.ts",
    "a day that is to be counted once more waits for a second person, and its number stands until then",
  ],
  [
    "`/loans run <a day>` while others run",
    "said that it runs, which it did not",
    "says its place in line, and behind whom",
    "test/unit/bot/busy.test.ts",
    "who asks for a day while others are ahead is told its place in line",
  ],
  [
    "a change, where a user group of the policy is gone",
    "nobody could change anything any more, with a text that says “try again”",
    "names the group and Slack's word for it; the other groups count",
    "test/unit/bot/people.test.ts",
    "a user group that Slack refuses to tell of is named with Slack's word, and asked once a minute",
  ],
  [
    "`/loans teardown` where a second person is asked for",
    "told to take the control out of the configuration",
    "tells in numbers what goes, and waits for that person",
    "test/product/approvals.test.ts",
    "a teardown tells in numbers what goes, and waits for a second person; two who press at once are one",
  ],
  [
    "`status` in a direct message",
    "silence, or “ask in the channel”",
    "answered there, to whom may look",
    "test/product/direct-messages.test.ts",
    "the answer stays in the conversation, and the app does not answer itself",
  ],
  [
    "`/loans`",
    "twelve lines of grammar",
    "a menu of what makes sense now and may be done by whoever asks",
    "test/product/menu.test.ts",
    "a viewer and a guest see no button of what they may not do",
  ],
] as const;

test("each line is one of those whose reading is held", () => {
  const rows = textOf("test/unit/domain/commands/what-people-type.test.ts");
  const missing = before
    .flatMap(([, lines]) => lines)
    .filter((line) => !rows.includes(`["${line}", `) && !rows.includes(`['${line}', `));
  expect(missing).toEqual([]);
});

test("what else was wrong is held by the test that is named", () => {
  const missing = scenes.filter(([, , , file, name]) => !namedTests(file).includes(name));
  expect(missing).toEqual([]);
});

test("the page tells what is answered now", async () => {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const rows = before.flatMap(([was, lines]) =>
    lines.map((line) => `| \`${cell(line)}\` | ${was} | ${cell(answer(line))} |`),
  );
  const told = scenes.map(
    ([what, was, now, file, name]) => `| ${cell(what)} | ${was} | ${now} | \`${file}\`: ${name} |`,
  );
  const page = `# What people type

Lines that people typed without having read a word, what an early version said to each, and what is said now; as of Sunday,
${today}, of a bank that works from Monday to Friday. What is *read as* a command echoes the day with its weekday; what is *asked* does nothing
yet: it is offered to those who may, as a button, or as a line to type where something has to be filled in. Words for the same, and first letters:
[all that is read](commands.md#words).

| Typed | Before | Now |
|---|---|---|
${rows.join("\n")}

What the line alone does not tell:

| What | Before | Now | Held by |
|---|---|---|---|
${told.join("\n")}
`;
  await expect(page).toMatchFileSnapshot("../../../docs/what-people-type.md");
});

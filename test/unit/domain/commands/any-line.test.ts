import fc from "fast-check";
import { expect, test } from "vitest";
import { formatCommand } from "../../../../src/domain/commands/command.ts";
import { parseCommand } from "../../../../src/domain/commands/parse-command.ts";
import { isOpen } from "../../../../src/domain/commands/parse-result.ts";
import { isChange } from "../../../../src/domain/commands/permission.ts";
import type { Day } from "../../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../../src/domain/schedule/bank-days.ts";

const by = { today: "2026-11-29" as Day, calendar: EVERY_DAY };

const vocabulary = [
  ...[
    "run",
    "skip",
    "unskip",
    "summary",
    "cancel",
    "retry",
    "logs",
    "release",
    "withdraw",
    "lock",
    "schedule",
    "audit",
  ],
  ...[
    "deploy",
    "teardown",
    "unlock",
    "status",
    "runs",
    "help",
    "stop",
    "rerun",
    "backfill",
    "tear",
    "down",
    "show",
    "how",
  ],
  ...[
    "r",
    "s",
    "dep",
    "un",
    "stauts",
    "friday",
    "sunday",
    "28",
    "28 Nov",
    "03/04/2026",
    "2026-11-27",
    "last",
    "week",
  ],
  ...[
    "t-1",
    "-3d",
    "..",
    "to",
    "-",
    "–",
    "from",
    "until",
    "18:00",
    "pause",
    "off",
    "--force",
    "force",
    "--froce",
    "?",
  ],
  ...[
    '"month end"',
    "“holiday",
    "`",
    "<!channel>",
    "all",
    "deploy-loan-tracker-3",
    "1-in",
    "tomorrow",
    "next",
    "\n",
  ],
] as const;

const line = fc
  .array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...vocabulary) }, fc.string({ maxLength: 6 })), {
    maxLength: 7,
  })
  .map((words) => words.join(" "));

test("whatever is offered can be carried out as it is written down", () => {
  fc.assert(
    fc.property(line, (text) => {
      const parsed = parseCommand(text, by);
      const commands =
        parsed.is === "command" ? [parsed.command] : parsed.meant.filter((one) => !isOpen(one));
      for (const command of commands) {
        expect(parseCommand(formatCommand(command), by)).toEqual({ is: "command", command });
      }
    }),
    { numRuns: 1_000 },
  );
});

test("what is carried out at once and changes something begins with a word that says so in full", () => {
  const outright = [
    ...[
      "run",
      "skip",
      "unskip",
      "cancel",
      "retry",
      "release",
      "withdraw",
      "lock",
      "unlock",
      "schedule",
      "deploy",
      "teardown",
    ],
    ...["backfill", "tear"],
  ];
  fc.assert(
    fc.property(line, (text) => {
      const parsed = parseCommand(text, by);
      if (parsed.is === "unknown" || !isChange(parsed.command)) return;
      const [first = ""] = text.trim().toLowerCase().split(/\s+/);
      expect([...outright, "down", "pause"]).toContain(first);
    }),
    { numRuns: 1_000 },
  );
});

test("a line of Slack's whole length is read in a moment", () => {
  const long = [
    `skip friday ${"we go to market ".repeat(500)}`,
    `run ${"a .. b to c - ".repeat(500)}`,
    `run ${"x".repeat(8_000)}`,
    `run ${".".repeat(8_000)}`,
    `${"28 ".repeat(2_500)}`,
    `lock "${"until ".repeat(1_300)}`,
    `${"?".repeat(8_000)}`,
    `how ${"many ".repeat(1_600)}`,
  ];
  for (const text of long) {
    const begun = performance.now();
    parseCommand(text, by);
    expect([text.slice(0, 12), performance.now() - begun < 2_000]).toEqual([text.slice(0, 12), true]);
  }
});

import { describe, expect, test } from "vitest";
import { helpTopics } from "../../../src/bot/commands/help-topics.ts";
import { commands } from "../../../src/bot/commands/index.ts";
import type { Asking } from "../../../src/bot/edge/origin.ts";
import type { CommandName } from "../../../src/domain/commands/command.ts";
import { parseCommand } from "../../../src/domain/commands/parse-command.ts";
import type { Person, Policy } from "../../../src/domain/commands/permission.ts";
import type { Day } from "../../../src/domain/day.ts";
import { EVERY_DAY } from "../../../src/domain/schedule/bank-days.ts";
import { FakeRuns } from "../../support/bot/fake-runs.ts";
import { botOptions, ownChannels } from "../../support/bot/own-bot.ts";

const policy: Policy = { operators: ["U0OPERATOR"], approvers: [], viewers: [], approvals: [] };

async function help(user: string, about?: CommandName): Promise<string> {
  const entry = commands.find(({ name }) => name === "help");
  const now = () => new Date("2026-11-29T02:00:00Z");
  const parts = {
    ...botOptions({ runs: new FakeRuns(), slackUrl: "http://127.0.0.1:9", now, policy }),
    people: { find: async () => null, isIn: async () => true, trouble: async () => null },
    sharing: ownChannels,
  };
  const person: Person = { id: user, groups: [], unasked: [], isGuest: false, isInChannel: true };
  const command = { name: "help", ...(about === undefined ? {} : { about }) } as const;
  const answer = await entry?.listener(command, { user, person } as Asking, parts);
  return answer?.text ?? "";
}

test("help names what one may do, each with an example, on a screen of a phone", async () => {
  const operators = await help("U0OPERATOR");
  expect(operators.split("\n").slice(0, 3)).toEqual([
    "What you can ask for",
    "Type it behind `/loans`, or open its menu with that alone.",
    expect.stringContaining("*Days*  `run yesterday` count a day · "),
  ]);
  // Some 45 letters stand in a line of a phone, of which 25 lines are seen at once.
  const seen = operators.split("\n").map((line) => Math.ceil(line.replaceAll(/[`*]/g, "").length / 45));
  expect(seen.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(30);
});

test("a viewer reads nothing of what changes something but who may", async () => {
  const viewers = await help("U0VIEWER");
  expect(viewers).toContain("`schedule` the next days");
  expect(viewers).not.toMatch(/pause|skip|teardown|`run y/);
  expect(viewers).toContain("Not listed is what you may not do: only operators may deploy.");
});

describe("help on one command", () => {
  test("says what it does, how it is typed, examples and who may", async () => {
    expect(await help("U0OPERATOR", "run")).toBe(
      [
        "run",
        "Count a day's loans, or those of up to 31 days, oldest first; with --force also days that are done.",
        '`/loans run [today|yesterday|YYYY-MM-DD|YYYY-MM-DD..YYYY-MM-DD|last week] [--force|--force "reason"]`',
        "*For example*",
        "`/loans run yesterday`",
        "`/loans run monday..wednesday`",
        "Only operators may run; you are among them.",
      ].join("\n"),
    );
    expect(await help("U0VIEWER", "run")).toContain("Only operators may run.\nYou can ask <@U0OPERATOR>.");
    expect(await help("U0VIEWER", "status")).toContain("Everyone in the channel may.");
  });

  test.each(Object.entries(helpTopics))("whose examples are read as typed: %s", (name, { examples }) => {
    for (const example of examples) {
      const parsed = parseCommand(example, { today: "2026-11-29" as Day, calendar: EVERY_DAY });
      expect([example, parsed.is]).toEqual([example, "command"]);
    }
    const [plainest] = examples;
    const parsed = parseCommand(plainest, { today: "2026-11-29" as Day, calendar: EVERY_DAY });
    expect(parsed).toMatchObject({ command: { name } });
  });
});

import { beforeEach, describe, expect, test } from "vitest";
import { typeCommand } from "../../../src/bot/actions/type-command.ts";
import type { BotParts } from "../../../src/bot/bot-parts.ts";
import { dispatch } from "../../../src/bot/dispatch.ts";
import type { Asking, Origin } from "../../../src/bot/edge/origin.ts";
import type { Message } from "../../../src/bot/views/block-kit/message.ts";
import type { Person, Policy } from "../../../src/domain/commands/permission.ts";
import { FakeRuns } from "../../support/bot/fake-runs.ts";
import { botOptions, ownChannels } from "../../support/bot/own-bot.ts";

const policy: Policy = { operators: ["U0OPERATOR"], approvers: [], viewers: [], approvals: [] };
/** Sunday morning in Kolkata, and Saturday evening in New York. */
const now = () => new Date("2026-11-29T02:00:00Z");

let runs: FakeRuns;
let parts: BotParts;
let deliveries = 0;

beforeEach(() => {
  runs = new FakeRuns();
  runs.presence = "there";
  parts = {
    ...botOptions({ runs, slackUrl: "http://127.0.0.1:9", now, policy }),
    people: {
      find: async (id) => ({ id, groups: [], unasked: [], isGuest: id === "U0GUEST" }),
      isIn: async () => true,
      trouble: async () => null,
    },
    sharing: ownChannels,
  };
});

/** What somebody hears who types that line: the words, and the buttons with what they carry and whether they ask. */
async function typed(line: string, user = "U0OPERATOR") {
  const told: Message[] = [];
  deliveries += 1;
  const origin: Origin = {
    user,
    team: "T0BANK",
    channel: "C0LOANS",
    threadTs: null,
    triggerId: null,
    requestKey: `key ${deliveries}`,
    delivery: { ids: [`trigger ${deliveries}`], saidAt: null },
    answer: async (message) => void told.push(message),
  };
  await dispatch(line, origin, parts);
  return shown(told);
}

/** What somebody hears who presses a button that carries that. */
async function pressed(value: string, user = "U0OPERATOR") {
  const person: Person = { id: user, groups: [], unasked: [], isGuest: false, isInChannel: true };
  deliveries += 1;
  const asking = { user, person, channel: "C0LOANS", threadTs: null, requestKey: `key ${deliveries}` };
  const answer = await typeCommand.listener({ value, asking: asking as Asking }, parts);
  return shown(answer === null ? [] : [answer]);
}

function shown(told: readonly Message[]) {
  const buttons = told.flatMap(({ blocks }) =>
    blocks.flatMap((block) =>
      block.type !== "actions"
        ? []
        : block.elements.flatMap((one) =>
            one.type !== "button"
              ? []
              : [
                  `[${one.text.text}] ${one.action_id} ${one.value}${one.confirm === undefined ? "" : " asks"}`,
                ],
          ),
    ),
  );
  return { says: told.map(({ text }) => text).join("\n"), buttons };
}

describe("what may have been meant is a button", () => {
  test("which types it, and asks once more where it changes something", async () => {
    expect(await typed("run firday")).toEqual({
      says: 'Reading `/loans run firday`: "firday" is no day; a day is today, yesterday or a date such as 2026-11-29.\nType `/loans run 2026-11-27`',
      buttons: ["[Run Fri 27 Nov 2026] command.type run 2026-11-27 asks"],
    });
    expect(await typed("stauts")).toEqual({
      says: "Reading `/loans stauts`: there is no such command.\n`/loans help` lists what there is.\nDid you mean `/loans status`?",
      buttons: ["[Status] command.type status"],
    });
    expect(runs.ids).toEqual([]);
  });

  test("one for each day that it may be", async () => {
    expect(await typed("run 03/04/2026")).toEqual({
      says: 'Reading `/loans run 03/04/2026`: "03/04/2026" could be Fri 3 Apr 2026 or Wed 4 Mar 2026.\nType `/loans run 2026-04-03` or `/loans run 2026-03-04`',
      buttons: [
        "[Run Fri 3 Apr 2026] command.type run 2026-04-03 asks",
        "[Run Wed 4 Mar 2026] command.type run 2026-03-04 asks",
      ],
    });
  });

  test("none where a day or a reason is still open, which nobody invents", async () => {
    for (const line of ["run tomorrow", "skip friday", "schedule tomorrow", "run 2026-02-30"]) {
      expect((await typed(line)).buttons).toEqual([]);
    }
  });

  test("never what the asker may not do, who hears that instead", async () => {
    for (const user of ["U0VIEWER", "U0GUEST"]) {
      for (const line of ["depoly", "run firday", "stop", "start", "schedule off"]) {
        const { says, buttons } = await typed(line, user);
        expect([line, says.includes("Type"), buttons]).toEqual([line, false, []]);
        expect(says).toMatch(
          /may (?:not )?(?:deploy|run|cancel|change the schedule)\.\nYou can ask <@U0OPERATOR>\.$/,
        );
      }
    }
    expect((await typed("r", "U0VIEWER")).buttons).toEqual(["[Runs] command.type runs"]);
  });

  test("of a stop each run that could be canceled, with what that does", async () => {
    expect(await typed("stop")).toMatchObject({
      says: expect.stringContaining("Nothing is queued or underway, so there is nothing to cancel."),
      buttons: [],
    });
    await typed("run 2026-11-27");
    await typed("run 2026-11-28");
    const both = [
      "[Cancel the batch of 2026-11-28] run.cancel batch-loan-tracker-2026-11-28-g1 asks",
      "[Cancel the batch of 2026-11-27] run.cancel batch-loan-tracker-2026-11-27-g1 asks",
    ];
    for (const line of ["stop", "cancel", "cancel all", "cancel backfill"]) {
      const { buttons } = await typed(line);
      expect([line, buttons.toSorted()]).toEqual([line, both.toSorted()]);
    }
  });

  test("of a retry or a rerun each run that failed", async () => {
    for (const day of ["2026-11-27", "2026-11-28"]) {
      await typed(`run ${day}`);
      runs.fail(`batch-loan-tracker-${day}-g1`, "process");
    }
    const both = [
      "[Retry the batch of 2026-11-28] run.retry batch-loan-tracker-2026-11-28-g1",
      "[Retry the batch of 2026-11-27] run.retry batch-loan-tracker-2026-11-27-g1",
    ];
    for (const line of ["retry", "rerun"]) {
      const { buttons } = await typed(line);
      expect([line, buttons.toSorted()]).toEqual([line, both.toSorted()]);
    }
  });

  test("and of a run that is named only what it takes as it stands", async () => {
    expect(await typed("stop teardown")).toEqual({
      says: "Reading `/loans stop teardown`: there is no such command.\n`/loans help` lists what there is.\nThere is no teardown, so there is nothing to cancel.",
      buttons: [],
    });
    expect(await typed("teardown cancel")).toEqual({
      says: "Reading `/loans teardown cancel`: `teardown` takes nothing after it.\nThere is no teardown, so there is nothing to cancel.",
      buttons: [],
    });
    await typed("run 2026-11-27");
    for (const line of ["rerun 27 nov", "run 27 nov again"]) {
      const { says, buttons } = await typed(line);
      expect([says.includes("is not over yet"), buttons]).toEqual([true, []]);
    }
    expect((await typed("stop 27 nov")).buttons).toEqual([
      "[Cancel Fri 27 Nov 2026] command.type cancel 2026-11-27 asks",
    ]);
    runs.finish("batch-loan-tracker-2026-11-27-g1");
    for (const line of ["rerun 27 nov", "run 27 nov again", "run 2026-11-27 once more"]) {
      const { says, buttons } = await typed(line);
      expect([line, buttons]).toEqual([
        line,
        ["[Run Fri 27 Nov 2026 --force] command.type run 2026-11-27 --force asks"],
      ]);
      expect(says).not.toContain("/loans retry 2026");
    }
    expect((await typed("stop 27 nov")).buttons).toEqual([]);
    expect((await typed("rerun 26 nov")).buttons).toEqual([
      "[Run Thu 26 Nov 2026] command.type run 2026-11-26 asks",
    ]);
  });

  test("and of words for what is smaller than the stack nothing of the stack, by what the asker may do", async () => {
    for (const user of ["U0OPERATOR", "U0VIEWER"])
      for (const line of [
        ...[
          "delete 27 nov",
          "remove lock",
          "remove the skip of 2 dec",
          "delete the backfill",
          "delete run today",
        ],
        ...["clean up november", "down time", "up now x", "teardown 27 nov", "destroy the summary of friday"],
      ]) {
        const { says, buttons } = await typed(line, user);
        const offered = [...buttons, ...says.split("\n").slice(1)].join("\n");
        expect([line, user, /teardown(?! 27)|\/loans deploy|Deploy/.test(offered)]).toEqual([
          line,
          user,
          false,
        ]);
      }
    expect(await typed("remove the lock")).toEqual({
      says: "Reading `/loans remove the lock`: what is smaller than the stack has a word of its own.\n`/loans help` lists what there is.\nDid you mean `/loans unlock`?",
      buttons: ["[Unlock] command.type unlock asks"],
    });
    expect(await typed("delete 27 nov")).toEqual({
      says: 'Reading `/loans delete 27 nov`: what is smaller than the stack has a word of its own.\n`/loans help` lists what there is.\nDid you mean `/loans withdraw 2026-11-27 "reason"`?\nThere is no batch of 2026-11-27, so there is nothing to cancel.',
      buttons: [],
    });
    expect(await typed("delete 27 nov", "U0VIEWER")).toEqual({
      says: "Reading `/loans delete 27 nov`: what is smaller than the stack has a word of its own.\nOnly operators may cancel.\nYou can ask <@U0OPERATOR>.",
      buttons: [],
    });
    expect((await typed("stop the schedule")).buttons).toEqual([
      "[Schedule pause] command.type schedule pause asks",
    ]);
  });

  test("and no forced run without the reason that was too long", async () => {
    const { says, buttons } = await typed(`run 2026-11-27 --force "*b* ${"\u202e"}${"long ".repeat(900)}"`);
    expect(buttons).toEqual([]);
    expect(says).toContain("characters long, and it may have at most 300 characters");
    expect(says).toContain('Type `/loans run 2026-11-27 --force "reason"`');
    expect(says).not.toMatch(/\u202e/);
    expect(says).toContain("[U+202E]");
    expect(says).toContain("`*b*");
  });

  test("and a question is answered by what looks, never by a command with letters like its own", async () => {
    expect((await typed("what is the count of housing")).buttons).toEqual([
      "[Trend housing] command.type trend housing",
      "[Summary] command.type summary",
    ]);
    expect((await typed("what waits for me?")).says).not.toContain("chart");
  });

  test("and of two orders in one message, of which none is carried out", async () => {
    expect(await typed("deploy\n@loans status")).toEqual({
      says: "Reading 2 orders at once: nothing was done.\nGive one in each message.\nDid you mean `/loans deploy` or `/loans status`?",
      buttons: ["[Deploy] command.type deploy asks", "[Status] command.type status"],
    });
  });
});

describe("a press", () => {
  test("is judged as a line that is typed", async () => {
    expect((await pressed("run 2026-11-27")).says).toContain("Running the batch of 2026-11-27.");
    expect(await pressed("run 2026-11-28", "U0VIEWER")).toEqual({
      says: "Only operators may run.\nYou can ask <@U0OPERATOR>.",
      buttons: [],
    });
    expect((await pressed("run <!channel>")).says).toBe(
      "Nothing was done: what this button was for cannot be read. Type it anew.",
    );
    expect(runs.ids).toEqual(["batch-loan-tracker-2026-11-27-g1"]);
  });
});

describe("a day that was not typed as a date", () => {
  test("is said with its weekday and the bank's zone where something was changed", async () => {
    for (const [line, day] of [
      ["run friday", "Fri 27 Nov 2026, Asia/Kolkata"],
      ["run today", "Sun 29 Nov 2026, Asia/Kolkata"],
      ["run", "Sun 29 Nov 2026, Asia/Kolkata"],
      ["skip tomorrow “Diwali”", "Mon 30 Nov 2026, Asia/Kolkata"],
    ] as const) {
      expect((await typed(line)).says.split("\n").at(-1)).toBe(day);
    }
    // What is busy is about another day.
    expect((await typed("run monday..wednesday")).says).toMatch(/^Not now: [^\n]*$/);
    expect((await typed("run 2026-11-26")).says).not.toContain("Asia/Kolkata");
    expect((await typed("run friday", "U0VIEWER")).says).not.toContain("Asia/Kolkata");
  });
});

test("several days are said from the first to the last", async () => {
  expect((await typed("run monday..wednesday")).says.split("\n").at(-1)).toBe(
    "Mon 23 Nov 2026 to Wed 25 Nov 2026, Asia/Kolkata",
  );
});

describe("a day that is far from today", () => {
  test("is asked about and not run, by whoever may run it", async () => {
    expect(await typed("run 1999-01-01")).toEqual({
      says: "Nothing was done yet: Fri 1 Jan 1999 is far from today, Sun 29 Nov 2026. Is that day meant?\nIf so, press the button; else type the line anew: `/loans run 1999-01-01`",
      buttons: ["[Run Fri 1 Jan 1999] command.type run 1999-01-01 asks"],
    });
    expect(await typed("run 1999-01-01", "U0VIEWER")).toMatchObject({ buttons: [] });
    expect(runs.ids).toEqual([]);
    expect((await pressed("run 1999-01-01")).says).toContain("Running the batch of 1999-01-01.");
  });

  test("is none within a year of a backfill, and the next year's holidays", async () => {
    expect((await typed("run 2025-11-29")).says).toContain("Running the batch of 2025-11-29.");
    expect((await typed('skip 2027-12-25 "Christmas"')).says).toContain("2027-12-25 is skipped");
    expect((await typed('skip 2999-12-25 "Christmas"')).buttons).toEqual([
      '[Skip Wed 25 Dec 2999 "Christmas"] command.type skip 2999-12-25 "Christmas" asks',
    ]);
  });
});

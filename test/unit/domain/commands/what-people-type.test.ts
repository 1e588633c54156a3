import { describe, expect, test } from "vitest";
import { formatCommand } from "../../../../src/domain/commands/command.ts";
import { withoutCommandName } from "../../../../src/domain/commands/command-name.ts";
import { parseCommand } from "../../../../src/domain/commands/parse-command.ts";
import type { Day } from "../../../../src/domain/day.ts";
import type { BankCalendar } from "../../../../src/domain/schedule/bank-days.ts";

const today = "2026-11-29" as Day; // a Sunday
const calendar: BankCalendar = { weekdays: [1, 2, 3, 4, 5], holidays: {}, noFile: {} };

/** The line that it is read as; behind `?` what is offered instead, likeliest first, of which nothing is carried out. */
function meaning(line: string): string {
  const parsed = parseCommand(withoutCommandName(line, "/loans"), { today, calendar });
  if (parsed.is === "command") return formatCommand(parsed.command);
  return `? ${parsed.meant.map(formatCommand).join(" | ")}`.trim();
}

describe("a day is the one that was meant, or it is asked", () => {
  test.each([
    ["run friday", "run 2026-11-27"],
    ["run fri", "run 2026-11-27"],
    ["run on Friday", "run 2026-11-27"],
    ["run last friday", "run 2026-11-27"],
    ["run this friday", "run 2026-11-27"],
    ["run sunday", "? run 2026-11-29 | run 2026-11-22"],
    ["run last sunday", "run 2026-11-22"],
    ["run firday", "? run 2026-11-27"],
    ["run 28", "? run 2026-11-28 | run 2026-10-28"],
    ["run 30", "? run 2026-10-30"],
    ["run 28th", "? run 2026-11-28 | run 2026-10-28"],
    ["run 11/28", "run 2026-11-28"],
    ["run 28/11", "run 2026-11-28"],
    ["run 28/11/2026", "run 2026-11-28"],
    ["run 11/28/2026", "run 2026-11-28"],
    ["run 28.11.2026", "run 2026-11-28"],
    ["run 03/04/2026", "? run 2026-04-03 | run 2026-03-04"],
    ["run 11/12/2026", "? run 2026-11-12"],
    ["run 28 Nov", "run 2026-11-28"],
    ["run Nov 28", "run 2026-11-28"],
    ["run Nov 28th, 2025", "run 2025-11-28"],
    ["run 20261128", "run 2026-11-28"],
    ["run t-1", "run 2026-11-28"],
    ["run -3d", "run 2026-11-26"],
    ["run 3 days ago", "run 2026-11-26"],
    ["run the day before yesterday", "run 2026-11-27"],
    ["run last business day", "run 2026-11-27"],
    ["run monday..wednesday", "run 2026-11-23..2026-11-25"],
    ["run the last 3 days", "run 2026-11-27..2026-11-29"],
    ["run last 3 days", "run 2026-11-27..2026-11-29"],
    ["run last 3 business days", "run 2026-11-25..2026-11-27"],
    ["run this week", "run 2026-11-23..2026-11-27"],
    ["run last week", "run 2026-11-16..2026-11-20"],
    ["run last month", "run 2026-10-01..2026-10-30"],
    ["run this month", "run 2026-11-02..2026-11-27"],
    ["run 2026-11-25 to 2026-11-27", "run 2026-11-25..2026-11-27"],
    ["run from 2026-11-25 to 2026-11-27", "run 2026-11-25..2026-11-27"],
    ["run from monday to wednesday --force", "run 2026-11-23..2026-11-25 --force"],
    ["run between 25 Nov and 27 Nov", "run 2026-11-25..2026-11-27"],
    ["run 2026-11-25 - 2026-11-27", "run 2026-11-25..2026-11-27"],
    ["run 2026-11-25 – 2026-11-27", "run 2026-11-25..2026-11-27"],
    ["run 2026-11-25-2026-11-27", "run 2026-11-25..2026-11-27"],
    ["run 2026-11-25..", "? run 2026-11-25..2026-11-29"],
    ["run 2026‑11‑28", "run 2026-11-28"],
    ["run 2026–11–28", "run 2026-11-28"],
    ["run 2026-11-25 2026-11-27", "? run 2026-11-25..2026-11-27 | run 2026-11-25 | run 2026-11-27"],
    ["run 2026-02-30", "? run YYYY-MM-DD"],
    ["run tomorrow", "? run YYYY-MM-DD"],
    ["run next friday", "? run YYYY-MM-DD"],
    ["run next week", "? run YYYY-MM-DD"],
    ["run all", "? run YYYY-MM-DD | runs"],
    ["run missing", "? run YYYY-MM-DD | runs"],
    ["run yesterday force", "run 2026-11-28 --force"],
    ["run today --force", "run 2026-11-29 --force"],
    ["run 1999-01-01", "run 1999-01-01"],
    ['skip tomorrow "Diwali"', 'skip 2026-11-30 "Diwali"'],
    ['skip friday "Diwali"', 'skip 2026-12-04 "Diwali"'],
    ['skip sunday "Diwali"', '? skip 2026-11-29 "Diwali" | skip 2026-12-06 "Diwali"'],
    ['skip this week "Diwali"', '? skip 2026-11-29 "Diwali"'],
    ['skip next week "Diwali"', 'skip 2026-11-30..2026-12-04 "Diwali"'],
    ['skip 24 Dec to 26 Dec "Christmas"', 'skip 2026-12-24..2026-12-26 "Christmas"'],
    ["unskip tomorrow", "unskip 2026-11-30"],
    ['lock "month end" until friday', 'lock "month end" until 2026-12-04'],
    ['lock "month end" until friday 18:00', 'lock "month end" until 2026-12-04 18:00'],
    ['withdraw friday "wrong file"', 'withdraw 2026-11-27 "wrong file"'],
    ["summary friday", "summary 2026-11-27"],
    ["logs yesterday 2", "logs 2026-11-28 2-count"],
    ["logs 2 yesterday", "logs 2026-11-28 2-count"],
    ["logs nov 1", "logs 2026-11-01"],
    ["cancel friday", "cancel 2026-11-27"],
    ["retry last friday", "retry 2026-11-27"],
  ])("%s → %s", (line, expected) => {
    expect(meaning(line)).toBe(expected);
  });
});

describe("a day that is named by the month or the week that it is in", () => {
  test.each([
    ["run last bank day of october", "run 2026-10-30"],
    ["run the last working day of last month", "run 2026-10-30"],
    ["run first bank day of november", "run 2026-11-02"],
    ["run 5th business day of november 2026", "run 2026-11-06"],
    ["run last day of october", "run 2026-10-31"],
    ["run last friday of october", "run 2026-10-30"],
    ["run the second monday of november", "run 2026-11-09"],
    ["run end of october", "? run 2026-10-30 | run 2026-10-31"],
    ["run last bank day of december", "? run YYYY-MM-DD"],
    ["run last bank day of december 2025", "run 2025-12-31"],
    ["run last bank day of may", "run 2026-05-29"],
    ['skip last bank day of december "closed"', 'skip 2026-12-31 "closed"'],
    ['skip first bank day of january "closed"', 'skip 2027-01-01 "closed"'],
    ['skip friday next week "x"', 'skip 2026-12-04 "x"'],
    ['skip next week friday "x"', 'skip 2026-12-04 "x"'],
    ["run friday last week", "run 2026-11-20"],
    ["run friday of this week", "run 2026-11-27"],
    ["schedule pause until friday next week", "schedule pause until 2026-12-04"],
    ['lock "x" until friday next week', 'lock "x" until 2026-12-04'],
    ["summary last monday of november", "? summary YYYY-MM-DD"],
    ["run 3 business days ago", "run 2026-11-25"],
    ["run two bank days ago", "run 2026-11-26"],
    ["run five days ago", "run 2026-11-24"],
    ["skip in 2 bank days", '? skip 2026-12-01 "reason"'],
    ["run 27 11 2026", "run 2026-11-27"],
    ["run 2026 11 27", "run 2026-11-27"],
    ["run 11 12 2026", "? run 2026-11-12"],
    ["run 27 11", "? run 2026-11-27"],
    ["run first week of november", "run 2026-11-02..2026-11-06"],
    ["run the second week of november", "? run 2026-11-09..2026-11-13 | run 2026-11-02..2026-11-06"],
    ["run november", "run 2026-11-02..2026-11-27"],
    ["run all of october", "run 2026-10-01..2026-10-30"],
    ["run november 25", "run 2026-11-25"],
  ])("%s → %s", (line, expected) => {
    expect(meaning(line)).toBe(expected);
  });
});

describe("no part of what was said is taken for the whole of it", () => {
  test.each([
    ...[
      "run last bank day of q3",
      "run 3 business days before friday",
      "run today at 5pm",
      "run today at 17:00",
    ],
    ...[
      "run friday after next",
      "run friday before last",
      "run friday of the second sprint",
      "run today until 5",
    ],
    ...[
      "run 2026-11-25 or 2026-11-26",
      "run 27 nov except housing",
      "cancel today at 5",
      "unskip friday and the next",
    ],
    ...[
      "summary friday before last",
      "chart 27 nov of last year",
      'skip friday next quarter "x"',
      'skip friday "x" next week',
    ],
    ...['release 27 nov "x" of last year', "run friday --force “x” last week", 'withdraw friday of q3 "x"'],
    "schedule pause until friday of the second sprint",
  ])("%s offers no day", (line) => {
    expect(meaning(line)).toMatch(/^\? [^|]*YYYY-MM-DD[^|]*$/);
  });

  test.each([
    ["run 2026-11-20 quickly", "? run 2026-11-20"],
    ["skip friday no file", '? skip 2026-12-04 "no file"'],
    ["skip 25 dec bank holiday", '? skip 2026-12-25 "bank holiday"'],
    ["skip friday month end", '? skip 2026-12-04 "month end"'],
  ])("but words of something else leave it: %s → %s", (line, expected) => {
    expect(meaning(line)).toBe(expected);
  });

  test("and what can be typed is told", () => {
    const says = (line: string) => {
      const parsed = parseCommand(line, { today, calendar });
      return parsed.is === "command" ? "" : parsed.problem.says;
    };
    expect(says("run last bank day of q3")).toContain(
      '"last bank day of q3" is no day that I can read; one is yesterday, 27 nov, last friday, 3 bank days ago, last bank day of october or 2026-11-29',
    );
    expect(says("run today at 5pm")).toContain(
      "`/loans schedule HH:MM` says when days are run by themselves",
    );
    expect(says("run next week")).toContain("2026-11-30 to 2026-12-04 are after today");
  });
});

describe("several days, and dates that are said at length: none is left out, and no other is taken", () => {
  test.each([
    // Those that follow on each other are a range.
    ["run 25 26 27 Nov", "run 2026-11-25..2026-11-27"],
    ["run 25, 26 and 27 nov", "run 2026-11-25..2026-11-27"],
    ["run 25,26,27 nov", "run 2026-11-25..2026-11-27"],
    ["run nov 25, 26, 27", "run 2026-11-25..2026-11-27"],
    ["run 27/11 26/11", "run 2026-11-26..2026-11-27"],
    ["run mon tue wed", "run 2026-11-23..2026-11-25"],
    ["run monday and tuesday --force", "run 2026-11-23..2026-11-24 --force"],
    ["run 2026-11-25 2026-11-26 2026-11-27", "run 2026-11-25..2026-11-27"],
    ["run 2026-11-25,2026-11-26", "run 2026-11-25..2026-11-26"],
    ['skip 24 and 25 dec "closed"', 'skip 2026-12-24..2026-12-25 "closed"'],
    // Others are asked about, each.
    ["run mon wed fri", "? run 2026-11-23 | run 2026-11-25 | run 2026-11-27"],
    ["run 25 nov and 27 nov", "? run 2026-11-25 | run 2026-11-27"],
    ["run firday and today", "? run 2026-11-27 | run 2026-11-29"],
    ["run saturday and sunday", "? run 2026-11-28..2026-11-29 | run 2026-11-22 | run 2026-11-28"],
    ["run 25 26", "? run 2026-11-25..2026-11-26 | run 2026-10-25..2026-10-26"],
    ["run the 25th and 26th", "? run 2026-11-25..2026-11-26 | run 2026-10-25..2026-10-26"],
    ['skip tomorrow and friday "x"', '? skip 2026-11-30 "x" | skip 2026-12-04 "x"'],
    ['skip tomorrow, friday "x"', '? skip 2026-11-30 "x" | skip 2026-12-04 "x"'],
    ["skip tomorrow and friday", '? skip 2026-11-30 "reason" | skip 2026-12-04 "reason"'],
    ["unskip tomorrow and friday", "? unskip 2026-11-30 | unskip 2026-12-04"],
    ["summary yesterday today", "? summary 2026-11-28 | summary 2026-11-29"],
    ["summary 25 26 nov", "? summary 2026-11-25 | summary 2026-11-26"],
    ["compare 26 27 nov", "compare 2026-11-26 2026-11-27"],
    ["compare 27 nov 20 nov", "compare 2026-11-27 2026-11-20"],
    ["compare 20 nov 31 oct", "compare 2026-11-20 2026-10-31"],
    ["compare 27th november 20th november", "compare 2026-11-27 2026-11-20"],
    ["compare 27 nov 2026 20 nov", "compare 2026-11-27 2026-11-20"],
    ["compare nov 27 20 nov", "compare 2026-11-27 2026-11-20"],
    ["compare 27 nov 2026-11-20", "compare 2026-11-27 2026-11-20"],
    ["compare 27 nov 20/11", "compare 2026-11-27 2026-11-20"],
    ["compare 27 nov - 20 nov", "compare 2026-11-27 2026-11-20"],
    ["compare 27 nov 24", "? compare YYYY-MM-DD"],
    ["chart 27 nov 20 nov", "? chart 2026-11-20 | chart 2026-11-27"],
    ["chart 27 nov 20th", "? chart 2026-11-20 | chart 2026-11-27 | chart 2026-10-20"],
    ["summary 27 nov 20 nov", "? summary 2026-11-20 | summary 2026-11-27"],
    ["27 nov 20 nov", "? summary 2026-11-20 | summary 2026-11-27"],
    ["run 20 nov 27 nov", "? run 2026-11-20..2026-11-27 | run 2026-11-20 | run 2026-11-27"],
    ["run 20 nov - 27 nov", "run 2026-11-20..2026-11-27"],
    ["run 27 nov - 20 nov", "? run 2026-11-20..2026-11-27"],
    [
      'skip 20 nov 27 nov "moved"',
      '? skip 2026-11-20..2026-11-27 "moved" | skip 2026-11-20 "moved" | skip 2026-11-27 "moved"',
    ],
    ["logs 27 nov 2", "logs 2026-11-27 2-count"],
    // The month of both ends is said once.
    ["run 25-27 nov", "run 2026-11-25..2026-11-27"],
    ["run 25 to 27 nov", "run 2026-11-25..2026-11-27"],
    ["run nov 25-27", "run 2026-11-25..2026-11-27"],
    ["run between 25 and 27 november 2026", "run 2026-11-25..2026-11-27"],
    // A weekday beside its date, and beside one that is another weekday.
    ["run friday the 20th", "run 2026-11-20"],
    ["run fri 20 nov", "run 2026-11-20"],
    ["run friday, 20 november 2026", "run 2026-11-20"],
    ["run friday the 13th", "run 2026-11-13"],
    ['skip friday the 4th "x"', 'skip 2026-12-04 "x"'],
    ["run friday the 21st", "? run 2026-11-21 | run 2026-10-21"],
    ["run friday 21 nov", "? run 2026-11-21"],
    ["run the 25th", "? run 2026-11-25 | run 2026-10-25"],
    ["run first of november", "run 2026-11-01"],
    ["run the twenty-fifth of november", "run 2026-11-25"],
    ["run the third", "? run 2026-11-03 | run 2026-10-03"],
    ["run yesterday's", "run 2026-11-28"],
    // There is no run that only looks, and it is not begun instead.
    ["run today --dry-run", "? help run"],
    ["run today dry run", "? help run"],
    ["run --dry", "? help run"],
    ["dry run", "? help run"],
    ["run today please", "run 2026-11-29"],
    ["run please", "run 2026-11-29"],
    ["run yesterday, thanks!", "run 2026-11-28"],
    ["run yesterday now", "run 2026-11-28"],
  ])("%s → %s", (line, expected) => {
    expect(meaning(line)).toBe(expected);
  });
});

describe("what people type for a command that has another name", () => {
  test.each([
    // Cancel ends something at once, so it is offered.
    ["stop", "? cancel"],
    ["kill", "? cancel"],
    ["abort", "? cancel"],
    ["stop deploy", "? cancel deploy"],
    ["rerun", "? retry | run YYYY-MM-DD --force"],
    ["restart friday", "? retry 2026-11-27 | run 2026-11-27 --force"],
    ["redo yesterday", "? retry 2026-11-28 | run 2026-11-28 --force"],
    ["start", "? run 2026-11-29 | deploy"],
    ["go", "? run 2026-11-29 | deploy"],
    // What only looks is read.
    ["today", "summary 2026-11-29"],
    ["yesterday", "summary 2026-11-28"],
    ["2026-11-29", "summary 2026-11-29"],
    ["friday", "summary 2026-11-27"],
    ["28", "? summary 2026-11-28 | summary 2026-10-28"],
    ["last week", "? run 2026-11-16..2026-11-20"],
    ["count", "summary"],
    ["counts yesterday", "summary 2026-11-28"],
    ["report", "summary"],
    ["please cancel", "cancel"],
    ["please run friday", "run 2026-11-27"],
    ["run friday without force", "run 2026-11-27"],
    ["run friday no force", "run 2026-11-27"],
    ["run last weekend", "? run YYYY-MM-DD"],
    ["run yesterday and today", "? run 2026-11-28..2026-11-29 | run 2026-11-28 | run 2026-11-29"],
    ["run yesterday, today", "? run 2026-11-28..2026-11-29 | run 2026-11-28 | run 2026-11-29"],
    ["diff 2026-11-26 2026-11-27", "compare 2026-11-26 2026-11-27"],
    ["compare thursday friday", "compare 2026-11-26 2026-11-27"],
    ["graph friday", "chart 2026-11-27"],
    ["audit last month", "audit 2026-10"],
    ["show", "summary"],
    ["show today", "summary 2026-11-29"],
    ["show me yesterday", "summary 2026-11-28"],
    ["show runs", "runs"],
    ["how many loans today?", "summary 2026-11-29"],
    ["how many loans?", "summary"],
    ["how is it going?", "status"],
    ["what is going on?", "status"],
    ["what's up", "status"],
    ["what happened on friday?", "summary 2026-11-27"],
    ["how do I run a day?", "help run"],
    ["what waits for me?", "status"],
    ["what is held?", "runs held"],
    ["which days failed", "runs failed"],
    ["when is the next run?", "schedule"],
    ["what is the count of housing", "? trend housing | summary"],
    ["what is the weather", "? status"],
    ["run today again", "? retry 2026-11-29 | run 2026-11-29 --force"],
    ["run last week once more", "? run 2026-11-16..2026-11-20 --force"],
    ["run again", "? retry | run YYYY-MM-DD --force"],
    ["status?", "status"],
    ["list", "runs"],
    ["history", "runs"],
    // Teardown asks by a form, a deploy and a backfill by a plan.
    ["destroy", "teardown"],
    ["delete", "teardown"],
    ["delete the stack", "teardown"],
    ["destroy everything", "teardown"],
    ["delete today", '? cancel 2026-11-29 | withdraw 2026-11-29 "reason"'],
    ["down", "teardown"],
    ["remove", "teardown"],
    ["cleanup", "teardown"],
    ["tear down", "teardown"],
    ["tear-down", "teardown"],
    ["undeploy", "teardown"],
    ["tear", "? teardown"],
    ["up", "deploy"],
    ["backfill 2026-11-23..2026-11-25", "run 2026-11-23..2026-11-25"],
    ["backfill last week", "run 2026-11-16..2026-11-20"],
    ["backfill friday", "? run 2026-11-27"],
    ["backfill", "? run YYYY-MM-DD"],
    ["pause", "schedule pause"],
    ['pause "month end"', 'schedule pause "month end"'],
    ["resume", "schedule resume"],
    ["next", "schedule"],
    ["next pause", "? schedule pause"],
    ["freeze", '? lock "reason"'],
    ['freeze "month end" until tomorrow', 'lock "month end" until 2026-11-30'],
    // Not by typing.
    ["approve", "? status"],
    ["apply", "? status"],
    ["discard", "? status"],
    ["deny", "? status"],
    ["cost", "menu"],
    ["price", "menu"],
    ["dashboard", "? summary"],
    ["metabase", "? summary"],
    ["link", "? summary"],
    ["undo", '? unskip YYYY-MM-DD | withdraw YYYY-MM-DD "reason" | unlock | schedule resume'],
    ["doctor", "status"],
    ["ping", "status"],
    ["version", "status"],
    ["whoami", "help"],
    ["who", "help"],
    ["config", "help"],
    ["-h", "help"],
    ["--help", "help"],
    ["?", "help"],
    // First letters.
    ["r", '? run 2026-11-29 | runs | release YYYY-MM-DD "reason" | retry'],
    ["s", '? status | summary | schedule | skip YYYY-MM-DD "reason"'],
    ["dep", "? deploy"],
    ["sum", "summary"],
    ["sum friday", "summary 2026-11-27"],
    ["stat", "status"],
    // Mistakes.
    ["stauts", "? status"],
    ["depoly", "? deploy"],
    ["unrun", "?"],
    ["unock", "? unlock"],
    ["frobnicate", "?"],
    ["/loans run today", "run 2026-11-29"],
  ])("%s → %s", (line, expected) => {
    expect(meaning(line)).toBe(expected);
  });
});

describe("words for what is smaller than the stack never offer the stack", () => {
  test.each([
    ["delete 27 nov", '? cancel 2026-11-27 | withdraw 2026-11-27 "reason"'],
    ["delete run today", '? cancel 2026-11-29 | withdraw 2026-11-29 "reason"'],
    ["teardown 27 nov", '? cancel 2026-11-27 | withdraw 2026-11-27 "reason"'],
    ["clean up november", '? cancel | withdraw YYYY-MM-DD "reason"'],
    ["wipe the numbers of friday", '? withdraw 2026-11-27 "reason"'],
    ["remove lock", "? unlock"],
    ["remove the lock", "? unlock"],
    ["cancel the lock", "? unlock"],
    ["release the lock", "? unlock"],
    ["lift the freeze", "? unlock"],
    ["remove the skip of 2 dec", "? unskip 2026-12-02"],
    ["undo the skip of 2 dec", "? unskip 2026-12-02"],
    ["tear down the skip", "? unskip YYYY-MM-DD"],
    ["end the pause", "? schedule resume"],
    ["delete the backfill", "? cancel"],
    ["clear the queue", "? cancel"],
    ["destroy the deployment", "? cancel deploy"],
    ["stop the run of friday", "? cancel 2026-11-27"],
    ["cancel the run of friday", "cancel 2026-11-27"],
    ["cancel the teardown", "cancel teardown"],
    ["down time", "?"],
    ["remove user bob", "?"],
    ["delete the stack and housing", "?"],
    ["tear 27 nov", "? help teardown"],
    ["up now x", "?"],
    ["up 27 nov", "?"],
    ["deploy 27 nov", "? help deploy"],
    ["teardown everything", "? teardown"],
    ["unlock 27 nov", "? help unlock"],
    // What stands in a reason is none of it.
    ['withdraw 27 nov "the skip was wrong"', 'withdraw 2026-11-27 "the skip was wrong"'],
    ["release 27 nov lock problem", '? release 2026-11-27 "lock problem"'],
  ])("%s → %s", (line, expected) => {
    expect(meaning(line)).toBe(expected);
  });
});

describe("the schedule stands still and goes on by whatever word", () => {
  test.each([
    ...["stop", "cancel", "turn off", "switch off", "disable", "suspend", "kill", "delete"].flatMap(
      (verb) => [
        [`${verb} the schedule`, "? schedule pause"],
        [`${verb} schedule`, "? schedule pause"],
      ],
    ),
    ...["start", "enable", "turn on", "reactivate", "continue"].map((verb) => [
      `${verb} the schedule`,
      "? schedule resume",
    ]),
    ["turn the schedule off", "? schedule pause"],
    ["switch the schedule on", "? schedule resume"],
    ['stop the schedule "month end"', '? schedule pause "month end"'],
    ["set the schedule to 07:30", "? schedule 07:30"],
    ["pause the schedule", "schedule pause"],
    ['pause the schedule until friday "x"', 'schedule pause until 2026-12-04 "x"'],
    ["resume the schedule", "schedule resume"],
  ])("%s → %s", (line, expected) => {
    expect(meaning(line)).toBe(expected);
  });
});

describe("what stood behind a command that did not take it", () => {
  test.each([
    ["run --help", "help run"],
    ["run help", "help run"],
    ["run -h", "help run"],
    ["run ?", "help run"],
    ["help run", "help run"],
    ["help stop", "help cancel"],
    ["help me", "help"],
    ["help frobnicate", "? help"],
    ["status today", "summary 2026-11-29"],
    ["status yesterday", "summary 2026-11-28"],
    ["status friday", "summary 2026-11-27"],
    ["status all", "? status"],
    ["runs today", "summary 2026-11-29"],
    ["runs failed", "runs failed"],
    ["runs 5", "runs 5"],
    ["runs 2026-11", "runs 2026-11"],
    ["runs november", "runs 2026-11"],
    ["runs last month", "runs 2026-10"],
    ["runs held", "runs held"],
    ["runs cancelled", "runs canceled"],
    ["runs failed 2026-11", "runs failed 2026-11"],
    ["runs november failed", "runs failed 2026-11"],
    ["runs failed in october", "runs failed 2026-10"],
    ["runs failed 3", "runs failed 3"],
    ["list failed", "runs failed"],
    ["runs 28 nov", "summary 2026-11-28"],
    ["runs faild", "? runs failed"],
    ["runs faild 32", "? runs failed 31"],
    ["runs what 32", "? runs 31"],
    ["runs what 2027-01", "? runs 2026-11"],
    ["runs 2027-01 32", "? runs 2026-11 31"],
    ["runs failed yesterday", "? runs failed"],
    ["runs 100", "? runs 31"],
    ["runs 2027-01", "? runs 2026-11"],
    ["cancel all", "? cancel"],
    ["cancel backfill", "? cancel"],
    ["deploy cancel", "? cancel deploy"],
    ["teardown stop", "? cancel teardown"],
    ["deploy now", "? deploy"],
    ["schedule tomorrow", "? schedule HH:MM"],
    ["schedule off", "schedule pause"],
    ["schedule on", "schedule resume"],
    ["schedule stop", "schedule pause"],
    ["schedule turn off", "schedule pause"],
    ["schedule at 07:30", "schedule 07:30"],
    ["schedule next", "schedule"],
  ])("%s → %s", (line, expected) => {
    expect(meaning(line)).toBe(expected);
  });
});

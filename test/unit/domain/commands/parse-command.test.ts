import { describe, expect, test } from "vitest";
import type { Command, CommandName } from "../../../../src/domain/commands/command.ts";
import { formatCommand, typed } from "../../../../src/domain/commands/command.ts";
import { mistakesBetween } from "../../../../src/domain/commands/edit-distance.ts";
import { parseCommand } from "../../../../src/domain/commands/parse-command.ts";
import type { Day } from "../../../../src/domain/day.ts";
import { addDays } from "../../../../src/domain/day.ts";
import { emrStepNames } from "../../../../src/domain/runs/effect-names.ts";
import { EVERY_DAY } from "../../../../src/domain/schedule/bank-days.ts";

const today = "2026-11-23" as Day;
const parse = (text: string) => parseCommand(text, { today, calendar: EVERY_DAY });
const read = (text: string) => {
  const parsed = parse(text);
  return parsed.is === "command" ? formatCommand(parsed.command) : "unknown";
};
const refused = (text: string) => {
  const parsed = parse(text);
  if (parsed.is === "command") throw new Error(`"${text}" was read as ${formatCommand(parsed.command)}`);
  const { code, says, remedy } = parsed.problem;
  const [first] = parsed.meant;
  return { code, says, remedy, suggestion: first === undefined ? null : formatCommand(first) };
};

describe("a line is read as a command", () => {
  test.each([
    ["deploy", "deploy"],
    ["run", "run 2026-11-23"],
    ["run today", "run 2026-11-23"],
    ["run yesterday", "run 2026-11-22"],
    ["run 2026-02-28", "run 2026-02-28"],
    ["run 2026-11-01..2026-11-07", "run 2026-11-01..2026-11-07"],
    ["run 2026-11-01..Yesterday --force", "run 2026-11-01..2026-11-22 --force"],
    ["run last week", "run 2026-11-16..2026-11-22"],
    ["run --force last week", "run 2026-11-16..2026-11-22 --force"],
    ["run 2026-11-07..2026-11-07", "run 2026-11-07"],
    ["run --force", "run 2026-11-23 --force"],
    ["run today --force", "run 2026-11-23 --force"],
    ["run --force yesterday", "run 2026-11-22 --force"],
    ["status", "status"],
    ["runs", "runs"],
    ["summary", "summary"],
    ["summary yesterday", "summary 2026-11-22"],
    ["chart", "chart"],
    ["chart yesterday", "chart 2026-11-22"],
    ["compare", "compare"],
    ["compare today", "compare 2026-11-23"],
    ["compare yesterday 2026-11-10", "compare 2026-11-22 2026-11-10"],
    ["compare 2026-11-10 and today", "compare 2026-11-10 2026-11-23"],
    ["compare 2026-11-10..Today", "compare 2026-11-10 2026-11-23"],
    ["trend", "trend"],
    ["trend GOLD Loan", "trend GOLD Loan"],
    ['trend "स्वर्ण ऋण"', "trend स्वर्ण ऋण"],
    ["teardown", "teardown"],
    ["cancel", "cancel"],
    ["cancel today", "cancel 2026-11-23"],
    ["cancel deploy", "cancel deploy"],
    ["cancel batch-loan-tracker-2026-11-23-g2", "cancel batch-loan-tracker-2026-11-23-g2"],
    ["retry", "retry"],
    ["retry yesterday", "retry 2026-11-22"],
    ["retry DEPLOY-loan-tracker-3", "retry deploy-loan-tracker-3"],
    ["logs", "logs"],
    ["logs yesterday", "logs 2026-11-22"],
    ["logs count", "logs 2-count"],
    ["logs today 3", "logs 2026-11-23 3-out"],
    ["logs 2026-11-20 1-in", "logs 2026-11-20 1-in"],
    ["audit", "audit 2026-11"],
    ["audit csv", "audit 2026-11 csv"],
    ["audit this month", "audit 2026-11"],
    ["audit Last Month csv", "audit 2026-10 csv"],
    ["audit november", "audit 2026-11"],
    ["audit dec", "audit 2025-12"],
    ["audit March 2024", "audit 2024-03"],
    ["audit 2026-02", "audit 2026-02"],
    ["run 20261122", "run 2026-11-22"],
    ["run 2026/11/5 --force", "run 2026-11-05 --force"],
    ["retry 20261122", "retry 2026-11-22"],
    ["logs 2-count today", "logs 2026-11-23 2-count"],
    ["help", "help"],
    ["help run", "help run"],
    ["destroy everything", "teardown"],
    ["", "menu"],
    ["   ", "menu"],
    ["  RUN   Today  ", "run 2026-11-23"],
    ["Deploy", "deploy"],
    ["run today —force", "run 2026-11-23 --force"],
    ["run today –force", "run 2026-11-23 --force"],
    ["run today ——force", "run 2026-11-23 --force"],
    ["run\u00a0today", "run 2026-11-23"],
  ])("%j is %j", (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

test("what is written down for a command reads back as the same command", () => {
  const days = [today, addDays(today, -1), "2024-02-29" as Day];
  const whiches = [
    null,
    ...days.map((day) => ({ day })),
    { of: "deploy" as const },
    { of: "teardown" as const },
    { runId: "deploy-loan-tracker-12" },
  ];
  const all: { readonly [Name in CommandName]: readonly Extract<Command, { name: Name }>[] } = {
    deploy: [{ name: "deploy" }],
    run: [
      ...days.flatMap((day) => [true, false].map((force) => ({ name: "run" as const, day, force }))),
      { name: "run", day: addDays(today, -30), until: today, force: false },
      { name: "run", day: addDays(today, -6), until: addDays(today, -1), force: true },
      { name: "run", day: today, force: true, why: "the file was of another Bank" },
      { name: "run", day: addDays(today, -6), until: today, force: true, why: "the auditors' Week" },
    ],
    status: [{ name: "status" }],
    runs: [
      { name: "runs" },
      { name: "runs", only: "failed" },
      { name: "runs", only: "held", month: "2026-11", count: 5 },
      { name: "runs", month: "2025-12" },
    ],
    summary: [null, ...days].map((day) => ({ name: "summary" as const, day })),
    chart: [null, ...days].map((day) => ({ name: "chart" as const, day })),
    compare: [
      { name: "compare", day: null, other: null },
      { name: "compare", day: today, other: null },
      { name: "compare", day: today, other: addDays(today, -7) },
    ],
    trend: [
      { name: "trend", category: null },
      { name: "trend", category: "Gold Loan" },
    ],
    schedule: [
      { name: "schedule", change: null },
      { name: "schedule", change: { is: "pause", why: "month end" } },
      { name: "schedule", change: { is: "resume", why: null } },
      { name: "schedule", change: { is: "time", time: "07:30", why: "the file comes LATER" } },
    ],
    skip: [
      { name: "skip", day: today, why: "a Bank Holiday" },
      { name: "skip", day: "2026-12-24" as Day, until: "2026-12-26" as Day, why: "Christmas" },
    ],
    unskip: [
      { name: "unskip", day: "2026-12-25" as Day },
      { name: "unskip", day: today, until: "2026-12-05" as Day },
    ],
    withdraw: [{ name: "withdraw", day: today, why: "the file was of another Bank" }],
    release: [{ name: "release", day: today, why: "the bank has sold a Branch" }],
    lock: [
      { name: "lock", why: "Month end", until: null },
      { name: "lock", why: "Month end", until: { day: today, time: "18:00" } },
      { name: "lock", why: "the auditors' Week", until: { day: "2026-12-05" as Day, time: null } },
    ],
    unlock: [{ name: "unlock" }],
    cancel: whiches.map((which) => ({ name: "cancel" as const, which })),
    retry: whiches.map((which) => ({ name: "retry" as const, which })),
    logs: [null, ...days].flatMap((day) =>
      [null, ...emrStepNames].map((step) => ({ name: "logs" as const, day, step })),
    ),
    audit: [
      { name: "audit", month: "2026-11", csv: false },
      { name: "audit", month: "2025-02", csv: true },
    ],
    teardown: [{ name: "teardown" }],
    menu: [{ name: "menu" }],
    help: [{ name: "help" }, { name: "help", about: "run" }],
  };
  for (const command of Object.values(all).flat()) {
    expect(parse(formatCommand(command))).toEqual({ is: "command", command });
    expect(typed(command)).toBe(`/loans ${formatCommand(command)}`);
  }
});

describe("a day that cannot be run is refused with the line to type instead", () => {
  test.each([
    ["run 2026-02-30", "bad-day", "run YYYY-MM-DD"],
    ["run tomorrow", "future-day", "run YYYY-MM-DD"],
    ["run yesterdya", "bad-day", "run 2026-11-22"],
    ["run 2026-11-24", "future-day", "run YYYY-MM-DD"],
    ["summary 2027-01-01", "future-day", "summary YYYY-MM-DD"],
    ["run 2026-11-20 quickly", "extra-words", "run 2026-11-20"],
    ["run 2026-11-20..2026-11-21 only --force", "extra-words", "run 2026-11-20..2026-11-21 --force"],
    ["run last week quickly", "extra-words", "run 2026-11-16..2026-11-22"],
    ["run today --froce", "unknown-option", "run 2026-11-23 --force"],
    ["run today --quick", "unknown-option", "run 2026-11-23"],
    ["run 2026-11-07..2026-11-01 --force", "reversed-range", "run 2026-11-01..2026-11-07 --force"],
    ["run 2026-11-20..2026-12-01", "future-day", "run 2026-11-20..2026-11-23"],
    ["run 2025-10-20..2026-11-23", "long-range", "run 2025-10-20..2025-11-19"],
    ["run last year", "bad-range", "run YYYY-MM-DD"],
    ["run last week --froce", "unknown-option", "run 2026-11-16..2026-11-22 --force"],
    ["audit 2026-12", "future-month", "audit 2026-11"],
    ["audit december 2026 csv", "future-month", "audit 2026-11 csv"],
    ["audit 2026/10", "bad-month", "audit 2026-10"],
    ["audit 10/2026 csv", "bad-month", "audit 2026-10 csv"],
    ["audit 2026-11-23", "bad-month", "audit 2026-11"],
    ["audit 2026-13", "bad-month", "audit 2026-11"],
    ["audit everything", "bad-month", "audit 2026-11"],
    ["deploy now", "extra-words", "deploy"],
    ["status all", "extra-words", "status"],
    ["runs everything", "extra-words", "runs"],
    ["teardown\u00a0 NOW", "extra-words", "teardown"],
    ["retry deploy deploy", "extra-words", "retry deploy"],
    ["cancel 2026-11-24", "future-day", "cancel YYYY-MM-DD"],
    ["cancel depoly", "bad-run", "cancel deploy"],
    ["cancel everything", "bad-run", "cancel"],
    ["cancel today quickly", "extra-words", "cancel 2026-11-23"],
    ["cancel deploy now", "extra-words", "cancel deploy"],
    ["logs 2026-02-30", "bad-day", "logs YYYY-MM-DD"],
    ["logs today spark", "bad-step", "logs 2026-11-23 2-count"],
    ["logs today 2-count more", "extra-words", "logs 2026-11-23 2-count"],
  ])("%s: %s, try %s", (text, code, suggestion) => {
    expect(refused(text)).toMatchObject({ code, suggestion, remedy: `type \`/loans ${suggestion}\`` });
  });

  test("in words", () => {
    expect(refused("run 2026-11-24")).toEqual({
      code: "future-day",
      says: "reading `/loans run 2026-11-24`: 2026-11-24 is after today, 2026-11-23",
      remedy: "type `/loans run YYYY-MM-DD`",
      suggestion: "run YYYY-MM-DD",
    });
  });
});

describe("an unknown command is answered with the nearest one", () => {
  test.each([
    ["teerdown", "teardown"],
    ["tear", "teardown"],
    ["depoly", "deploy"],
    ["rnu today", "run 2026-11-23"],
    ["rn 2026-11-20 --force", "run 2026-11-20 --force"],
    ["rnus", "runs"],
    ["stauts", "status"],
    ["sumary yesterday", "summary 2026-11-22"],
    ["hlep", "help"],
    ["constructor", null],
    ["x".repeat(41), null],
  ])("%s → %s", (text, suggestion) => {
    expect(refused(text)).toMatchObject({ code: "unknown-command", suggestion });
  });

  test("a word said back cannot end its code span, and is cut when long", () => {
    const { says } = refused(`\`rm\` ${"a".repeat(500)}`);
    expect(says).toMatch(/^reading `\/loans 'rm' a{54}…`: there is no such command$/);
    // Slack refuses a message that holds half an emoji.
    for (let length = 0; length < 60; length += 1) {
      const line = `${"x".repeat(length)}${"🙂".repeat(40)}`;
      expect(refused(line).says.isWellFormed()).toBe(true);
      expect(refused(`run ${line}..today`).says.isWellFormed()).toBe(true);
    }
  });
});

test("a swap of two letters is one mistake", () => {
  expect(mistakesBetween("rnu", "run")).toBe(1);
  expect(mistakesBetween("kitten", "sitting")).toBe(3);
  expect(mistakesBetween("", "run")).toBe(3);
  expect(mistakesBetween("run", "run")).toBe(0);
});

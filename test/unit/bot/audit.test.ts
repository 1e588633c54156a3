import { expect, test } from "vitest";
import type { AuditFile } from "../../../src/bot/views/audit.ts";
import { auditMessage } from "../../../src/bot/views/audit.ts";
import { textOf } from "../../../src/bot/views/block-kit/block-text.ts";
import { noticeMessage } from "../../../src/bot/views/notices/notice.ts";
import { auditRows } from "../../../src/domain/audit/audit-rows.ts";
import { csvLine } from "../../../src/domain/csv.ts";
import { auditOf } from "../../support/runs/audit-of.ts";

const said = (
  found: ReturnType<typeof auditOf>,
  shows: "newest" | "rows" | AuditFile = "newest",
  zone = "UTC",
) => auditMessage(found, { shows, zone }).blocks.map((block) => textOf([block]));
const one = auditOf("known", { text: "run today", result: "succeeded" }, 1);
const hash = one.entries[0]?.hash;
const alone =
  "Kept in the bot's Redis alone; LOANS_AUDIT names a place outside of it. That entries are missing at the end, only a hash that was kept elsewhere tells.";

test("a month is told with its number of entries, first and last hash, whether the chain holds, and each of the newest", () => {
  expect(said(one)).toEqual([
    "Audit record of 2026-11",
    [
      "1 entry, number 1.",
      `First hash \`${hash}\``,
      `Last hash \`${hash}\``,
      "The chain holds: each entry's hash is that of its text, and each follows the one before.",
    ].join("\n"),
    [
      "1 · 2026-11-23 04:00 UTC · <@U0OPERATOR> · *asked* <https://x.example/p1|deploy-loans-1>: succeeded",
      "typed `run today`",
      "reason: known",
    ].join("\n"),
    "`/loans audit 2026-11 csv` has the rows as CSV.",
    alone,
  ]);
});

test("times are those of the bank's clock as the month is, with their zone; that the rows have UTC is said", () => {
  const [entry] = one.entries;
  const late = {
    ...one,
    month: "2026-12",
    entries: entry ? [{ ...entry, at: "2026-11-30T22:01:00.000Z" }] : [],
  };
  const lines = said(late, "newest", "Asia/Kolkata");
  expect(lines[2]).toMatch(/^1 · 2026-12-01 03:31 Asia\/Kolkata · /);
  expect(lines[3]).toBe("`/loans audit 2026-12 csv` has the rows as CSV, with their times in UTC.");
  const inUtc = "The month is that of Asia/Kolkata; the times of the rows are in UTC.";
  expect(said(late, "rows", "Asia/Kolkata")).toContain(inUtc);
  expect(said(late, "rows")).not.toContain(inUtc);
});

test("what is not as it was written comes first, and what is still to be written is told", () => {
  const broken = { seq: 2, says: "entry 2 was changed: its hash is not that of its text" };
  const found = {
    ...one,
    broken,
    owed: 3,
    trouble: "the place does not answer",
    place: "s3://records-123456789012/loans",
  };
  const [, first, ...rest] = said(found);
  expect(first).toMatch(/^1 entry, number 1. 3 more are still to be written.$/m);
  expect(first).toMatch(/\*Not as it was written:\* entry 2 was changed: its hash is not that of its text.$/);
  expect(first).not.toContain("The chain holds");
  expect(rest.slice(-2)).toEqual([
    "*The record does not go on:* the place does not answer",
    "Kept at `s3://records-[account]/loans` too. `npm run audit -- --verify` judges it there.",
  ]);
});

test("a month without entries says so, and one with many shows the newest and how many it does not", () => {
  expect(said({ ...one, entries: [] })).toEqual([
    "Audit record of 2026-11",
    "Nothing is recorded of 2026-11.",
    alone,
  ]);
  const many = said(auditOf("known", {}, 40));
  expect(many[2]).toMatch(/^29 · /);
  expect(many.at(-2)).toMatch(/^28 earlier ones are not shown. /);
});

test("the head of a teardown is told with its number, its hash and what they are good for", () => {
  const notice = { is: "audit-head", seq: 57, hash: "a".repeat(64), runId: "teardown-loans-1" } as const;
  expect(noticeMessage(notice, "https://x.example/p1").text.split("\n")).toEqual([
    "The audit record at this teardown",
    `It has 57 entries up to the end of <https://x.example/p1|the teardown>. The hash of the last one is \`${notice.hash}\`.`,
    "The record stays in the bot's Redis alone, since LOANS_AUDIT is not set. `npm run audit -- --verify` tells whether this entry still stands in it as it did.",
  ]);
  expect(noticeMessage(notice, null).text).toContain("up to the end of the teardown.");
});

test("the rows as CSV are quoted where they need it, and none is a formula of a spreadsheet", () => {
  const text = 'skip today "holiday, again"';
  const { entries } = auditOf("=1+1", { text, ran: ["plan", "apply"] }, 1);
  const [head, row] = auditRows(entries).map(csvLine);
  expect(head).toBe("seq,at,actor,act,run,days,text,reason,plan,ran,result,link,prev,hash");
  expect(row).toMatch(
    /^1,2026-11-23T04:00:00.000Z,U0OPERATOR,asked,deploy-loans-1,,"skip today ""holiday, again""",'=1\+1,,plan apply,'=1\+1,https:\/\/x.example\/p1,0{64},[0-9a-f]{64}$/,
  );
});

test.each(["=1", "+1", "-1", "@a", " =1", "\t1", "\r1", "＝1", "＠a"])(
  "%j in a field is text to a spreadsheet",
  (text) => {
    expect(csvLine([text]).replaceAll('"', "")).toBe(`'${text}`);
  },
);

test("where the file is that has all rows of a month, is told in their place", () => {
  const name = "loans-x-audit-2026-11.csv";
  const found = auditOf("known", {}, 71);
  const place = "in your direct messages with this app";
  expect(said(found, { name, isHere: false })[2]).toBe(`All 71 entries are in \`${name}\`, ${place}.`);
  expect(said(one, { name, isHere: true })[2]).toBe(`The one entry is in \`${name}\`, here.`);
});

test("of more rows than Slack shows in one message the newest are shown, and how many are left out is said", () => {
  const found = auditOf("known", {}, 40);
  const [, , fence = "", rest] = said(found, "rows");
  const shown = fence.split("\n").filter((line) => /^\d+,/.test(line));
  expect(shown.at(-1)).toMatch(/^40,/);
  expect(shown.length).toBeGreaterThan(5);
  expect(rest).toBe(
    `${40 - shown.length} earlier rows are left out, since one message holds no more. \`npm run audit -- --csv 2026-11\` prints them all, where the record can be read; with the scope \`files:write\` they come here as a file.`,
  );
  expect(fence).toMatch(/^```\nseq,at,[\s\S]*\n```$/);
});

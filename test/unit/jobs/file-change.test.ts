import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { Problem } from "../../../src/domain/problem.ts";
import { countedFile } from "../../../src/domain/runs/day-number/counted-file.ts";
import type { StepProgress } from "../../../src/domain/runs/run-progress.ts";
import { fileChange } from "../../../src/jobs/workflows/batch/file-change.ts";
import { summaryOfToday } from "../../support/runs/run-views.ts";

const READ_AT = "2026-11-23T04:00:00.000Z";
const LONG_BEFORE = "2026-11-23T03:00:00.000Z";
const JUST_BEFORE = "2026-11-23T03:58:00.000Z";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const counted = { sha256: sha256("twelve loans"), bytes: 12, readAt: READ_AT, modifiedAt: null };

/** A file with this content; `reads` are counted, because a large one costs something to read. */
function source(content: string, modifiedAt: string) {
  const reads: string[] = [];
  const file = {
    see: async () => ({ bytes: content.length, modifiedAt }),
    stream: () => {
      reads.push(content);
      return Readable.from([Buffer.from(content)]);
    },
  };
  return { reads, place: { name: "loan.csv", file } };
}

test.each([
  ["of the same content is the same", "twelve loans", JUST_BEFORE, null, 1],
  ["untouched since before it was read is the same, unread", "twelve other", LONG_BEFORE, null, 0],
  ["of the same length is told by reading it", "twelve other", JUST_BEFORE, 12, 1],
  ["of another length has changed, unread", "eleven", LONG_BEFORE, 6, 0],
] as const)("a file %s", async (_, content, modifiedAt, bytes, reads) => {
  const now = source(content, modifiedAt);
  const change = bytes === null ? null : { name: "loan.csv", countedBytes: 12, bytes };
  expect(await fileChange(counted, now.place)).toEqual(change);
  expect(now.reads).toHaveLength(reads);
});

test("a file that bears the time and the length of the counted one is the same, unread", async () => {
  const now = source("twelve other", JUST_BEFORE);
  expect(await fileChange({ ...counted, readAt: null, modifiedAt: JUST_BEFORE }, now.place)).toBeNull();
  expect(now.reads).toHaveLength(0);
  const touched = source("twelve other", READ_AT);
  expect(
    await fileChange({ ...counted, readAt: null, modifiedAt: JUST_BEFORE }, touched.place),
  ).toMatchObject({
    bytes: 12,
  });
});

test("a file of the same length whose time is another one than the counted file's is read, however long before that was", async () => {
  const timed = { ...counted, modifiedAt: "2026-11-23T02:00:00.000Z" };
  const replaced = source("twelve other", LONG_BEFORE);
  expect(await fileChange(timed, replaced.place)).toEqual({ name: "loan.csv", countedBytes: 12, bytes: 12 });
  expect(await fileChange(timed, source("twelve other", "2026-11-22T02:00:00.000Z").place)).not.toBeNull();
  expect(await fileChange(timed, source("twelve loans", LONG_BEFORE).place)).toBeNull();
});

test("where only the summary is left, reading the file tells", async () => {
  const left = { sha256: counted.sha256, bytes: null, readAt: null, modifiedAt: null };
  expect(await fileChange(left, source("twelve loans", LONG_BEFORE).place)).toBeNull();
  expect(await fileChange(left, source("eleven", LONG_BEFORE).place)).toEqual({
    name: "loan.csv",
    countedBytes: null,
    bytes: 6,
  });
});

test("a file that is gone, or that nobody may read, takes nothing back; any other trouble is not hidden", async () => {
  const { place } = source("", JUST_BEFORE);
  const seen = (see: () => Promise<never> | Promise<null>) => ({ ...place, file: { ...place.file, see } });
  const unreadable = new Problem("source-unreadable", "reading it: EACCES", { remedy: "make it readable" });
  expect(
    await fileChange(
      counted,
      seen(async () => null),
    ),
  ).toBeNull();
  expect(
    await fileChange(
      counted,
      seen(() => Promise.reject(unreadable)),
    ),
  ).toBeNull();
  const away = seen(() => Promise.reject(new Error("AWS is away")));
  await expect(fileChange(counted, away)).rejects.toThrow("AWS is away");
});

test("what was counted stands in the journal: where the file was read, else in the summary", () => {
  const step = (name: string, output: unknown) =>
    ({ name, state: "done", startedAt: READ_AT, output }) as StepProgress;
  const summary = step("summarize", {
    ...summaryOfToday,
    lineage: { ...summaryOfToday.lineage, sourceSha256: "b" },
  });
  expect(countedFile({ steps: [step("check-source", { sha256: "a", bytes: 1 }), summary] })).toEqual({
    sha256: "a",
    bytes: 1,
    modifiedAt: null,
    readAt: READ_AT,
  });
  expect(countedFile({ steps: [summary] })).toEqual({
    sha256: "b",
    bytes: null,
    readAt: null,
    modifiedAt: null,
  });
  expect(countedFile({ steps: [] })).toBeNull();
});

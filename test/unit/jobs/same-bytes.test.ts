import { describe, expect, test } from "vitest";
import type { Lake } from "../../../src/aws/lake.ts";
import type { Day } from "../../../src/domain/day.ts";
import { keptFiles, publishedTwin, rawKey } from "../../../src/jobs/workflows/batch/same-bytes.ts";

const [A, B] = ["a".repeat(64), "b".repeat(64)];
const bucket = "lake";
const today = "2026-11-23" as Day;

/** A lake of these objects: keys, and the texts of those that have one. */
function lake(objects: Readonly<Record<string, string>>): { readonly lake: Lake } {
  const found: Pick<Lake, "list" | "readText"> = {
    async *list({ prefix }) {
      for (const key of Object.keys(objects).sort()) {
        if (key.startsWith(prefix)) yield { key, bytes: 1, modifiedAt: "2026-11-23T04:00:00.000Z" };
      }
    },
    readText: async ({ key }) => objects[key] ?? null,
  };
  return { lake: found as Lake };
}

const raw = (day: string, sha256: string) => ({ [`raw/loan_tracker/${day}/${sha256}/loan.csv`]: "" });

test("the days with the same bytes are those whose folder of the lake has their hash, newest first", async () => {
  const world = lake({
    ...raw("2026-11-19", A),
    ...raw("2026-11-20", A),
    ...raw("2026-11-20", B),
    ...raw("2026-11-21", B),
    ...raw("2026-11-23", A),
    ...raw("2026-12-01", A),
    "raw/loan_tracker/notes.txt": "",
  });
  expect(await keptFiles(world, { bucket, day: today, file: { sha256: A } })).toEqual({
    twins: [
      { day: "2026-12-01", isOnly: true, files: [A] },
      { day: "2026-11-20", isOnly: false, files: [A] },
      { day: "2026-11-19", isOnly: true, files: [A] },
    ],
    days: ["2026-11-19", "2026-11-20", "2026-11-21"],
  });
  expect((await keptFiles(world, { bucket, day: today, file: { sha256: "c".repeat(64) } })).twins).toEqual(
    [],
  );
});

const stage = (day: string) => `stage/loan_tracker/insert_date=${day}/run=r-a1/`;
const published = (day: string) => ({ day: day as Day, path: `s3://${bucket}/${stage(day)}part-0.parquet` });

/** A report as the Spark script writes it; one of before names no file. */
function report(day: string, source_sha256?: string) {
  const numbers = [
    "rows_read",
    "malformed_rows",
    "rows_counted",
    "blank_categories",
    "blank_incomes",
    "unreadable_amounts",
  ];
  const text = JSON.stringify({
    ...Object.fromEntries(numbers.map((name) => [name, 0])),
    duplicate_customers: 0,
    category_counts: {},
    ...(source_sha256 === undefined ? {} : { source_sha256 }),
  });
  return { [`${stage(day)}_quality.json`]: text };
}

const twin = (day: string, isOnly = false) => ({ day: day as Day, isOnly });
const [early, late] = ["2026-11-19" as Day, "2026-11-20" as Day];

test.each([
  [
    "the newest day whose published report names the bytes",
    report(late, A),
    [published(late), published(early)],
    late,
  ],
  [
    "not a day whose published report names others: its file was replaced",
    report(late, B),
    [published(late)],
    null,
  ],
  ["not a day of which nothing is published: it was held", report(late, A), [], null],
  [
    "an older one, where the newer is published by others",
    { ...report(late, B), ...report(early, A) },
    [published(late), published(early)],
    early,
  ],
  [
    "not one whose report of before names none, where it had two files",
    report(late),
    [published(late)],
    null,
  ],
] as const)("it is %s", async (_what, objects, days, expected) => {
  const kept = { twins: [twin(late), twin(early)], days: [late, early] };
  expect(await publishedTwin(lake(objects), { kept, published: days, file: { sha256: A } })).toBe(expected);
});

test("a report of before names no file, and the day that had one file alone was counted from it", async () => {
  const kept = { twins: [twin(late, true)], days: [late] };
  const day = await publishedTwin(lake(report(late)), {
    kept,
    published: [published(late)],
    file: { sha256: A },
  });
  expect(day).toBe(late);
});

test("of a day whose file has expired the report tells it", async () => {
  const found = async (objects: Readonly<Record<string, string>>) =>
    await publishedTwin(lake(objects), {
      kept: { twins: [], days: [late] },
      published: [published(early)],
      file: { sha256: A },
    });
  expect(await found(report(early, A))).toBe(early);
  expect(await found(report(early, B))).toBeNull();
  expect(await found(report(early))).toBeNull();
});

describe("a text that is packed, or packed anew,", () => {
  const [T, G, H] = ["d".repeat(64), "e".repeat(64), "f".repeat(64)];
  const packed = (day: string, sha256: string, textSha256: string | null) => ({
    [rawKey(day as Day, { sha256, textSha256, compression: "gzip" })]: "",
  });
  const plain = { sha256: T, textSha256: T };

  test("is the same file as the plain one, and the other way round", async () => {
    const world = lake({
      ...packed("2026-11-18", G, T),
      ...packed("2026-11-19", H, T),
      ...raw("2026-11-20", T),
      ...packed("2026-11-21", G, null),
      ...packed("2026-11-22", "9".repeat(64), A),
    });
    const days = async (file: { readonly sha256: string; readonly textSha256: string | null }) =>
      (await keptFiles(world, { bucket, day: today, file })).twins.map(({ day }) => day);
    expect(await days(plain)).toEqual(["2026-11-20", "2026-11-19", "2026-11-18"]);
    expect(await days({ sha256: B, textSha256: T })).toEqual(["2026-11-20", "2026-11-19", "2026-11-18"]);
    // A day that an earlier release has received says nothing of its text: its bytes tell.
    expect(await days({ sha256: G, textSha256: T })).toContain("2026-11-21");
    // Bytes that are the text of another file are a plain file's, though nobody wrote down that they are its text.
    expect(await days({ sha256: T, textSha256: null })).toEqual(["2026-11-20", "2026-11-19", "2026-11-18"]);
  });

  test("was published where the day's report names any of its files of that text", async () => {
    const found = async (counted: string) => {
      const world = lake({ ...packed(late, G, T), ...raw(late, B), ...report(late, counted) });
      const kept = await keptFiles(world, { bucket, day: today, file: plain });
      return await publishedTwin(world, { kept, published: [published(late)], file: plain });
    };
    expect(await found(G)).toBe(late);
    expect(await found(B)).toBeNull();
  });

  test("was published by a plain file that has expired, where the report names the text itself", async () => {
    const file = { sha256: G, textSha256: T };
    const kept = { twins: [], days: [] };
    const day = await publishedTwin(lake(report(early, T)), { kept, published: [published(early)], file });
    expect(day).toBe(early);
  });
});

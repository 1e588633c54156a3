import { expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { daySummary } from "../../../src/bot/views/day-summary.ts";
import type { Day } from "../../../src/domain/day.ts";
import { defaultContract } from "../../../src/domain/loans/contract/contract.ts";
import { summaryId } from "../../../src/domain/messages/message-id.ts";
import { stageOfTry, wholeTries } from "../../../src/domain/runs/effect-names.ts";
import type { Spoken } from "../../../src/jobs/messages/announcer.ts";
import type { LakeOfCounts } from "../../../src/jobs/recovery/counts-in-lake.ts";
import { countsInLake } from "../../../src/jobs/recovery/counts-in-lake.ts";
import { summaryOfToday } from "../../support/runs/run-views.ts";

const day = "2026-11-18" as Day;
const runId = "batch-loans-2026-11-18-g1";
const at = (attempt: number, name: string) => `${stageOfTry(day, { runId, attempt })}${name}`;
const keys = [at(1, "_SUCCESS"), at(2, "_SUCCESS"), at(3, "part-0.parquet")];

const report = {
  ...{ rows_read: 506, malformed_rows: 2, rows_counted: 503, blank_categories: 0 },
  left_out: { repeated_header: 0, blank: 0, total: 1, footer: 0 },
  category_counts: { "GOLD LOAN": 300, HOUSING: 202, "A. Customer": 1 },
  ...{ columns: {}, duplicate_ids: 0, source_sha256: "5f2d8c1a9b3e".padEnd(64, "0") },
};

/** What is known of that run, told by its backfill, where the lake holds that under its second try. */
async function found(
  text: string | null,
  messages: readonly Spoken[] = [],
  memory: Parameters<typeof countsInLake>[0]["memory"] = null,
) {
  const lake = {
    readText: async ({ key }: { readonly key: string }) => (key === at(2, "_quality.json") ? text : null),
  } as unknown as LakeOfCounts["lake"];
  const contract = async () => defaultContract;
  return await countsInLake(
    { ...{ id: runId, workflow: "daily-batch", day, said: [] }, is: "told", memory },
    messages,
    {
      ...{ lake, bucket: "lake", contract, tries: wholeTries(keys) },
    },
  );
}

test("a day that only its backfill tells of has the counts of its newest whole output, and no customer's name", async () => {
  const summary = await found(JSON.stringify(report));
  if (summary === null) throw new Error("nothing is found");
  const text = messageAsText(daySummary(summary, null));
  expect(text).toContain("Daily loans 2026-11-18: 503");
  expect(text).toContain("what they were compared with was lost when Redis was emptied");
  expect(text).toContain("506 rows in the file − 2 malformed − 1 total = 503 counted by Spark.");
  expect(text).toContain("not shown (1 name)");
  expect(text).not.toMatch(/Customer|EMR step|statement|null/);
});

test("who let what of that very file pass is told with it, and not what was let pass of another", async () => {
  const released = (file: string, reason: string) => ({
    ...{ v: 1, seq: 4, fence: 0, kind: "released", step: "compare", attempt: 2, reason },
    ...{ at: "2026-11-18T05:00:00.000Z", actor: "U0APPROVER", since: "2026-11-18T04:00:00.000Z" },
    holds: [{ rule: "total", says: `503 loans; that is unusual (${reason})`, of: { file } }],
  });
  const happened = [released(report.source_sha256, "a campaign"), released("0".repeat(64), "the first file")];
  const memory = { happened } as unknown as Parameters<typeof countsInLake>[0]["memory"];
  const summary = await found(JSON.stringify(report), [], memory);
  if (summary === null) throw new Error("nothing is found");
  const text = messageAsText(daySummary(summary, null));
  expect(text).toMatch(/Released by @approver.*a campaign/s);
  expect(text).toContain("503 loans; that is unusual (a campaign)");
  expect(text).not.toContain("the first file");
});

test("a report that is not there, cut off, or without names tells nothing, and stops nobody", async () => {
  expect(await found(null)).toBeNull();
  expect(await found('{"rows_read": 5')).toBeNull();
  expect(await found(JSON.stringify({ ...report, category_counts: null }))).toBeNull();
});

test("where the summary stands in the channel the lake is not asked", async () => {
  const message = { id: summaryId(runId), summary: summaryOfToday } as Spoken;
  expect(await found(JSON.stringify(report), [message])).toBeNull();
});

import { z } from "zod";
import { daySummary } from "../loans/category-counts.ts";
import type { WorkflowFacts } from "./workflow-facts.ts";

/** What is read of the day's file before it is uploaded. */
const countedRows = z.object({
  sha256: z.string(),
  /** Of its text, where it is packed; earlier releases did not write it down. */
  textSha256: z.string().nullable().optional(),
  bytes: z.number(),
  /** ISO time; earlier releases did not write it down. */
  modifiedAt: z.string().optional(),
});

/** What is told of a day that is to be counted once more. */
const toldNow = z.object({
  /** `null`: nothing is told of it. */
  told: z.object({ runId: z.string(), loans: z.number().nullable() }).nullable(),
});

/** What a forced run waits for a second person's yes about. */
export type ToldNumber = Readonly<z.infer<typeof toldNow>>;

/** Whether a day was asked for with `--force` while LOANS_APPROVALS named that. */
export function isAskedAbout({ approval }: Readonly<Record<string, unknown>>): boolean {
  return approval === "force";
}

/** A day's batch: Spark counts the loans by category, Redshift sees the day, the channel hears about it. */
export const batchFacts = {
  name: "daily-batch",
  verb: "batch",
  command: "run",
  version: 3,
  goesOnFrom: 1,
  takes: "day",
  holds: "in-line",
  ofOneDay: "last",
  supersededBy: { runs: "same-days" },
  retry: "plain",
  approval: {
    word: "force",
    // The batches of other days pass it, and what is told of its own stands.
    waits: {
      ...{ step: "approve", planStep: "look", within: "30m", formerly: "30m", denied: "ends-at-once" },
      isOfOneTry: true,
    },
  },
  namesStatements: true,
  steps: {
    look: {
      title: "see what is told of the day",
      output: toldNow,
      cancel: "ends-at-once",
      remembered: "output",
      onlyAsks: true,
      isFor: isAskedAbout,
    },
    approve: {
      title: "wait for a person's yes",
      cancel: "ends-at-once",
      onlyAsks: true,
      isFor: isAskedAbout,
    },
    "check-source": { title: "find the day's file", output: countedRows, cancel: "goes-no-further" },
    "upload-raw": { title: "upload the file", cancel: "goes-no-further" },
    "upload-script": { title: "upload the Spark script", cancel: "goes-no-further" },
    wake: {
      title: "see that the cluster and the warehouse are up",
      output: z.object({ clusterId: z.string() }),
      cancel: "goes-no-further",
    },
    process: {
      title: "count the loans with Spark",
      cancelBefore: "goes-no-further",
      cancel: "stops-spark",
    },
    audit: { title: "check the counts", cancel: "goes-no-further" },
    compare: {
      title: "compare with the days before",
      cancelBefore: "goes-no-further",
      cancel: "stops-statement",
    },
    publish: { title: "publish the day", cancelBefore: "goes-no-further", cancel: "stops-statement" },
    reconcile: {
      title: "reconcile Redshift with the file",
      output: daySummary,
      cancel: "stops-statement",
    },
    summarize: {
      title: "post the summary",
      output: daySummary,
      cancelBefore: "stops-statement",
      cancel: { cannot: "the day is published and its summary is on its way" },
    },
  },
} as const satisfies WorkflowFacts;

/** The title of `summarize` in a day that a backfill opened. */
export const SUMMARIZED_BY_BACKFILL = "tell the counts, by a summary or on the card of its backfill";

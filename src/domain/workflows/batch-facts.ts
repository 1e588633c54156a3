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

/** A day's batch: Spark counts the loans by category, Redshift sees the day, the channel hears about it. */
export const batchFacts = {
  name: "daily-batch",
  verb: "batch",
  command: "run",
  version: 2,
  goesOnFrom: 1,
  takes: "day",
  holds: "in-line",
  ofOneDay: "last",
  supersededBy: { runs: "same-days" },
  retry: "plain",
  approval: null,
  namesStatements: true,
  steps: {
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

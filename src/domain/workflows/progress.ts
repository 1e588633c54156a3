import { z } from "zod";

/** One row of what is in progress inside a step: a resource of the stack, an EMR step, a day of a backfill. */
export const progressItem = z.object({
  name: z.string(),
  /** What kind of thing it is, in AWS's words where there are any. */
  type: z.string().optional(),
  state: z.enum(["waiting", "underway", "done", "failed"]),
  /** A reason, a duration: shown beside the name. */
  note: z.string().optional(),
  /** Whom the note ends with, by Slack's user id. */
  by: z.string().optional(),
  /** Of a day that nobody else tells: how many things of it are worth a look, which its summary names. */
  remarks: z.int().positive().optional(),
});

export type ProgressItem = Readonly<z.infer<typeof progressItem>>;

/** What is told of a step until the first look at what it has asked for. */
export const ASKED_FOR = "asked for";

/** What a look found while a step was underway. */
export const progress = z.object({
  text: z.string().optional(),
  /** ISO time up to which nothing is begun, so that people can stop it. */
  until: z.iso.datetime().optional(),
  items: z.array(progressItem).readonly().optional(),
});

export type Progress = Readonly<z.infer<typeof progress>>;

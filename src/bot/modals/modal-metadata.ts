import { z } from "zod";

/** Where the answer to a submission goes, and since when the modal stands open: a modal remembers neither by itself. */
export const modalOriginSchema = z.object({
  channel: z.string(),
  threadTs: z.string().nullable(),
  /** ISO time; missing in one that an older version of this app opened. */
  openedAt: z.iso.datetime().optional(),
});

export type ModalOrigin = z.infer<typeof modalOriginSchema>;

/** Of a form about one attempt of a run, as the person was shown it. */
const attemptOriginSchema = modalOriginSchema.extend({
  runId: z.string(),
  attempt: z.int().positive(),
});

export type AttemptOrigin = z.infer<typeof attemptOriginSchema>;

/** Reads a modal's `private_metadata`, which is the JSON of that shape. */
export function metadata<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        // A SyntaxError is how JSON.parse says that it is none.
        context.addIssue("is no JSON");
        return z.NEVER;
      }
    })
    .pipe(schema);
}

const attemptMetadata = metadata(attemptOriginSchema);

/** Reads back what such a form was given; the edge has seen to it that it can be read. */
export function attemptOrigin(privateMetadata: string): AttemptOrigin {
  return attemptMetadata.parse(privateMetadata);
}

/** Whether it is what such a form was given. */
export function isAttemptOrigin(privateMetadata: string): boolean {
  return attemptMetadata.safeParse(privateMetadata).success;
}

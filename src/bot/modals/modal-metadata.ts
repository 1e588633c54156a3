import { z } from "zod";

/** Where the answer to a submission goes, and since when the modal stands open: a modal remembers neither by itself. */
export const modalOriginSchema = z.object({
  channel: z.string(),
  threadTs: z.string().nullable(),
  /** ISO time; missing in one that an older version of this app opened. */
  openedAt: z.iso.datetime().optional(),
});

export type ModalOrigin = z.infer<typeof modalOriginSchema>;

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

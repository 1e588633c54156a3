import type { Happening } from "../../domain/runs/journal.ts";

/** What an entry of a journal says of the line by which a person did it; nothing where a button was pressed. */
export function typedBy(typed: string | undefined): Pick<Happening, "typed"> {
  return typed === undefined ? {} : { typed };
}

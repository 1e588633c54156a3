import type { Reader } from "./reader.ts";

/** Where a block stands and who reads it. */
export interface BlockPlace {
  readonly reader: Reader;
  /** A name of the message or view that is no other's on the page, of letters, digits and `-`. */
  readonly id: string;
  /** The level of headings there: what is around it has those above. */
  readonly heading: "h2" | "h3";
  /** Whether a label stands above the element, which then needs no name of its own. */
  readonly isLabelled?: boolean;
  /** Ids of what else is said of the element: a hint, and what is wrong with it. */
  readonly describedBy?: string;
  readonly isWrong?: boolean;
  /** What is wrong with a form, by the id of the block. */
  readonly errors?: Readonly<Record<string, string>>;
}

/** What a screen reader tells of an element: its name where no label stands above, its hint, and that it is wrong. */
export function namedAs(
  { isLabelled = false, describedBy, isWrong = false }: BlockPlace,
  name: string,
): { readonly "aria-label"?: string; readonly "aria-describedby"?: string; readonly "aria-invalid"?: true } {
  return {
    ...(!isLabelled && { "aria-label": name }),
    ...(describedBy !== undefined && { "aria-describedby": describedBy }),
    ...(isWrong && { "aria-invalid": true }),
  };
}

/** What an element of a message carries on the page, whatever it is drawn as. */
export interface Attributes {
  readonly "data-block": string;
  readonly "data-action": string;
  readonly autofocus?: true;
}

/**
 * The attributes by which whoever listens finds the element that was pressed: its block's id and its own. Where the app asks
 * for it, a form opens with the keyboard there.
 */
export function pressable(blockId: unknown, element: Readonly<Record<string, unknown>>): Attributes {
  return {
    ...{ "data-block": String(blockId ?? ""), "data-action": String(element["action_id"] ?? "") },
    ...(element["focus_on_load"] === true && { autofocus: true }),
  };
}

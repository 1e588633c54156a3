import type { Draft } from "../draft.ts";

/** One way in which a file is odd. */
export interface Kind {
  readonly name: string;
  /** Two kinds that touch the same are never mixed. */
  readonly touches: readonly Touched[];
  /** Before there are rows: what they will be like. */
  prepare?(draft: Draft): void;
  /** Does it to the rows, the text or the bytes, and says what is true of the file then. */
  apply?(draft: Draft): void;
}

type Touched =
  | "amounts"
  | "breaks"
  | "bytes"
  | "category"
  | "doubled quotes"
  | "everything"
  | "header"
  | "last line"
  | "letters"
  | "line ends"
  | "separator"
  | "stray quotes"
  | "style of quotes"
  | "top"
  | "totals";

import { headerKinds } from "./headers.ts";
import type { Kind } from "./kind.ts";
import { letterKinds } from "./letters.ts";
import { lineEndKinds } from "./line-ends.ts";
import { quoteKinds } from "./quotes.ts";
import { rowKinds } from "./rows.ts";
import { valueKinds } from "./values.ts";
import { wholeKinds } from "./wholes.ts";

/** Every way in which a file is odd; a new one is tried in the next run by itself. */
export const kinds: readonly Kind[] = [
  ...lineEndKinds,
  ...quoteKinds,
  ...rowKinds,
  ...headerKinds,
  ...letterKinds,
  ...valueKinds,
  ...wholeKinds,
];

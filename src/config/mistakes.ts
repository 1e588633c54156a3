/** One thing that is wrong with a text that people write, and what helps. */
export interface Mistake {
  /** From 1, as an editor counts; `null`: it is in no line of its own. */
  readonly line: number | null;
  /** From 1; only where the line alone would not tell. */
  readonly column?: number;
  readonly says: string;
}

/** Whoever reads more has another file before them. */
const MOST_TOLD = 50;

/** All mistakes by their lines, each a line of its own, and how many more there are. */
export function mistakeLines(all: readonly Mistake[]): readonly string[] {
  const sorted = all.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const rest = sorted.length - MOST_TOLD;
  const told = sorted.slice(0, MOST_TOLD).map(mistakeLine);
  return rest > 0 ? [...told, `and ${rest} more`] : told;
}

function mistakeLine({ line, column, says }: Mistake): string {
  const where = [line === null ? [] : `line ${line}`, column === undefined ? [] : `column ${column}`].flat();
  return where.length === 0 ? says : `${where.join(", ")}: ${says}`;
}

/** How many there are, as a heading says it. */
export function mistakesWords({ length }: readonly Mistake[]): string {
  return `${length} ${length === 1 ? "mistake" : "mistakes"}`;
}

/** What these bytes say in UTF-8, or why they are no text that is read. */
export function textIn(bytes: Uint8Array): string | Mistake {
  const text = decoded(bytes);
  if (text === null) {
    const lines = Buffer.from(bytes)
      .toString("latin1")
      .split(/\r\n?|\n/);
    const at = lines.findIndex((line) => decoded(Buffer.from(line, "latin1")) === null);
    return { line: at + 1, says: "is not UTF-8; save the file as UTF-8" };
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
  const at = text.search(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/);
  if (at < 0) return text;
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
  const line = text.slice(0, at).split(/\r\n?|\n/).length;
  return { line, says: `holds the control character U+${code}; take it out, or save the file as UTF-8` };
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null; // a TypeError is how TextDecoder says that it is none
  }
}

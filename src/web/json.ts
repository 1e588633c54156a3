/** A JSON object whose members nobody has looked at yet. */
export type Json = Record<string, unknown>;

/** Tells whether a value is a JSON object (and no list). */
export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The JSON objects of a list; nothing when it is no list. */
export function jsonList(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

/** The text of a text object (`{type, text}`), or a plain string as it is; `undefined` for anything else. */
export function textIn(value: unknown): string | undefined {
  const text = isJson(value) ? value["text"] : value;
  return typeof text === "string" ? text : undefined;
}

/** Parses JSON; `undefined` when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever asked knows what to call it: an acknowledgment may be plain text, an argument may be malformed.
    return undefined;
  }
}

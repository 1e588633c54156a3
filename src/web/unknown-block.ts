import type { JSX } from "preact";
import { h } from "preact";
import type { Json } from "./json.ts";

/** So deep is shown what is in it. */
const DEEPEST = 8;

/** What nobody here knows how to draw is shown as what it is, never as nothing. */
export function unknownBlock(block: Json): JSX.Element {
  return h("details", { class: "unknown" }, [
    h("summary", null, `A block of the type "${String(block["type"])}", which is not drawn here`),
    h("pre", { tabIndex: 0 }, JSON.stringify(outline(block, DEEPEST), null, 2)),
  ]);
}

/** The same of a piece within a line or a cell: its type, and its words where it has some. */
export function unknownPiece(piece: Json): JSX.Element {
  const words = typeof piece["text"] === "string" ? `: ${piece["text"]}` : "";
  return h("code", null, `${String(piece["type"])}${words} (not drawn here)`);
}

function outline(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return "…";
  if (Array.isArray(value)) return value.map((each) => outline(each, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, outline(each, depth - 1)]));
}

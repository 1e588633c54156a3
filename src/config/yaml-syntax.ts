import type { Document, LineCounter, Node, YAMLError } from "yaml";
import { isMap, isScalar, isSeq, visit } from "yaml";
import { named } from "./config-values.ts";
import type { Mistake } from "./mistakes.ts";

/** What is no YAML, and where it begins. */
interface BrokenPlace extends Mistake {
  /** From 0, in the text. */
  readonly offset: number;
}

/** Of a file of another kind nearly each line is broken. */
const MOST_BROKEN = 100;

/** What of a text is no YAML, in the words of whoever writes it: one mistake a line, since most bring others along. */
export function syntaxMistakes(
  text: string,
  document: Document.Parsed,
  lines: LineCounter,
): readonly BrokenPlace[] {
  // Two of one place are one mistake, of which the first is told.
  const errors = document.errors
    .slice(0, MOST_BROKEN)
    .filter(({ pos }, at, all) => all.findIndex((one) => one.pos[0] === pos[0]) === at);
  const all = errors.map((error): BrokenPlace => {
    const { offset, says } = openedPlace(error, text, document, lines) ?? placeOf(error, text);
    const { line, col } = lines.linePos(offset);
    return { offset, line, column: col, says };
  });
  return all.filter(({ line }, at) => all.findIndex((one) => one.line === line) === at);
}

type Told = Pick<BrokenPlace, "offset" | "says">;

/**
 * Where a quote or a bracket opens that is never closed, or a quote that is closed lines below by the next one: the parser
 * sees that only at the end, or behind it. `null`: it is another mistake.
 */
function openedPlace(
  { code, message, pos }: YAMLError,
  text: string,
  document: Document.Parsed,
  lines: LineCounter,
): Told | null {
  if (code !== "UNEXPECTED_TOKEN" && code !== "MISSING_CHAR" && code !== "BAD_INDENT") return null;
  const isOpen = /Missing closing|end with a?\s?[\]}]/.test(message);
  let found: Told | null = null;
  visit(document, {
    Node: (_, node) => {
      const closer = closerOf(node);
      const [start, end] = node.range ?? [];
      if (closer === null || start === undefined || end === undefined) return;
      const isClosed = end - start > 1 && text[end - 1] === closer;
      const isQuote = closer === '"' || closer === "'";
      const what = `the ${isQuote ? "quote" : "bracket"} ${text[start]} that opens here is`;
      if (isOpen && !isClosed) {
        found = { offset: start, says: `${what} not closed; close it, or take it out` };
      } else if (
        code === "UNEXPECTED_TOKEN" &&
        isQuote &&
        end === pos[0] &&
        text.slice(start, end).includes("\n")
      ) {
        found = {
          offset: start,
          says: `${what} closed only on line ${lines.linePos(end).line}; close it here, or take it out`,
        };
      }
    },
  });
  return found;
}

function closerOf(node: Node): '"' | "'" | "}" | "]" | null {
  if (isScalar(node)) {
    if (node.type === "QUOTE_DOUBLE") return '"';
    return node.type === "QUOTE_SINGLE" ? "'" : null;
  }
  if (isMap(node)) return node.flow ? "}" : null;
  return isSeq(node) && node.flow ? "]" : null;
}

function placeOf({ code, pos: [offset] }: YAMLError, text: string): Told {
  const rest = text.slice(offset);
  const line = rest.split("\n")[0] ?? "";
  switch (code) {
    case "TAB_AS_INDENT":
      return { offset, says: "begins with a tab; indent it by blanks" };
    case "BAD_INDENT":
      return {
        offset,
        says: "begins further left or right than the lines that it belongs to; let it begin where they do",
      };
    case "MULTILINE_IMPLICIT_KEY":
    case "MISSING_CHAR":
      return {
        offset,
        says: `${named(line)} has no colon; write name: value, with a blank behind the colon`,
      };
    case "BLOCK_AS_IMPLICIT_KEY": {
      const deeper = /^[^:]*\n(?:\s*\n)*\s*/.exec(rest);
      return deeper === null
        ? { offset, says: `${named(line)} has a colon with a blank behind it; put the value in quotes` }
        : {
            offset: offset + deeper[0].length,
            says: "begins further right than the lines that it belongs to; let it begin where they do",
          };
    }
    case "BAD_SCALAR_START":
    case "BAD_ALIAS":
      return { offset, says: `a value cannot begin with ${line[0]}; put it in quotes` };
    case "BAD_DQ_ESCAPE":
      return {
        offset,
        says: `${named(line.slice(0, 2))} means nothing in double quotes; put the value in single ones`,
      };
    case "MULTIPLE_DOCS":
      return { offset, says: "another document begins here; take this line and what is below it out" };
    case "BAD_DIRECTIVE":
      return { offset, says: "a line that begins with % is not read here; take it out" };
    case "UNEXPECTED_TOKEN":
      if (/(?:^|\n) *$/.test(text.slice(0, offset)) && !/^[\]},]/.test(rest))
        return {
          offset,
          says: `${named(line)} does not go with the lines above it; look where these begin, and at their dashes`,
        };
      return /^[\]},]/.test(rest)
        ? {
            offset,
            says: `${rest[0]} closes or divides nothing here; take it out, or put the value in quotes`,
          }
        : {
            offset,
            says: `${named(line)} stands behind what had ended; put the whole value in quotes, or begin a new line`,
          };
    default:
      return {
        offset,
        says: `cannot be read (${code.toLowerCase().replaceAll("_", " ")}); write the line anew`,
      };
  }
}

import type { Token, Tokens } from "marked";
import { Lexer } from "marked";
import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import type { BlockPlace } from "./block-place.ts";
import { drawLink } from "./inline.ts";
import { framed } from "./table.ts";

/** Nobody writes lists and quotes that stand deeper in one another; what draws them calls itself for each. */
const DEEPEST = 50;

/** A `markdown` block: the usual Markdown, of which no HTML acts; one that nests too deeply as the text that it is. */
export function drawMarkdown(text: string, heading: BlockPlace["heading"]): ComponentChildren {
  const tokens = lexed(text);
  return tokens === null ? h("p", null, text) : drawTokens(tokens, heading);
}

function lexed(text: string): readonly Token[] | null {
  try {
    const tokens = new Lexer({ gfm: true }).lex(text);
    return depthOf(tokens) > DEEPEST ? null : tokens;
  } catch (error) {
    // The library, too, calls itself for each level, and 12,000 characters may have more of them than there is stack.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function depthOf(tokens: readonly Token[]): number {
  let deepest = 0;
  let level: readonly Token[] = tokens;
  while (level.length > 0 && deepest <= DEEPEST) {
    deepest += 1;
    level = level.flatMap((token) => [
      ...(("tokens" in token ? token.tokens : undefined) ?? []),
      ...(token.type === "list" ? (token as Tokens.List).items : []),
    ]);
  }
  return deepest;
}

function drawTokens(tokens: readonly Token[] | undefined, heading: BlockPlace["heading"]): ComponentChildren {
  return (tokens ?? []).map((token) => drawToken(token, heading));
}

function drawToken(token: Token, heading: BlockPlace["heading"]): ComponentChildren {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      // Slack draws each as bold text; what stands around it has the levels above.
      return h(heading, null, drawTokens(token.tokens, heading));
    case "paragraph":
      return h("p", null, drawTokens(token.tokens, heading));
    case "strong":
      return h("strong", null, drawTokens(token.tokens, heading));
    case "em":
      return h("em", null, drawTokens(token.tokens, heading));
    case "del":
      return h("s", null, drawTokens(token.tokens, heading));
    case "codespan":
      return h("code", null, token["text"]);
    case "code":
      return h("pre", { tabIndex: 0 }, token["text"]);
    case "blockquote":
      return h("blockquote", null, drawTokens(token.tokens, heading));
    case "br":
      return h("br", null);
    case "hr":
      return h("hr", null);
    case "link":
      return drawLink(token["href"], drawTokens(token.tokens, heading));
    case "image":
      // Slack draws a picture of a Markdown text as a link.
      return drawLink(token["href"], token["text"]);
    case "list":
      return drawList(token as Tokens.List, heading);
    case "table":
      return drawMarkdownTable(token as Tokens.Table, heading);
    case "escape":
      return token["text"];
    case "text":
      return token.tokens === undefined ? token["text"] : drawTokens(token.tokens, heading);
    default:
      return token.raw;
  }
}

function drawList({ ordered, start, items }: Tokens.List, heading: BlockPlace["heading"]): JSX.Element {
  const drawn = items.map((item) => h("li", null, drawTokens(item.tokens, heading)));
  return ordered ? h("ol", { start: start === "" ? 1 : start }, drawn) : h("ul", null, drawn);
}

function drawMarkdownTable(
  { header, rows }: Tokens.Table,
  heading: BlockPlace["heading"],
): ComponentChildren {
  const cells = (tag: "th" | "td", row: readonly Tokens.TableCell[]) =>
    row.map((cell) => h(tag, null, drawTokens(cell.tokens, heading)));
  return framed("Table", [
    h("thead", null, h("tr", null, cells("th", header))),
    h(
      "tbody",
      null,
      rows.map((row) => h("tr", null, cells("td", row))),
    ),
  ]);
}

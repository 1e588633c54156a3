import type { ComponentChildren } from "preact";
import { h } from "preact";
import { drawDate, drawEmoji, drawLink, drawMention, drawPlain } from "./inline.ts";
import type { Json } from "./json.ts";
import { isJson, jsonList } from "./json.ts";
import type { Reader } from "./reader.ts";
import { unknownBlock, unknownPiece } from "./unknown-block.ts";

/** A `rich_text` block: sections, lists, quotes and code (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block). */
export function drawRichText(block: Json, reader: Reader): ComponentChildren {
  return jsonList(block["elements"]).map((part) => drawPart(part, reader));
}

function drawPart(part: Json, reader: Reader): ComponentChildren {
  const pieces = jsonList(part["elements"]);
  const inside = pieces.map((piece) => drawPiece(piece, reader));
  switch (part["type"]) {
    case "rich_text_section":
      return h("p", null, inside);
    case "rich_text_quote":
      return h("blockquote", null, inside);
    case "rich_text_preformatted":
      return h(
        "pre",
        { tabIndex: 0 },
        pieces.map((piece) => String(piece["text"] ?? piece["url"] ?? "")),
      );
    case "rich_text_list": {
      const isOrdered = part["style"] === "ordered";
      const indent = Math.min(Math.max(Number(part["indent"]) || 0, 0), 8);
      const items = pieces.map((item) =>
        h(
          "li",
          null,
          jsonList(item["elements"]).map((piece) => drawPiece(piece, reader)),
        ),
      );
      const start = Number(part["offset"]) || 0;
      return isOrdered
        ? h("ol", { start: start + 1, class: `indent-${indent}` }, items)
        : h("ul", { class: `indent-${indent}` }, items);
    }
    default:
      return unknownBlock(part);
  }
}

function drawPiece(piece: Json, reader: Reader): ComponentChildren {
  const style = isJson(piece["style"]) ? piece["style"] : {};
  return [
    ["bold", "strong"],
    ["italic", "em"],
    ["strike", "s"],
    ["underline", "u"],
    ["highlight", "mark"],
    ["code", "code"],
  ].reduce<ComponentChildren>(
    (inside, [name = "", tag = ""]) => (style[name] === true ? h(tag, null, inside) : inside),
    bare(piece, reader),
  );
}

function bare(piece: Json, reader: Reader): ComponentChildren {
  const text = (name: string) => (typeof piece[name] === "string" ? String(piece[name]) : null);
  switch (piece["type"]) {
    case "text":
      return drawPlain(text("text") ?? "");
    case "link":
      return drawLink(text("url") ?? "", text("text") ?? text("url"));
    case "emoji":
      return drawEmoji(text("name") ?? "");
    case "user":
      return drawMention("@", text("user_id") ?? "", { label: null, reader });
    case "usergroup":
      return drawMention("@", text("usergroup_id") ?? "", { label: null, reader });
    case "channel":
      return drawMention("#", text("channel_id") ?? "", { label: null, reader });
    case "broadcast":
      return h("span", { class: "mention mention-own" }, `@${text("range") ?? "here"}`);
    case "color":
      return h("code", null, text("value"));
    case "date":
      return drawDate(
        {
          seconds: Number(piece["timestamp"]),
          format: text("format") ?? "{date}",
          url: text("url"),
          fallback: text("fallback") ?? "",
        },
        reader,
      );
    default:
      return unknownPiece(piece);
  }
}

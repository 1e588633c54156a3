import type { ComponentChildren } from "preact";
import { h } from "preact";
import { drawText } from "./inline.ts";
import type { Json } from "./json.ts";
import type { Reader } from "./reader.ts";

/** An entry of a menu or a list of choices, with its description where it has one. */
export function drawOption(option: Json, reader: Reader): ComponentChildren {
  const { text, description } = option;
  return [
    drawText(text, reader),
    description === undefined ? null : h("small", null, drawText(description, reader)),
  ];
}

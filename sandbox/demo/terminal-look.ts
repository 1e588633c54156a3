import { styleText } from "node:util";
import type { Look } from "../slack/message-look.ts";
import { plainLook } from "../slack/message-look.ts";

/** Leads to a page on a port of this machine, for which a reader of the demo has no browser open. */
const HERE = /^http:\/\/127\.0\.0\.1:\d+\//;

/** The look that a message has in Slack, in a terminal's means; where there is no terminal, words alone (`styleText`). */
export function terminalLook(room: number): Look {
  return {
    header: (text) => styleText(["bold", "underline"], text),
    bold: (text) => styleText("bold", text),
    italic: (text) => styleText("italic", text),
    strike: (text) => styleText("strikethrough", text),
    context: (text) => styleText("dim", text),
    // Slack shows code in red; without a color its marks stay.
    code: (text) => (styleText("red", text) === text ? plainLook.code(text) : styleText("red", text)),
    link: (url, label) => (HERE.test(url) ? styleText("underline", label) : plainLook.link(url, label)),
    button: (label, style) =>
      styleText(["inverse", "bold", ...colorOf(style)], plainLook.button(label, style)),
    room,
  };
}

/** A button of `primary` style is green in Slack, one of `danger` red. */
function colorOf(style: unknown): readonly ("green" | "red")[] {
  return style === "primary" ? ["green"] : style === "danger" ? ["red"] : [];
}

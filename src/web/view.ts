import type { JSX } from "preact";
import { h } from "preact";
import { drawBlocks } from "./block-kit.ts";
import { drawText } from "./inline.ts";
import type { Json } from "./json.ts";
import { jsonList, textIn } from "./json.ts";
import type { Reader } from "./reader.ts";

/** A modal as a form: title, blocks, what closes it and what sends it off. `errors` by the id of the block they are about. */
export function drawModal(
  view: Json,
  { reader, errors }: { readonly reader: Reader; readonly errors: Readonly<Record<string, string>> },
): JSX.Element {
  const id = String(view["id"] ?? "view");
  const submit = textIn(view["submit"]);
  // What is wrong with a field stands there, all else below.
  const fields = jsonList(view["blocks"]).filter(({ type }) => type === "input");
  const wrong = Object.entries(errors).filter(
    ([name]) => !fields.some((block) => block["block_id"] === name),
  );
  return h("form", { class: "modal", method: "dialog", "data-view": id, "aria-labelledby": `${id}-title` }, [
    h("header", null, [
      h("h2", { id: `${id}-title` }, drawText(view["title"], reader)),
      h("button", { type: "button", class: "close", "data-close": id, "aria-label": "Close" }, "×"),
    ]),
    h("div", { class: "modal-blocks" }, drawBlocks(view["blocks"], { reader, id, errors, heading: "h3" })),
    wrong.length === 0
      ? null
      : h(
          "div",
          { class: "errors", role: "alert" },
          wrong.map(([block, says]) => h("p", { "data-error": block }, says)),
        ),
    h("footer", null, [
      h(
        "button",
        { type: "button", class: "button button-default", "data-close": id },
        textIn(view["close"]) ?? "Cancel",
      ),
      submit === undefined ? null : h("button", { type: "submit", class: "button button-primary" }, submit),
    ]),
  ]);
}

/** A person's Home of the app. */
export function drawHome(view: Json, reader: Reader): JSX.Element {
  const id = String(view["id"] ?? "home");
  return h(
    "section",
    { class: "home", "data-view": id },
    drawBlocks(view["blocks"], { reader, id, heading: "h2" }),
  );
}

/** What is asked before an element acts that has a `confirm`. */
export function drawConfirm(confirm: Json, reader: Reader): JSX.Element {
  const style = confirm["style"] === "danger" ? "danger" : "primary";
  return h("form", { class: "modal confirm", method: "dialog" }, [
    h("header", null, h("h2", null, drawText(confirm["title"], reader) ?? "Are you sure?")),
    h("div", { class: "modal-blocks" }, drawText(confirm["text"], reader)),
    h("footer", null, [
      h("button", { class: "button button-default", value: "" }, textIn(confirm["deny"]) ?? "Cancel"),
      h("button", { class: `button button-${style}`, value: "yes" }, textIn(confirm["confirm"]) ?? "Yes"),
    ]),
  ]);
}

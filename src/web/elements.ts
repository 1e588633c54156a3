import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import type { Attributes, BlockPlace } from "./block-place.ts";
import { namedAs, pressable } from "./block-place.ts";
import { drawImage } from "./image.ts";
import { drawText } from "./inline.ts";
import type { Json } from "./json.ts";
import { isJson, jsonList, textIn } from "./json.ts";
import { drawMenu, drawOverflow } from "./menus.ts";
import { drawOption } from "./option.ts";
import { unknownBlock } from "./unknown-block.ts";

/** An element of a block: a button, a menu, a picker, a field. `blockId` is the id of the block that it stands in. */
export function drawElement(element: Json, place: BlockPlace, blockId: unknown): ComponentChildren {
  const attributes = pressable(blockId, element);
  switch (element["type"]) {
    case "button":
    case "workflow_button":
      return drawButton(element, place, attributes);
    case "image":
      return drawImage(element);
    case "plain_text":
    case "mrkdwn":
      return drawText(element, place.reader);
    case "overflow":
      return drawOverflow(element, place, blockId);
    case "checkboxes":
    case "radio_buttons":
      return drawChoices(element, place, blockId);
    case "datepicker":
      return drawField(element, place, attributes, { type: "date", value: element["initial_date"] });
    case "timepicker":
      return drawField(element, place, attributes, { type: "time", value: element["initial_time"] });
    case "datetimepicker":
      return drawField(element, place, attributes, {
        type: "datetime-local",
        value: localMoment(element, place),
      });
    case "plain_text_input":
    case "rich_text_input":
      return drawTextInput(element, place, attributes);
    case "number_input":
      return drawField(element, place, attributes, {
        ...{
          type: "number",
          value: element["initial_value"],
          min: element["min_value"],
          max: element["max_value"],
        },
        step: element["is_decimal_allowed"] === true ? "any" : "1",
      });
    case "email_text_input":
      return drawField(element, place, attributes, { type: "email", value: element["initial_value"] });
    case "url_text_input":
      return drawField(element, place, attributes, { type: "url", value: element["initial_value"] });
    case "file_input":
      return drawField(element, place, attributes, { type: "file" });
    case "feedback_buttons":
      return ["positive_button", "negative_button"].map((name) => {
        const button = element[name];
        return isJson(button)
          ? drawButton({ ...button, action_id: element["action_id"] }, place, attributes)
          : null;
      });
    case "icon_button":
      return drawButton(element, place, attributes);
    default:
      return /_select$/.test(String(element["type"]))
        ? drawMenu(element, place, blockId)
        : unknownBlock(element);
  }
}

function drawButton(button: Json, { reader }: BlockPlace, attributes: Attributes): JSX.Element {
  const style = button["style"] === "primary" || button["style"] === "danger" ? button["style"] : "default";
  const label = textIn(button["accessibility_label"]);
  const shown = drawText(button["text"], reader);
  const url = textIn(button["url"]);
  const common = {
    ...attributes,
    class: `button button-${style}`,
    ...(label !== undefined && { "aria-label": label }),
  };
  const value = textIn(button["value"]);
  // The press of a button with an address reaches the app as well.
  if (url !== undefined && /^https?:\/\//i.test(url))
    return h(
      "a",
      { ...common, href: url, target: "_blank", rel: "noopener noreferrer", "data-value": value },
      shown,
    );
  return h("button", { ...common, type: "button", "data-value": value }, shown);
}

function drawChoices(element: Json, place: BlockPlace, blockId: unknown): JSX.Element {
  const { reader, id, describedBy, isWrong = false } = place;
  const isMany = element["type"] === "checkboxes";
  const initial = isMany ? jsonList(element["initial_options"]) : jsonList([element["initial_option"]]);
  const chosen = initial.map((option) => option["value"]);
  const name = `${id}-${String(blockId)}-${String(element["action_id"])}`;
  return h(
    "div",
    {
      ...{ ...pressable(blockId, element), class: "choices", role: isMany ? "group" : "radiogroup" },
      ...(describedBy !== undefined && { "aria-describedby": describedBy }),
      // Of a group that is none of radio buttons nobody is told that it is wrong: its description says so.
      ...(isWrong && !isMany && ({ "aria-invalid": true } as const)),
    },
    jsonList(element["options"]).map((option) =>
      h(
        "label",
        { class: "choice" },
        h("input", {
          ...{ type: isMany ? "checkbox" : "radio", name, value: String(option["value"]) },
          defaultChecked: chosen.includes(option["value"]),
        }),
        h("span", null, drawOption(option, reader)),
      ),
    ),
  );
}

function drawTextInput(element: Json, place: BlockPlace, attributes: Attributes): JSX.Element {
  const { multiline, initial_value, max_length, min_length } = element;
  if (multiline !== true && element["type"] !== "rich_text_input")
    return drawField(element, place, attributes, {
      type: "text",
      value: initial_value,
      maxLength: max_length,
      minLength: min_length,
    });
  return h("textarea", {
    ...attributes,
    ...namedAs(place, placeholderOf(element) ?? "Text"),
    ...{ class: "field", rows: 4, placeholder: placeholderOf(element), defaultValue: textIn(initial_value) },
    ...(typeof max_length === "number" && { maxLength: max_length }),
  });
}

/** What a field is called that the app gave no words for. */
const fieldNames: Readonly<Record<string, string>> = {
  date: "Date",
  time: "Time",
  "datetime-local": "Date and time",
  number: "Number",
  email: "E-mail address",
  url: "Link",
  file: "File",
};

function drawField(
  element: Json,
  place: BlockPlace,
  attributes: Attributes,
  { value, ...field }: { readonly type: string; readonly value?: unknown; readonly [name: string]: unknown },
): JSX.Element {
  const given = Object.fromEntries(Object.entries(field).filter(([, each]) => each !== undefined));
  return h("input", {
    ...attributes,
    ...namedAs(place, placeholderOf(element) ?? fieldNames[field.type] ?? "Text"),
    ...{
      class: "field",
      placeholder: placeholderOf(element),
      ...given,
    },
    ...(value !== undefined && { defaultValue: String(value) }),
  });
}

function placeholderOf(element: Json): string | undefined {
  return textIn(element["placeholder"]);
}

/** The moment that the picker begins with, as the field writes it, by the reader's clock. */
function localMoment(element: Json, { reader }: BlockPlace): string | undefined {
  const seconds = element["initial_date_time"];
  if (typeof seconds !== "number") return undefined;
  const at = new Date(seconds * 1_000);
  // A number that is no moment begins the field with nothing.
  if (Number.isNaN(at.getTime())) return undefined;
  const written = new Intl.DateTimeFormat("sv-SE", {
    timeZone: reader.zone,
    dateStyle: "short",
    timeStyle: "short",
  });
  return written.format(at).replace(" ", "T");
}

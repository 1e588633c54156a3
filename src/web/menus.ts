import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import type { BlockPlace } from "./block-place.ts";
import { namedAs, pressable } from "./block-place.ts";
import type { Json } from "./json.ts";
import { isJson, jsonList, textIn } from "./json.ts";
import { drawOption } from "./option.ts";
import type { Choice, Reader } from "./reader.ts";

/** A menu behind three dots, which opens without a script (popover). */
export function drawOverflow(element: Json, { reader, id }: BlockPlace, blockId: unknown): JSX.Element {
  const menu = `${id}-${String(blockId)}-${String(element["action_id"])}`.replaceAll(/[^\w-]/g, "-");
  const attributes = pressable(blockId, element);
  return h("span", { class: "overflow" }, [
    h(
      "button",
      { type: "button", class: "button button-default", popoverTarget: menu, "aria-label": "More actions" },
      "⋯",
    ),
    h(
      "span",
      { id: menu, popover: "auto", class: "menu", role: "group", "aria-label": "More actions" },
      jsonList(element["options"]).map((option) => {
        const entry = {
          ...attributes,
          type: "button",
          class: "menu-entry",
          "data-value": textIn(option["value"]),
        } as const;
        return h("button", entry, drawOption(option, reader));
      }),
    ),
  ]);
}

/** A menu of one or several entries: of its own, or of people and channels. */
export function drawMenu(element: Json, place: BlockPlace, blockId: unknown): JSX.Element {
  const { reader } = place;
  const type = String(element["type"]);
  const isMany = type.startsWith("multi_");
  const chosen = chosenIn(element);
  const placeholder = textIn(element["placeholder"]) ?? "Choose an option";
  const option = (value: string, text: ComponentChildren) =>
    h("option", { value, selected: chosen.includes(value) }, text);
  const own = (entries: readonly Json[]) =>
    entries.map((entry) => option(String(entry["value"]), textIn(entry["text"]) ?? ""));
  const groups = jsonList(element["option_groups"]).map((group) =>
    h("optgroup", { label: textIn(group["label"]) ?? "" }, own(jsonList(group["options"]))),
  );
  const empty = isMany
    ? []
    : [h("option", { value: "", disabled: true, selected: chosen.length === 0 }, placeholder)];
  return h(
    "select",
    { ...pressable(blockId, element), class: "field", multiple: isMany, ...namedAs(place, placeholder) },
    [
      ...empty,
      ...own(jsonList(element["options"])),
      ...groups,
      ...choicesOf(type, reader).map(({ id, name }) => option(id, name)),
    ],
  );
}

function choicesOf(type: string, { choices }: Reader): readonly Choice[] {
  const [, kind] = /(users|channels|conversations)_select$/.exec(type) ?? [];
  return kind === undefined ? [] : choices[kind as keyof typeof choices];
}

/** What a menu begins with, whichever kind it is of. */
function chosenIn(element: Json): readonly string[] {
  const one = isJson(element["initial_option"]) ? [element["initial_option"]] : [];
  const options = [...one, ...jsonList(element["initial_options"])].map((option) => String(option["value"]));
  const ids = ["user", "channel", "conversation"].flatMap((kind) => {
    const [single, many] = [element[`initial_${kind}`], element[`initial_${kind}s`]];
    return [single, ...(Array.isArray(many) ? many : [])].filter((each) => typeof each === "string");
  });
  return [...options, ...ids];
}

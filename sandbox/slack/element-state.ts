import type { Json } from "../../src/web/json.ts";
import { isJson, jsonList, textIn } from "../../src/web/json.ts";

/** Which member of a state or an action each kind of element fills; one of text fills `value`. */
const valueMember: Readonly<Record<string, string>> = {
  datepicker: "selected_date",
  timepicker: "selected_time",
  datetimepicker: "selected_date_time",
  users_select: "selected_user",
  channels_select: "selected_channel",
  conversations_select: "selected_conversation",
  multi_users_select: "selected_users",
  multi_channels_select: "selected_channels",
  multi_conversations_select: "selected_conversations",
};

/** Elements that hold what a person has filled in or chosen; a button and a menu behind dots hold nothing. */
const HOLDS = /(?:_input|_select|picker|^checkboxes|^radio_buttons)$/;

/** An element that holds something, and the block that it stands in. */
interface Field {
  readonly block: Json;
  readonly element: Json;
}

/** The elements of these blocks that hold something. */
export function fieldsIn(blocks: readonly Json[]): readonly Field[] {
  return blocks.flatMap((block) =>
    elementsIn(block)
      .filter(({ type }) => HOLDS.test(String(type)))
      .map((element) => ({ block, element })),
  );
}

/** Every element of a block, those inside cards, containers and layouts included. */
export function elementsIn(block: Json): readonly Json[] {
  const children = ["elements", "child_blocks", "actions", "rows", "items", "blocks"].flatMap((key) =>
    jsonList(block[key]),
  );
  const single = [block["accessory"], block["element"], block["block"]].filter(isJson);
  return [...single, ...children].flatMap((child) => [child, ...elementsIn(child)]);
}

/** `state.values` as Slack sends it, `{block_id: {action_id: {type, value}}}`, from a flat `{action_id: value}`. */
export function statesOf(fields: readonly Field[], values: Json): Json {
  const states: Record<string, Record<string, Json>> = {};
  for (const { block, element } of fields) {
    const blockId = String(block["block_id"]);
    states[blockId] = {
      ...states[blockId],
      [String(element["action_id"])]: stateOf(element, valueIn(element, values)),
    };
  }
  return states;
}

/** What is filled into the element: what is given for it, or what it began with. */
export function valueIn(element: Json, values: Json): unknown {
  const actionId = String(element["action_id"]);
  return Object.hasOwn(values, actionId) ? values[actionId] : initialValue(element);
}

/** What an element holds that this was filled into; an option may be named by its value or its words. */
export function stateOf(element: Json, given: unknown): Json {
  const type = String(element["type"]);
  const value = given === "" || given === undefined ? null : given;
  const choices = [
    ...jsonList(element["options"]),
    ...jsonList(element["option_groups"]).flatMap((group) => jsonList(group["options"])),
  ];
  const chosen = (wanted: unknown) =>
    choices.find((option) => option["value"] === wanted || textIn(option["text"]) === wanted) ?? null;
  switch (type) {
    case "static_select":
    case "external_select":
    case "radio_buttons":
    case "overflow":
      return { type, selected_option: chosen(value) };
    case "checkboxes":
    case "multi_static_select":
    case "multi_external_select":
      return {
        type,
        selected_options: (Array.isArray(value) ? value : [value]).flatMap((each) => chosen(each) ?? []),
      };
    default:
      return { type, [valueMember[type] ?? "value"]: value };
  }
}

function initialValue(element: Json): unknown {
  const options = jsonList(element["initial_options"]).map((option) => option["value"]);
  const option = isJson(element["initial_option"]) ? element["initial_option"]["value"] : undefined;
  const member = valueMember[String(element["type"])]?.replace("selected_", "initial_") ?? "initial_value";
  return element[member] ?? option ?? (options.length > 0 ? options : null);
}

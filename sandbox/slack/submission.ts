import type { Json } from "../../src/web/json.ts";
import { isJson, jsonList, textIn } from "../../src/web/json.ts";
import type { View } from "./chat-state.ts";
import { DoorError } from "./door-error.ts";

/** Which member of `view.state.values` each kind of element fills. */
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

/**
 * What a person filled in, as Slack sends it: `{block_id: {action_id: {type, value}}}`, from a flat
 * `{action_id: value}`. Refuses what Slack's own window would not let a person send.
 */
export function filledIn(view: View, values: Json): Json {
  const inputs = jsonList(view.content["blocks"]).flatMap((block) =>
    block["type"] === "input" && isJson(block["element"]) ? [{ block, element: block["element"] }] : [],
  );
  const known = inputs.map(({ element }) => String(element["action_id"]));
  const unknown = Object.keys(values).find((actionId) => !known.includes(actionId));
  if (unknown !== undefined) {
    const there = known.join(", ") || "none";
    throw new DoorError(
      404,
      `submitting the view ${view.id}: it has no input "${unknown}"; its inputs: ${there}`,
    );
  }
  return Object.fromEntries(
    inputs.map(({ block, element }) => {
      const actionId = String(element["action_id"]);
      const given = Object.hasOwn(values, actionId) ? values[actionId] : initialValue(element);
      refuseAsTheWindowWould(view, block, element, given);
      return [String(block["block_id"]), { [actionId]: stateOf(element, given) }];
    }),
  );
}

function initialValue(element: Json): unknown {
  const options = jsonList(element["initial_options"]).map((option) => option["value"]);
  const option = isJson(element["initial_option"]) ? element["initial_option"]["value"] : undefined;
  return (
    element["initial_value"] ?? element["initial_date"] ?? option ?? (options.length > 0 ? options : null)
  );
}

function refuseAsTheWindowWould(view: View, block: Json, element: Json, given: unknown): void {
  const label = textIn(block["label"]) ?? "";
  const refuse = (reason: string) =>
    new DoorError(400, `submitting the view ${view.id}: "${label}" ${reason}`);
  const isEmpty =
    given === null || given === undefined || given === "" || (Array.isArray(given) && given.length === 0);
  if (isEmpty && block["optional"] !== true) throw refuse("is required");
  const { min_length: min, max_length: max } = element;
  if (typeof given !== "string" || isEmpty) return;
  if (typeof min === "number" && given.length < min) throw refuse(`needs at least ${min} characters`);
  if (typeof max === "number" && given.length > max) throw refuse(`takes at most ${max} characters`);
}

function stateOf(element: Json, given: unknown): Json {
  const type = String(element["type"]);
  const value = given === "" || given === undefined ? null : given;
  const choices = [
    ...jsonList(element["options"]),
    ...jsonList(element["option_groups"]).flatMap((group) => jsonList(group["options"])),
  ];
  const chosen = (wanted: unknown) => choices.find((option) => option["value"] === wanted) ?? null;
  switch (type) {
    case "static_select":
    case "external_select":
    case "radio_buttons":
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

import type { Json } from "../../src/web/json.ts";
import { jsonList, textIn } from "../../src/web/json.ts";
import type { View } from "./chat-state.ts";
import { DoorError } from "./door-error.ts";
import { fieldsIn, statesOf, valueIn } from "./element-state.ts";

/**
 * What a person filled in, as Slack sends it, from a flat `{action_id: value}`. Refuses what Slack's own window would not
 * let a person send.
 */
export function filledIn(view: View, values: Json): Json {
  const fields = fieldsIn(jsonList(view.content["blocks"]));
  const known = fields.map(({ element }) => String(element["action_id"]));
  const unknown = Object.keys(values).find((actionId) => !known.includes(actionId));
  if (unknown !== undefined) {
    const there = known.join(", ") || "none";
    throw new DoorError(
      404,
      `submitting the view ${view.id}: it has no input "${unknown}"; its inputs: ${there}`,
    );
  }
  for (const { block, element } of fields) {
    if (block["type"] === "input") refuseAsTheWindowWould(view, block, element, valueIn(element, values));
  }
  return statesOf(fields, values);
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

import type { Json } from "../../src/web/json.ts";
import { jsonList, textIn } from "../../src/web/json.ts";
import { refusalOf } from "../page/client/acts/form-rules.ts";
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
  const refusal = refusalOf(block, element, given);
  if (refusal === null) return;
  const label = textIn(block["label"]) ?? "";
  throw new DoorError(400, `submitting the view ${view.id}: "${label}" ${refusal.reason}`);
}

import type { Json } from "../../../../src/web/json.ts";
import { isJson, jsonList, textIn } from "../../../../src/web/json.ts";

/** Why Slack's window does not send a form off: to whoever asks by the control door, and to the person at the field. */
export interface Refusal {
  readonly reason: string;
  readonly words: string;
}

/** What Slack's window has against what is filled into an input block; `null`: nothing. */
export function refusalOf(block: Json, element: Json, given: unknown): Refusal | null {
  const isEmpty =
    given === null || given === undefined || given === "" || (Array.isArray(given) && given.length === 0);
  if (isEmpty && block["optional"] !== true)
    return { reason: "is required", words: "Please complete this required field." };
  const { min_length: min, max_length: max } = element;
  if (typeof given !== "string" || isEmpty) return null;
  if (typeof min === "number" && given.length < min)
    return { reason: `needs at least ${min} characters`, words: `Please enter at least ${min} characters.` };
  if (typeof max === "number" && given.length > max)
    return { reason: `takes at most ${max} characters`, words: `Please enter at most ${max} characters.` };
  return null;
}

/** What is wrong with a form before it is sent off, by the id of the block, in words for the person. */
export function wrongIn(view: Json, values: Readonly<Record<string, unknown>>): Record<string, string> {
  const wrong = jsonList(view["blocks"]).flatMap((block) => {
    const { type, element, block_id } = block;
    if (type !== "input" || !isJson(element)) return [];
    const refusal = refusalOf(block, element, values[textIn(element["action_id"]) ?? ""]);
    return refusal === null ? [] : [[String(block_id), refusal.words] as const];
  });
  return Object.fromEntries(wrong);
}

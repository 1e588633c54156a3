import type { Json } from "../../src/web/json.ts";
import { isJson } from "../../src/web/json.ts";
import { DoorError } from "./door-error.ts";
import { elementsIn, stateOf } from "./element-state.ts";

/** The element that a person used, and what they entered or chose there. */
export interface Use {
  readonly actionId: string;
  readonly value?: unknown;
}

/**
 * The action of a payload by which Slack tells of a use of these blocks, the element with that action id and, where a button
 * is meant by its value, that value. `where` is what the blocks are of, for who asks for an element that is not there.
 */
export function actionOf(blocks: readonly Json[], use: Use, where: string): Json {
  for (const block of blocks) {
    for (const element of elementsIn(block)) {
      const action = asAction(element, use);
      if (action === undefined) continue;
      refuseSilentInput(block, use, where);
      return { ...action, block_id: block["block_id"] };
    }
  }
  const value = use.value === undefined ? "" : ` with the value "${String(use.value)}"`;
  throw new DoorError(404, `clicking: ${where} has no "${use.actionId}"${value}`);
}

/** What is filled in once the element was used. */
export function afterUse(values: Json, { actionId, value }: Use): Json {
  return { ...values, [actionId]: value };
}

/** Slack tells the app of an input block's field before the form is sent off where the app asked for it, and else not. */
function refuseSilentInput(block: Json, { actionId }: Use, where: string): void {
  if (block["type"] !== "input" || block["dispatch_action"] === true) return;
  throw new DoorError(
    400,
    `clicking: "${actionId}" of ${where} tells the app nothing by itself; its block has no dispatch_action`,
  );
}

function asAction(element: Json, { actionId, value: wanted }: Use): Json | undefined {
  if (element["action_id"] !== actionId) return undefined;
  const common = { action_id: actionId, type: element["type"] };
  if (element["type"] === "button" || element["type"] === "icon_button") {
    if (wanted !== undefined && wanted !== element["value"]) return undefined;
    const { text, value, style } = element;
    return { ...common, text, ...(value !== undefined && { value }), ...(style !== undefined && { style }) };
  }
  if (element["type"] === "feedback_buttons") {
    const button = [element["positive_button"], element["negative_button"]]
      .filter(isJson)
      .find((each) => each["value"] === wanted);
    return button === undefined ? undefined : { ...common, text: button["text"], value: button["value"] };
  }
  const state = stateOf(element, wanted);
  return state["selected_option"] === null ? undefined : { ...common, ...state };
}

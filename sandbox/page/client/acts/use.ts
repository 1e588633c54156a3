import type { Json } from "../../../../src/web/json.ts";
import { jsonList } from "../../../../src/web/json.ts";
import { messageId } from "../../../../src/web/message.ts";
import type { Everything } from "../protocol.ts";
import type { Pressed } from "./pressed.ts";
import { pressedIn, valuesIn } from "./pressed.ts";

/** A use of an element that the app hears of, as the control door takes it but for who used it. */
export interface Use {
  readonly pressed: Pressed;
  /** Where it stands: a message of a channel, or a view. */
  readonly on: Readonly<Record<string, string>>;
  /** What is filled in there. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The use that an event in the workspace was; `null` where it was none that the app hears of. */
export function usedIn(event: Event, seen: Everything, channelId: string | undefined): Use | null {
  const { target } = event;
  if (!(target instanceof Element)) return null;
  const shown = target.closest<HTMLElement>("article, [data-view]");
  if (shown === null) return null;
  const place = shown.matches("article") ? messageOf(shown, seen, channelId) : viewOf(shown, seen);
  // A field of a form that has just been closed changes as it loses the keyboard.
  const pressed = place === null ? null : pressedIn(event, place.blocks);
  return place === null || pressed === null ? null : { pressed, on: place.on, values: valuesIn(shown) };
}

interface Place {
  readonly on: Readonly<Record<string, string>>;
  readonly blocks: readonly Json[];
}

function messageOf(
  { dataset }: HTMLElement,
  { messages }: Everything,
  channel: string | undefined,
): Place | null {
  if (channel === undefined) return null;
  const message = messages[channel]?.find(({ ts }) => messageId(ts) === dataset["message"]);
  return message === undefined ? null : { on: { channel, ts: message.ts }, blocks: message.blocks };
}

function viewOf({ dataset }: HTMLElement, { modals, home }: Everything): Place | null {
  const view = [...modals, home ?? {}].find((each) => each["id"] === dataset["view"]);
  return view === undefined
    ? null
    : { on: { view_id: String(view["id"]) }, blocks: jsonList(view["blocks"]) };
}

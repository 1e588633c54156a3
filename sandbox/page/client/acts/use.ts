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
  const place = target.closest<HTMLElement>("article, [data-view]");
  if (place === null) return null;
  const { on, blocks } = place.matches("article") ? messageOf(place, seen, channelId) : viewOf(place, seen);
  const pressed = pressedIn(event, blocks);
  return pressed === null ? null : { pressed, on, values: valuesIn(place) };
}

interface Place {
  readonly on: Readonly<Record<string, string>>;
  readonly blocks: readonly Json[];
}

const NOWHERE: Place = { on: {}, blocks: [] };

function messageOf({ id }: HTMLElement, { messages }: Everything, channel: string | undefined): Place {
  if (channel === undefined) return NOWHERE;
  const message = messages[channel]?.find(({ ts }) => messageId(ts) === id);
  return message === undefined ? NOWHERE : { on: { channel, ts: message.ts }, blocks: message.blocks };
}

function viewOf({ dataset }: HTMLElement, { modals, home }: Everything): Place {
  const view = [...modals, home ?? {}].find((each) => each["id"] === dataset["view"]);
  return view === undefined
    ? NOWHERE
    : { on: { view_id: String(view["id"]) }, blocks: jsonList(view["blocks"]) };
}

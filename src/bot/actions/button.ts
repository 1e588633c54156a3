import type { RunView } from "../../jobs/requests/run-view.ts";
import type { BotParts } from "../bot-parts.ts";
import type { Asking } from "../edge/origin.ts";
import type { Message } from "../views/block-kit/message.ts";

/** One button: what pressing it does. Whatever its label says, the state is read again. */
export interface ActionEntry {
  readonly id: string;
  /** The answer to the presser alone; `null` when the card answers. */
  listener(
    press: { readonly value: string; readonly asking: Asking },
    parts: BotParts,
  ): Promise<Message | null>;
}

/** A press on a run's card. */
export interface Press {
  readonly view: RunView;
  readonly asking: Asking;
  /** What the button said that it would do, where that may have changed since; `null` where it said nothing. */
  readonly said: string | null;
}

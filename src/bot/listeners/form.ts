import type { Asking } from "../edge/origin.ts";
import type { ModalOrigin } from "../modals/modal-metadata.ts";
import type { Message } from "../views/block-kit/message.ts";

/** One modal: what has to stand in its fields, and what sending it off does. */
export interface Form {
  readonly origin: ModalOrigin;
  /** What it asks for, for the person and for the key of the request. */
  readonly asksFor: string;
  /** By block: what is wrong with what was typed there. Slack shows it on the field. */
  readonly wrong: Readonly<Record<string, string>>;
  /** The block on which is shown what is wrong with the form as a whole. */
  readonly firstBlock: string;
  /** The modal may have stood open since before a right was taken away: it asks again. */
  act(asking: Asking): Promise<Message | null>;
}

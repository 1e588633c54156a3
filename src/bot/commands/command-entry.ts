import type { Command, CommandName } from "../../domain/commands/command.ts";
import type { BotParts } from "../bot-parts.ts";
import type { Asking } from "../edge/origin.ts";
import type { Message } from "../views/block-kit/message.ts";

/** One command: what help and the manifest say of it, and what it does once the person may ask for it. */
export interface CommandEntry<Name extends CommandName> {
  readonly name: Name;
  /** As typed after `/loans`. */
  readonly usage: string;
  readonly summary: string;
  /** The answer to the asker alone; `null` when something else answers, such as a modal. */
  listener(
    command: Extract<Command, { readonly name: Name }>,
    asking: Asking,
    parts: BotParts,
  ): Promise<Message | null>;
}

/** An entry as the table holds it: whoever looks it up by name gives it the command of that name. */
export interface AnyCommandEntry {
  readonly name: CommandName;
  readonly usage: string;
  readonly summary: string;
  listener(command: Command, asking: Asking, parts: BotParts): Promise<Message | null>;
}

import type { HomeView, ModalView } from "@slack/types";
import { COMMAND, withCommandName } from "../../domain/commands/command-name.ts";
import { keepLines } from "./block-kit/blocks.ts";
import { limits } from "./block-kit/limits.ts";
import type { Message } from "./block-kit/message.ts";
import { messageOf } from "./block-kit/message.ts";

/** The message as it is said where the command is called `command`. Views write `/loans`, as the journals do that they read. */
export function named(message: Message, command: string, { isInThread = false } = {}): Message {
  if (command === COMMAND && !isInThread) return message;
  return messageOf(message.blocks.map((block) => reworded(block, command, isInThread)));
}

/** The same of a form, and of the Home of the app. */
export function namedForm<Form extends ModalView | HomeView>(view: Form, command: string): Form {
  if (command === COMMAND) return view;
  return { ...view, blocks: view.blocks.map((block) => reworded(block, command)) };
}

/** Text alone is reworded: names in a table are data, and labels name no command. A longer name may pass a limit, so it is held anew. */
function reworded<Block extends { readonly type: string }>(
  block: Block,
  command: string,
  isInThread = false,
): Block {
  const most = block.type === "context" ? limits.contextText : limits.section;
  return JSON.parse(JSON.stringify(block), (_, part) =>
    part?.type === "mrkdwn"
      ? { ...part, text: keepLines(withCommandName(part.text, command, { isInThread }), most) }
      : part,
  );
}

import type { MessageBlock } from "./blocks.ts";
import { textOf } from "./blocks.ts";
import { limits } from "./limits.ts";
import type { Maybe } from "./markup.ts";
import { md } from "./markup.ts";

/** What is said: blocks, and the same as text for notifications, screen readers and terminals. */
export interface Message {
  readonly text: string;
  readonly blocks: MessageBlock[];
}

/** A message is a list in reading order; what is `false` or `null` is left out. */
export function message(
  ...parts: readonly (Maybe<MessageBlock> | readonly Maybe<MessageBlock>[])[]
): Message {
  const all = parts.flat().filter((block): block is MessageBlock => Boolean(block) && block !== null);
  const blocks = all.length <= limits.message ? all : [...all.slice(0, limits.message - 1), tooLong()];
  return { text: textOf(blocks), blocks };
}

function tooLong(): MessageBlock {
  return {
    type: "context",
    elements: [{ type: "mrkdwn", text: md`… and more than Slack can show in one message`.markup }],
  };
}

import type { Json } from "../../src/web/json.ts";
import { isJson, jsonList } from "../../src/web/json.ts";
import { inspectBlocks } from "./block-kit/blocks.ts";
import type { Message } from "./chat-state.ts";
import { limits } from "./limits.ts";
import { SlackError } from "./slack-error.ts";

/** The part of a message that the app writes, checked against Slack's limits. */
export type MessageContent = Pick<Message, "text" | "blocks" | "attachments" | "metadata">;

/**
 * Checks what an app wants to say, from whichever door it comes. `isEdit`: a message that stands is to say it.
 * Throws `no_text`, `msg_too_long`, `msg_blocks_too_long`, `invalid_blocks`, `too_many_attachments`, `invalid_attachments`,
 * `invalid_metadata_format`, `metadata_too_large`.
 */
export function messageContent(
  given: {
    readonly text: string;
    readonly blocks: unknown;
    readonly attachments: unknown;
    readonly metadata: unknown;
  },
  { isEdit = false }: { readonly isEdit?: boolean } = {},
): MessageContent {
  const { blocks = [], attachments = [] } = given;
  const text = given.text.slice(0, limits.message.text);
  if (isEdit && Buffer.byteLength(text) > limits.message.editBytes) throw new SlackError("msg_too_long");
  if (!Array.isArray(blocks)) throw new SlackError("invalid_blocks_format");
  if (!Array.isArray(attachments)) throw new SlackError("invalid_attachments");
  if (attachments.length > limits.message.attachments) throw new SlackError("too_many_attachments");
  const wrong = inspectBlocks(blocks, "message");
  if (wrong.length > 0) throw new SlackError("invalid_blocks", wrong);
  if (bytesSaid(blocks) > limits.message.blockBytes) throw new SlackError("msg_blocks_too_long");
  const wrongInside = jsonList(attachments).flatMap((attachment, index) =>
    attachment["blocks"] === undefined
      ? []
      : inspectBlocks(attachment["blocks"], "message", `/attachments/${index}/blocks`),
  );
  if (wrongInside.length > 0) throw new SlackError("invalid_attachments", wrongInside);
  if (text === "" && blocks.length === 0 && attachments.length === 0) throw new SlackError("no_text");
  return {
    text,
    blocks: jsonList(blocks),
    attachments: jsonList(attachments),
    metadata: metadataOf(given.metadata),
  };
}

/** An empty object takes metadata away, as in `chat.update`. */
function metadataOf(metadata: unknown): Json | undefined {
  if (metadata === undefined || (isJson(metadata) && Object.keys(metadata).length === 0)) return undefined;
  if (!isJson(metadata) || typeof metadata["event_type"] !== "string" || !isJson(metadata["event_payload"])) {
    throw new SlackError("invalid_metadata_format");
  }
  if (JSON.stringify(metadata).length > limits.message.metadata) throw new SlackError("metadata_too_large");
  return metadata;
}

/** Bytes of every text in it. */
function bytesSaid(part: unknown, key = ""): number {
  if (typeof part === "string") return key === "text" ? Buffer.byteLength(part) : 0;
  if (typeof part !== "object" || part === null) return 0;
  if (isJson(part) && part["type"] === "data_table") return 0;
  return Object.entries(part).reduce((sum, [name, inner]) => sum + bytesSaid(inner, name), 0);
}

import type { SlackClient } from "./slack-client.ts";

/** A place that a file is brought to. */
export interface FilePlace {
  readonly channel: string;
  readonly threadTs: string | null;
}

/** A file of text, with what stands above it where it is shown. */
interface NewFile {
  readonly name: string;
  readonly words: string;
  readonly text: string;
}

/**
 * Whether Slack takes files of this app, as far as is known: `files:write` may be left out when it is installed. Every answer of
 * Slack's says what the app was given, so that nothing is asked for in vain.
 */
export function takesFiles({ granted }: Pick<SlackClient, "granted">): boolean {
  return granted?.includes("files:write") !== false;
}

/** Brings a file to a place; throws what Slack throws. */
export async function uploadFile(
  { name, words, text }: NewFile,
  { channel: channel_id, threadTs }: FilePlace,
  client: SlackClient,
): Promise<void> {
  await client.filesUploadV2({
    filename: name,
    initial_comment: words,
    file: Buffer.from(text),
    ...(threadTs === null ? { channel_id } : { channel_id, thread_ts: threadTs }),
  });
}

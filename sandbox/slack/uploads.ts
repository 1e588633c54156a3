import type { IncomingMessage, ServerResponse } from "node:http";
import type { ChatState, MessageFile } from "./chat-state.ts";
import { readBytes, sendText } from "./http.ts";

/** A file that an app is about to bring, as `files.getUploadURLExternal` was told of it. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly length: number;
}

/** Files on their way into the chat: announced, brought to an address that takes one, and told to be complete. */
export class Uploads {
  readonly #announced = new Map<string, Upload>();
  readonly #brought = new Map<string, MessageFile>();

  /** Gives the last part of the address that takes this file once. */
  announce(upload: Upload): string {
    const ticket = crypto.randomUUID();
    this.#announced.set(ticket, upload);
    return ticket;
  }

  /**
   * Takes the bytes, raw or as a form's one part. Slack tells by the status alone whether it did, 200 or another
   * (docs.slack.dev, `files.getUploadURLExternal`).
   */
  async receive(ticket: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await readBytes(request);
    const type = request.headers["content-type"] ?? "";
    const content = type.startsWith("multipart/form-data") ? await partOf(bytes, type) : bytes;
    const upload = this.#announced.get(ticket);
    this.#announced.delete(ticket);
    if (upload === undefined) return sendText(response, 404, "no such upload, or it is used up");
    if (content === null || content.length !== upload.length)
      return sendText(response, 400, `${upload.length} bytes were announced`);
    const { id, name } = upload;
    this.#brought.set(id, {
      id,
      name,
      title: name,
      size: content.length,
      base64: content.toString("base64"),
    });
    sendText(response, 200, `OK - ${content.length}`);
  }

  /** The file of that id, which is complete by this and no more on its way; `undefined` where it was not brought. */
  complete(id: string): MessageFile | undefined {
    const file = this.#brought.get(id);
    this.#brought.delete(id);
    return file;
  }
}

/** Answers with a file that is shared in the chat, to be saved; `false` where there is none of that id. */
export function sendFile(state: ChatState, id: string, response: ServerResponse): boolean {
  const file = state.findFile(id);
  if (file === undefined) return false;
  response.writeHead(200, {
    "content-type": file.name.endsWith(".csv") ? "text/csv; charset=utf-8" : "application/octet-stream",
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    "x-content-type-options": "nosniff",
  });
  response.end(Buffer.from(file.base64, "base64"));
  return true;
}

async function partOf(bytes: Buffer, type: string): Promise<Buffer | null> {
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  const [part] = form.values();
  if (part === undefined) return null;
  return Buffer.from(typeof part === "string" ? part : new Uint8Array(await part.arrayBuffer()));
}

import type { IncomingMessage, ServerResponse } from "node:http";

/** Slack takes far less; this only bounds the stand-in's memory. */
const maxBytes = 4_000_000;

/** Reads a request's body as text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  return (await readBytes(request)).toString("utf8");
}

/** Reads a request's body as it came. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > maxBytes) throw new Error(`reading a request: its body is over ${maxBytes} bytes`);
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(JSON.stringify(body));
}

/**
 * Begins to answer with server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), and gives what
 * tells one; it is text of a single line.
 */
export function beginEvents(response: ServerResponse): (data: string) => void {
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
  });
  return (data) => void response.write(`data: ${data}\n\n`);
}

/** Answers with text of another type. */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  type = "text/plain; charset=utf-8",
): void {
  response.writeHead(status, { "content-type": type });
  response.end(text);
}

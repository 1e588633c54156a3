import { subscribe } from "node:diagnostics_channel";
import { appendFileSync, existsSync } from "node:fs";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";

/** A request as it arrived at a stand-in, with the answer it got. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Base64. */
  readonly body: string;
  /** As text. */
  readonly answer: string;
}

/**
 * Writes down what this process's HTTP servers are asked and answer, as JSON lines in `<directory>/<name>.jsonl`, while
 * that directory is there. It listens in from the side, so that nothing stands between the app and the stand-in.
 */
export function tapHttp({ directory, name }: { readonly directory: string; readonly name: string }): void {
  subscribe("http.server.request.start", (message) => {
    if (!existsSync(directory)) return;
    const { request, response } = message as {
      readonly request: IncomingMessage;
      readonly response: ServerResponse;
    };
    const received = listen(request, "push");
    const sent = listen(response, "write", "end");
    response.once("finish", () => {
      const exchange: Exchange = {
        method: request.method ?? "GET",
        path: request.url ?? "/",
        headers: request.headers,
        body: Buffer.concat(received).toString("base64"),
        answer: Buffer.concat(sent).toString(),
      };
      appendFileSync(join(directory, `${name}.jsonl`), `${JSON.stringify(exchange)}\n`);
    });
  });
}

/** Gathers what is given to these methods of a stream: the pieces of its content. */
function listen<Name extends string>(
  stream: Record<Name, unknown>,
  ...names: readonly Name[]
): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (const name of names) {
    const original = stream[name] as (...given: readonly unknown[]) => unknown;
    Object.assign(stream, {
      [name](...given: readonly unknown[]) {
        const [piece] = given;
        if (typeof piece === "string" || piece instanceof Uint8Array) pieces.push(Buffer.from(piece));
        return original.apply(stream, [...given]);
      },
    });
  }
  return pieces;
}

import type { IncomingMessage } from "node:http";
import { createServer, request as send } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";

/** A forward proxy as companies have them: the only one who knows the way to a host. */
export interface ForwardProxy {
  readonly url: string;
  /** Hosts, with port, that were asked for, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Opens one on loopback that leads each of those hosts (`aws.invalid:80`) to a port of this machine, and refuses others. */
export async function startForwardProxy(ports: Readonly<Record<string, number>>): Promise<ForwardProxy> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((request, response) => {
    const target = new URL(request.url ?? "", "http://nowhere.invalid");
    const host = `${target.hostname}:${target.port || "80"}`;
    asked.push(host);
    const port = ports[host];
    if (port === undefined) return void response.writeHead(502).end();
    const { method, headers } = request;
    const onward = send({
      port,
      host: "127.0.0.1",
      method,
      path: `${target.pathname}${target.search}`,
      headers,
    });
    onward.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  server.on("connect", (request: IncomingMessage, near: Socket, head: Buffer) => {
    const host = request.url ?? "";
    asked.push(host);
    const port = ports[host];
    if (port === undefined) return void near.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    const far = connect(port, "127.0.0.1", () => {
      near.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      far.write(head);
      near.pipe(far).pipe(near);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

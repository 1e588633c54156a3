import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/**
 * The least that can acknowledge a command, a process of its own: node:http, Slack's signature verified, 200. Prints
 * its URL.
 */
const secret = process.argv[2] ?? "";

const server = createServer(async (request, response) => {
  const body = await text(request);
  const timestamp = String(request.headers["x-slack-request-timestamp"]);
  const given = Buffer.from(String(request.headers["x-slack-signature"]));
  const right = Buffer.from(
    `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`,
  );
  response.writeHead(given.length === right.length && timingSafeEqual(given, right) ? 200 : 401).end();
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});

import type { ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The least page that shows what is said: each line comes by server-sent events and becomes a paragraph. */
export interface BarePage {
  readonly url: string;
  say(text: string): void;
  close(): Promise<void>;
}

const html = `<!doctype html><title>bare</title><main></main><script>
new EventSource("/events").onmessage = ({ data }) => {
  const line = document.createElement("p");
  line.textContent = data;
  document.querySelector("main").append(line);
};
</script>`;

/** Serves it on a loopback port. */
export async function openBarePage(): Promise<BarePage> {
  const listeners = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    if (request.url !== "/events") {
      response.writeHead(200, { "content-type": "text/html" }).end(html);
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    listeners.add(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    say: (text) => {
      for (const listener of listeners) listener.write(`data: ${text}\n\n`);
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

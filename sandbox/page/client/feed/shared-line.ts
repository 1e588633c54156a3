import { Line } from "./line.ts";

/** What all pages of this browser share: each says by its port what it wants to hear, and hears it there. */
const line = new Line();

addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port === undefined) return;
  const listener = (told: unknown) => port.postMessage(told);
  port.onmessage = ({ data }: MessageEvent<readonly string[]>) => line.want(listener, data);
});

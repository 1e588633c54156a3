import { createHmac } from "node:crypto";

/** The headers by which a request is known as Slack's, of that body at that time (seconds since 1970). */
export function signedHeaders(
  body: string,
  { secret, seconds }: { readonly secret: string; readonly seconds: number },
): Readonly<Record<string, string>> {
  const hmac = createHmac("sha256", secret).update(`v0:${seconds}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": String(seconds), "x-slack-signature": `v0=${hmac}` };
}

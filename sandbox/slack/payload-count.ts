import { appendFileSync } from "node:fs";
import { join } from "node:path";

/** Calls by which an app has something shown; `response_url` is no method, but says a message as well. */
const showing =
  /^(?:chat\.(?:postMessage|postEphemeral|update)|views\.(?:open|push|update|publish)|response_url)$/;

/** Who may have been given a payload: this stand-in, or an emulator of Slack that others wrote. */
export const payloadJudges = ["stand-in", "emulate"] as const;

/**
 * Writes down that `judge` took what a call wants shown, or refused it (`error`: by which of Slack's codes, `null`: it did not), for
 * whoever counts over many processes: a line in a file of this process, in the folder of SANDBOX_PAYLOADS. Without that nothing is.
 */
export function countPayload(
  judge: (typeof payloadJudges)[number],
  { method, error }: { readonly method: string; readonly error: string | null },
): void {
  const folder = process.env["SANDBOX_PAYLOADS"];
  if (folder === undefined || folder === "" || !showing.test(method)) return;
  appendFileSync(join(folder, `${process.pid}.txt`), `${judge} ${error ?? "accepted"} ${method}\n`);
}

import type { AddressInfo } from "node:net";
import { App } from "@slack/bolt";
import { COMMAND } from "../../src/domain/commands/command-name.ts";

/**
 * The least that Bolt itself can acknowledge a command with, a process of its own: its own receiver, one listener, `ack()`. With an
 * app-level token it connects, else it is sent requests; prints its port, or `connected`.
 */
const [apiUrl = "", signingSecret = "", appToken] = process.argv.slice(2);

const app = new App({
  ...(appToken === undefined ? { signingSecret } : { socketMode: true, appToken }),
  authorize: async () => ({ botToken: "xoxb-bare" }),
  clientOptions: { slackApiUrl: apiUrl },
});
app.command(COMMAND, async ({ ack }) => await ack());

const server = await app.start(0);
const address = appToken === undefined ? (server as { address(): AddressInfo }).address() : null;
process.stdout.write(`${address?.port ?? "connected"}\n`);

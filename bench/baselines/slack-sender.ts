import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { bot, channels, people, workspace } from "../../sandbox/slack/people.ts";
import { signedHeaders } from "../../sandbox/slack/signature.ts";
import type { Workshop } from "../workshop.ts";

/** Between two commands: some thirty a second are far more than a channel of people types. */
const EVERY_MS = 30;

/** Sends commands as Slack does, and takes the answers that come later. */
export interface SlackSender {
  /** Sends `/loans status` to that place and answers after how many milliseconds it was acknowledged. */
  send(url: string): Promise<number>;
  /** Sends it to each place in turn, paced, so many times; milliseconds by place. */
  sendPaced(how: {
    readonly to: readonly string[];
    readonly times: number;
  }): Promise<readonly (readonly number[])[]>;
}

/** A sender that signs with this secret. */
export async function openSlackSender(workshop: Workshop, secret: string): Promise<SlackSender> {
  const agent = new Agent({ keepAlive: true });
  workshop.defer(() => agent.destroy());
  const responseUrl = await openAnswers(workshop);

  const send = async (url: string): Promise<number> => {
    const body = statusCommand(responseUrl);
    const seconds = Math.floor(Date.now() / 1_000);
    const from = performance.now();
    const sent = request(`${url}/slack/events`, {
      method: "POST",
      agent,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": body.length,
        ...signedHeaders(body, { secret, seconds }),
      },
    });
    sent.end(body);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    response.resume();
    await once(response, "end");
    if (response.statusCode !== 200)
      throw new Error(`sending a command: ${url} answered ${response.statusCode}`);
    return performance.now() - from;
  };

  return {
    send,
    async sendPaced({ to, times }) {
      const sent = to.map((): Promise<number>[] => []);
      for (let time = 0; time < times; time += 1) {
        for (const [index, url] of to.entries()) {
          workshop.signal.throwIfAborted();
          // Not awaited: people do not wait for each other's acknowledgments.
          sent[index]?.push(send(url));
          await wait(EVERY_MS / to.length);
        }
      }
      return await Promise.all(sent.map(async (each) => await Promise.all(each)));
    },
  };
}

/** The address of a place to which the app says what follows its acknowledgment, instead of into a chat. */
export async function openAnswers(workshop: Workshop): Promise<string> {
  const answers = createServer((asked, response) => {
    asked.resume();
    response.end("ok");
  });
  answers.listen(0, "127.0.0.1");
  await once(answers, "listening");
  workshop.defer(() => {
    answers.close();
    answers.closeAllConnections();
  });
  return `http://127.0.0.1:${(answers.address() as AddressInfo).port}/`;
}

/** `/loans status` as Slack sends it, to be answered at that address. */
export function statusCommand(responseUrl: string): string {
  return new URLSearchParams({
    team_id: workspace.id,
    channel_id: channels.loans.id,
    channel_name: channels.loans.name,
    user_id: people.operator.id,
    user_name: people.operator.name,
    command: `/${bot.name}`,
    text: "status",
    api_app_id: workspace.appId,
    response_url: responseUrl,
    trigger_id: randomUUID(),
  }).toString();
}

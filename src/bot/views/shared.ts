import { capital, channelName, lines, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { says } from "./problem.ts";

/** That nothing begins while another company is in the app's channel; `remedy`: what helps, lower case, without a full stop. */
export function sharedRefusal(home: string, remedy: string): Message {
  return says(
    lines([
      md`Nothing was done: ${channelName(home)} is shared with another company, so nothing is said there, and nobody would see what comes of it.`,
      md`${capital(remedy)}.`,
    ]),
  );
}

/** The same of an answer that was asked for where another company is; `remedy`: `null` where the channel is not the app's own. */
export function sharedAnswer(channel: string, remedy: string | null): Message {
  return says(
    lines([
      md`${channelName(channel)} is shared with another company, so nothing of the bank's is told in it. Ask in the app's direct messages or in another channel.`,
      remedy !== null && md`To mend it: ${remedy}.`,
    ]),
  );
}

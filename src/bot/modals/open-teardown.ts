import { inTime } from "../../config/time-limit.ts";
import type { LakeWeight } from "../../domain/aws/lake-weight.ts";
import type { BotParts } from "../bot-parts.ts";
import type { Asking } from "../edge/origin.ts";
import { actionId } from "../names.ts";
import { busyMessage } from "../views/ask-answers.ts";
import { actions, button, section } from "../views/block-kit/blocks.ts";
import { code, md } from "../views/block-kit/markup.ts";
import type { Message } from "../views/block-kit/message.ts";
import { message } from "../views/block-kit/message.ts";
import { says } from "../views/problem.ts";
import { openModal } from "./name-modal.ts";
import { teardownView } from "./teardown.ts";

/** Slack's trigger lives 3 s, so AWS gets this much of it; a slow AWS is asked again by the run itself. */
const awsWithinMs = 1_200;

/** Opens the modal that asks for the stack's name, where Slack gave a trigger for one; else a button that does. */
export async function teardownAnswer(asking: Asking, parts: BotParts): Promise<Message | null> {
  const { config, runs, wallClock } = parts;
  const stack = config.stack.name;
  const [presence, lake] = await Promise.all([inTime(runs.stackPresence(), awsWithinMs), lakeNow(parts)]);
  if (presence === "absent") {
    // A deploy that waits for Apply has no stack yet, and still is what the asker should hear of.
    const holder = (await runs.live()).find(({ run }) => run.target.day === null);
    if (holder !== undefined) return busyMessage(holder, config.slack.channel);
    return says(
      md`There is no stack ${code(stack)} to tear down. ${code("/loans runs")} tells what was done before.`,
    );
  }
  const origin = {
    ...{ channel: asking.channel, threadTs: asking.threadTs },
    openedAt: wallClock.now().toISOString(),
  };
  const form = teardownView(stack, origin, { lake, audit: config.audit.place });
  return (await openModal(asking, form, parts)) ? null : confirmation(stack);
}

/** What is in the lake, as far as AWS tells in time. */
async function lakeNow({ runs, log }: BotParts): Promise<LakeWeight | null> {
  try {
    const lake = await inTime(runs.lakeWeight(awsWithinMs / 2), awsWithinMs);
    return lake === "late" ? null : lake;
  } catch (error) {
    log.warn({ err: error }, "aws did not say what is in the lake");
    return null;
  }
}

function confirmation(stack: string): Message {
  return message(
    section(md`Tearing down ${code(stack)} deletes all it holds. You will be asked for its name first.`),
    actions(button("Tear down…", { action: actionId.confirmTeardown, value: "teardown", style: "danger" })),
  );
}

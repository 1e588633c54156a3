import { inTime } from "../../config/time-limit.ts";
import type { LakeWeight } from "../../domain/aws/lake-weight.ts";
import { inTheWay } from "../../domain/runs/ahead-in-line.ts";
import { keepsOut } from "../../domain/schedule/stack-lock.ts";
import type { BotParts } from "../bot-parts.ts";
import type { Asking } from "../edge/origin.ts";
import { actionId } from "../names.ts";
import { busyMessage } from "../views/ask-answers.ts";
import { actions, button, section } from "../views/block-kit/blocks.ts";
import { code, md } from "../views/block-kit/markup.ts";
import type { Message } from "../views/block-kit/message.ts";
import { message } from "../views/block-kit/message.ts";
import { lockedOut } from "../views/lock.ts";
import { says } from "../views/problem.ts";
import { openModal } from "./name-modal.ts";
import { teardownView } from "./teardown.ts";

/** Slack's trigger lives 3 s, so AWS gets this much of it; a slow AWS is asked again by the run itself. */
const awsWithinMs = 1_200;

/**
 * Opens the modal that asks for the stack's name, where Slack gave a trigger for one; else a button that does. What would be refused
 * once it is sent off is refused before.
 */
export async function teardownAnswer(asking: Asking, parts: BotParts): Promise<Message | null> {
  const { config, runs, desk, slackClock } = parts;
  const stack = config.stack.name;
  const [lock, live, presence, lake] = await Promise.all([
    ...([desk.lock(), runs.live()] as const),
    ...([inTime(runs.stackPresence(), awsWithinMs), lakeNow(parts)] as const),
  ]);
  if (keepsOut(lock, asking.user)) return lockedOut(lock);
  // Also a deploy that waits for Apply and has no stack yet.
  const holder = inTheWay(live);
  if (holder !== null) return busyMessage(holder, { channel: config.slack.channel, policy: config.people });
  if (presence === "absent") {
    return says(
      md`There is no stack ${code(stack)} to tear down. ${code("/loans runs")} tells what was done before.`,
    );
  }
  const origin = {
    ...{ channel: asking.channel, threadTs: asking.threadTs },
    openedAt: slackClock.now().toISOString(),
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

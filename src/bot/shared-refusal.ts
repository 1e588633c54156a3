import type { Command } from "../domain/commands/command.ts";
import { isChange } from "../domain/commands/permission.ts";
import { EXTERNALLY_SHARED, remedyOf } from "../domain/messages/slack-error.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Asking } from "./edge/origin.ts";
import { actionId, applyModal, releaseModal, skipModal, teardownModal } from "./names.ts";
import type { Message } from "./views/block-kit/message.ts";
import { sharedAnswer, sharedRefusal } from "./views/shared.ts";

type AskedIn = Pick<Asking, "channel">;
type SharedParts = Pick<BotParts, "sharing" | "config">;

/**
 * What is answered in place of a command because another company is in a channel; `null`: nothing. In such a channel nothing of
 * the bank's is told, also not to one person alone; and where the app's own is one, nothing begins or changes, since nobody would
 * see what comes of it. Help tells nothing of the bank's, and what is underway can be stopped all the same.
 */
export async function insteadOf(
  command: Command,
  { channel }: AskedIn,
  parts: SharedParts,
): Promise<Message | null> {
  if (command.name === "help" || command.name === "cancel") return null;
  return await unlessShared({ channel, changes: isChange(command) }, parts);
}

/** Buttons that begin or change something by themselves: the others ask for a command, stop something or are for the presser alone. */
const changing: readonly string[] = [
  ...[actionId.apply, actionId.approve, actionId.retry, actionId.restart, actionId.release],
  ...[actionId.skip, actionId.take, actionId.takeLock, actionId.acknowledge, actionId.confirmTeardown],
];

/** The same in place of what a button does. */
export async function insteadOfPress(
  id: string,
  where: AskedIn,
  parts: SharedParts,
): Promise<Message | null> {
  if (changing.includes(id)) return await unlessShared({ ...where, changes: true }, parts);
  return id === actionId.csv ? await unlessShared({ ...where, changes: false }, parts) : null;
}

/** Forms that begin or change something by themselves: the others ask for a command, or stop something. */
const changingForms: readonly string[] = [teardownModal, applyModal, releaseModal, skipModal].map(
  ({ callbackId }) => callbackId,
);

/** The same in place of what sending a form off does. */
export async function insteadOfForm(id: string, where: AskedIn, parts: SharedParts): Promise<Message | null> {
  return changingForms.includes(id) ? await unlessShared({ ...where, changes: true }, parts) : null;
}

async function unlessShared(
  { channel, changes }: AskedIn & { readonly changes: boolean },
  { sharing, config }: SharedParts,
): Promise<Message | null> {
  const home = config.slack.channel;
  const remedy = remedyOf(EXTERNALLY_SHARED);
  if (changes && (await sharing.isShared(home))) return sharedRefusal(home, remedy);
  if (!(await sharing.isShared(channel))) return null;
  return sharedAnswer(channel, channel === home ? remedy : null);
}

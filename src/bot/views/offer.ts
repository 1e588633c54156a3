import type { Button } from "@slack/types";
import type { Command } from "../../domain/commands/command.ts";
import { daysIn, formatCommand, typed } from "../../domain/commands/command.ts";
import { isChange } from "../../domain/commands/permission.ts";
import type { Day } from "../../domain/day.ts";
import { longDay, longDays } from "../../domain/long-day.ts";
import { actionId } from "../names.ts";
import type { MessageBlock } from "./block-kit/blocks.ts";
import { actions, button, context, section } from "./block-kit/blocks.ts";
import type { Markup, Maybe } from "./block-kit/markup.ts";
import { capital, code, lines, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message, messageOf } from "./block-kit/message.ts";

/** A command as a button's label: the line with its days in words, `Run Fri 27 Nov 2026`. */
function label(command: Command): string {
  const words = formatCommand(command)
    .replaceAll(/\d{4}-\d{2}-\d{2}(?![\w-])/g, (day) => longDay(day as Day))
    .replace("..", " to ");
  return capital(words);
}

/** Types the command for whoever presses it, and asks once more where it changes something. */
export function offerButton(command: Command, zone: string): Button {
  const what = { action: actionId.type, value: formatCommand(command) };
  if (!isChange(command)) return button(label(command), what);
  const text =
    daysIn(command) === null
      ? "It is carried out as if you had typed it."
      : `It is carried out as if you had typed it. Days are those of ${zone}.`;
  return button(label(command), {
    ...what,
    confirm: { title: `${label(command)}?`, text, confirm: "Yes, do it", deny: "Leave it" },
  });
}

/** What was not understood, what helps, and buttons for what may have been meant. */
export function correctionMessage(words: Markup, buttons: readonly Maybe<Button>[]): Message {
  return message(section(words), inRows(buttons));
}

/** More are no choice; each has the line to type above it. */
const MOST_BUTTONS = 10;

/** Each in a row of its own: of one row Slack wants every button to have another `action_id`. */
export function inRows(buttons: readonly Maybe<Button>[]): readonly Maybe<MessageBlock>[] {
  return buttons
    .filter((one) => Boolean(one))
    .slice(0, MOST_BUTTONS)
    .map((one) => actions(one));
}

/** A day that is so far from today that nothing is done about it without a question. */
export function farOffMessage(
  command: Command,
  day: Day,
  { today, zone }: { readonly today: Day; readonly zone: string },
): Message {
  const words = lines([
    md`Nothing was done yet: ${longDay(day)} is far from today, ${longDay(today)}. Is that day meant?`,
    md`If so, press the button; else type the line anew: ${code(typed(command))}`,
  ]);
  return correctionMessage(words, [offerButton(command, zone)]);
}

/** The same answer with the day that was read, where another one might be taken for it: `Fri 27 Nov 2026, Asia/Kolkata`. */
export function withDay(
  said: Message,
  { from, until }: { readonly from: Day; readonly until: Day },
  zone: string,
): Message {
  const line = context(md`${longDays(from, until)}, ${zone}`);
  return line === null ? said : messageOf([...said.blocks, line]);
}

import type { InputBlock, ModalView } from "@slack/types";
import type { Offer } from "../../domain/commands/offers.ts";
import { LONGEST_REASON } from "../../domain/commands/parse-reason.ts";
import type { Day } from "../../domain/day.ts";
import { dayIn } from "../../domain/day.ts";
import { emrStepNames } from "../../domain/runs/effect-names.ts";
import { previousBankDay } from "../../domain/schedule/bank-days.ts";
import type { BotParts } from "../bot-parts.ts";
import type { Asking } from "../edge/origin.ts";
import { offerField, offerForms } from "../names.ts";
import type { Markup } from "../views/block-kit/markup.ts";
import { md } from "../views/block-kit/markup.ts";
import { dated } from "../views/days.ts";
import type { ModalOrigin } from "./modal-metadata.ts";

/** What a form says and asks. */
interface FormWords {
  readonly title: string;
  readonly send: string;
  readonly words: Markup;
  readonly fields: readonly InputBlock[];
}

/**
 * The form of an offer whose command lacks words; `null`: of one that can be carried out as it is. `again`: the day that somebody
 * wants to have counted once more, as they said before.
 */
export function offerForm(
  offer: Offer,
  { channel, threadTs }: Pick<Asking, "channel" | "threadTs">,
  { config, clock, slackClock }: Pick<BotParts, "config" | "clock" | "slackClock">,
  { again = null }: { readonly again?: Day | null } = {},
): ModalView | null {
  if (!(offer in offerForms)) return null;
  const { zone, calendar } = config.daily;
  const today = dayIn(zone, clock.now());
  const { title, send, words, fields } = asked(offer as keyof typeof offerForms, {
    ...{ today, zone, before: previousBankDay(calendar, today), again },
  });
  const origin: ModalOrigin = { channel, threadTs, openedAt: slackClock.now().toISOString() };
  return {
    type: "modal",
    callback_id: offerForms[offer as keyof typeof offerForms],
    title: plain(title),
    submit: plain(send),
    close: plain("Not now"),
    private_metadata: JSON.stringify(origin),
    blocks: [{ type: "section", text: { type: "mrkdwn", verbatim: true, text: words.markup } }, ...fields],
  };
}

function asked(
  offer: keyof typeof offerForms,
  {
    today,
    zone,
    before,
    again,
  }: { readonly today: Day; readonly zone: string; readonly before: Day; readonly again: Day | null },
): FormWords {
  const now = md`Today is ${dated(today)} in ${zone}.`;
  switch (offer) {
    case "run":
      return {
        ...{ title: "Run a day", send: "Run" },
        words: md`Counts the loans of one day and tells them in the channel. ${now}`,
        fields: [dayField("day", "Day", again ?? today), ...forceFields({ isForced: again !== null })],
      };
    case "several":
      return {
        ...{ title: "Run several days", send: "Run" },
        words: md`Counts the loans of each bank day from the first to the last, oldest first; one that is done is left as it is. ${now}`,
        fields: [
          dayField("day", "First day", before),
          dayField("until", "Last day", today),
          ...forceFields(),
        ],
      };
    case "pause":
      return {
        ...{ title: "Pause the schedule", send: "Pause" },
        words: md`No day is run by itself until the schedule is resumed; days that come due until then are not made up for. What is underway goes on. ${now}`,
        fields: [
          {
            ...dayField("until", "It goes on by itself with", null),
            optional: true,
            hint: plain("Leave it out: it is paused until somebody resumes it"),
          },
          whyField("Why?", { isOptional: true }),
        ],
      };
    case "skip":
      return {
        ...{ title: "Skip days", send: "Skip" },
        words: md`They are not run by themselves, and the days after them do not wait for them. Days to come may be named. ${now}`,
        fields: [
          dayField("day", "First day", today),
          { ...dayField("until", "Last day", null), optional: true, hint: plain("Leave it out for one day") },
          whyField("Why?", { isOptional: false }),
        ],
      };
    case "logs":
      return {
        ...{ title: "Logs of a day", send: "Show" },
        words: md`The end of what Spark wrote, for you alone. ${now}`,
        fields: [dayField("day", "Day", before), stepField()],
      };
  }
}

function dayField(name: "day" | "until", label: string, initial: Day | null): InputBlock {
  return {
    ...frame(offerField[name], label),
    element: {
      type: "datepicker",
      action_id: offerField[name],
      placeholder: plain("Pick a day"),
      ...(initial !== null && { initial_date: initial }),
    },
  };
}

/** A number that is told is counted anew only where somebody says so. */
function forceFields({ isForced } = { isForced: false }): readonly InputBlock[] {
  const options = [
    {
      text: plain("Count it again"),
      value: offerField.force,
      description: plain("Its number in the table and its summary may change"),
    },
  ];
  const force: InputBlock = {
    ...frame(offerField.force, "A day that is done"),
    optional: true,
    element: {
      type: "checkboxes",
      action_id: offerField.force,
      options,
      ...(isForced && { initial_options: options }),
    },
  };
  return [force, whyField("Why is it counted again?", { isOptional: !isForced })];
}

function whyField(label: string, { isOptional }: { readonly isOptional: boolean }): InputBlock {
  return {
    ...frame(offerField.why, label),
    optional: isOptional,
    hint: plain("One sentence: it is shown with your name"),
    element: { type: "plain_text_input", action_id: offerField.why, max_length: LONGEST_REASON },
  };
}

function stepField(): InputBlock {
  return {
    ...frame(offerField.step, "Step"),
    optional: true,
    hint: plain("Without one: the step that failed"),
    element: {
      type: "static_select",
      action_id: offerField.step,
      placeholder: plain("Pick a step"),
      options: emrStepNames.map((name) => ({ text: plain(name), value: name })),
    },
  };
}

function frame(name: string, label: string): Pick<InputBlock, "type" | "block_id" | "label"> {
  return { type: "input", block_id: name, label: plain(label) };
}

function plain(text: string) {
  return { type: "plain_text" as const, text };
}

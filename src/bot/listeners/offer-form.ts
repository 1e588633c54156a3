import type { Command } from "../../domain/commands/command.ts";
import { readRange } from "../../domain/commands/days/read-days.ts";
import { tidy } from "../../domain/commands/parse-reason.ts";
import type { Day } from "../../domain/day.ts";
import { dayIn, parseDay } from "../../domain/day.ts";
import { emrStepNames } from "../../domain/runs/effect-names.ts";
import type { BotParts } from "../bot-parts.ts";
import { meantAndCarriedOut } from "../dispatch.ts";
import type { SubmissionRequest } from "../edge/slack-request.ts";
import { modalOrigin } from "../modals/teardown.ts";
import type { offerForms } from "../names.ts";
import { offerField } from "../names.ts";
import { capital } from "../views/block-kit/markup.ts";
import { dated } from "../views/days.ts";
import type { Form } from "./form.ts";

type OfferWithForm = keyof typeof offerForms;

/** The command that was filled in; or, by field, what is wrong. */
type Filled = { readonly command: Command } | { readonly wrong: Form["wrong"] };

const asksFor: Readonly<Record<OfferWithForm, string>> = {
  run: "run",
  several: "days",
  pause: "pause",
  skip: "skip",
  logs: "logs",
};

/** A form of the menu: what was filled in is a command, which goes the way of every other. */
export function offerForm(offer: OfferWithForm, view: SubmissionRequest["view"], parts: BotParts): Form {
  const { zone, calendar } = parts.config.daily;
  const today = dayIn(zone, parts.clock.now());
  const filled = commandIn(offer, fieldsOf(view), { today, calendar });
  return {
    origin: modalOrigin(view.private_metadata),
    asksFor: asksFor[offer],
    wrong: "wrong" in filled ? filled.wrong : {},
    firstBlock: offer === "pause" ? offerField.until : offerField.day,
    act: async (asking) =>
      "wrong" in filled ? null : await meantAndCarriedOut(filled.command, asking, parts),
  };
}

/** What stands in the fields; a day that was not picked, or is none, is `null`. */
interface Fields {
  readonly day: Day | null;
  readonly until: Day | null;
  readonly force: boolean;
  readonly why: string;
  readonly step: string | null;
}

function fieldsOf({ state: { values } }: SubmissionRequest["view"]): Fields {
  const field = (name: string) => values[name]?.[name];
  const day = (name: string) => parseDay(field(name)?.selected_date ?? "");
  return {
    day: day(offerField.day),
    until: day(offerField.until),
    force: (field(offerField.force)?.selected_options ?? []).length > 0,
    why: tidy(field(offerField.why)?.value ?? ""),
    step: field(offerField.step)?.selected_option?.value ?? null,
  };
}

function commandIn(
  offer: OfferWithForm,
  { day, until, force, why, step }: Fields,
  by: Omit<Parameters<typeof readRange>[1], "ahead">,
): Filled {
  if (offer === "pause") return pausedUntil(until, { why: why === "" ? null : why, today: by.today });
  if (day === null) return { wrong: { [offerField.day]: "Pick a day." } };
  const forced = offer === "run" || offer === "several" ? forcedBy(force, why) : {};
  if ("wrong" in forced) return forced;
  if (offer === "run" || offer === "logs") {
    if (day > by.today) return { wrong: { [offerField.day]: afterToday(day, by.today) } };
    return {
      command:
        offer === "run"
          ? { name: "run", day, force, ...forced }
          : { name: "logs", day, step: emrStepNames.find((name) => name === step) ?? null },
    };
  }
  if (offer === "several" && until === null) return { wrong: { [offerField.until]: "Pick a day." } };
  const ahead = offer === "skip";
  const last = until ?? day;
  if (!ahead && day > by.today) return { wrong: { [offerField.day]: afterToday(day, by.today) } };
  if (!ahead && last > by.today) return { wrong: { [offerField.until]: afterToday(last, by.today) } };
  const read = readRange(`${day}..${last}`, { ...by, ahead });
  if (read === null || read.is === "wrong")
    return { wrong: { [offerField.until]: `${capital(read?.wrong ?? "these are no days")}.` } };
  const days = last === day ? { day } : { day, until: last };
  if (offer === "several") return { command: { name: "run", ...days, force, ...forced } };
  if (why === "") return { wrong: { [offerField.why]: "A reason is needed: it is shown with your name." } };
  return { command: { name: "skip", ...days, why } };
}

/** `null`: until somebody resumes it. */
function pausedUntil(
  until: Day | null,
  { why, today }: { readonly why: string | null; readonly today: Day },
): Filled {
  if (until !== null && until <= today)
    return {
      wrong: { [offerField.until]: `${dated(until)} is not after today, ${dated(today)}: pick a later day.` },
    };
  const change = { is: "pause", ...(until !== null && { until }), why } as const;
  return { command: { name: "schedule", change } };
}

/** What a number that is told is replaced for; a reason alone replaces nothing, and one that is missing is asked for. */
function forcedBy(
  force: boolean,
  why: string,
): { readonly why?: string } | { readonly wrong: Form["wrong"] } {
  if (force && why === "") return { wrong: { [offerField.why]: "A reason is needed: the card says it." } };
  if (!force && why !== "")
    return { wrong: { [offerField.why]: "Tick that it is counted again, or leave the reason out." } };
  return force ? { why } : {};
}

function afterToday(day: Day, today: Day): string {
  return `${dated(day)} is after today, ${dated(today)}: pick a day up to today.`;
}

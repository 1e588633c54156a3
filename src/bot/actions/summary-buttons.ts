import type { Command } from "../../domain/commands/command.ts";
import { mayAsk } from "../../domain/commands/permission.ts";
import { parseDay } from "../../domain/day.ts";
import { shareCounts } from "../counts-file.ts";
import { countsOf } from "../day-counts.ts";
import { carriedOut } from "../dispatch.ts";
import { compareView } from "../modals/compare.ts";
import { openModal } from "../modals/name-modal.ts";
import { actionId } from "../names.ts";
import { howToCompare } from "../views/comparison.ts";
import { csvMessage, sharedFileMessage } from "../views/csv.ts";
import { refusal } from "../views/problem.ts";
import type { ActionEntry } from "./button.ts";

/** Compares the day of a summary as if that had been typed. */
export const compareDay: ActionEntry = {
  id: actionId.compare,
  listener: ({ value, asking }, parts) =>
    carriedOut({ name: "compare", day: parseDay(value), other: null }, asking, parts),
};

/** Asks with which day; where no form can be opened any more, tells how to type it. */
export const compareWithDay: ActionEntry = {
  id: actionId.compareWith,
  async listener({ value, asking }, parts) {
    const { config, slackClock } = parts;
    const day = parseDay(value);
    if (day === null) return await carriedOut({ name: "compare", day, other: null }, asking, parts);
    const verdict = mayAsk({ name: "compare", day, other: null }, asking.person, config.people);
    if (!verdict.allowed) return refusal(verdict);
    const { channel, threadTs } = asking;
    const origin = { channel, threadTs, openedAt: slackClock.now().toISOString() };
    const form = compareView(day, origin, config.daily);
    return (await openModal(asking, form, parts)) ? null : howToCompare(day);
  },
};

/** The rows of a day's summary, for whoever may look at it: as a file where Slack takes one, else as text. */
export const csvOfDay: ActionEntry = {
  id: actionId.csv,
  async listener({ value, asking }, parts) {
    const command: Command = { name: "summary", day: parseDay(value) };
    const verdict = mayAsk(command, asking.person, parts.config.people);
    if (!verdict.allowed) return refusal(verdict);
    const counts = await countsOf(command.day, parts);
    if ("none" in counts) return counts.none;
    const file = await shareCounts(counts.found, asking, parts);
    if (file === null) return csvMessage(counts.found);
    const view = await parts.runs.view(counts.found.runId);
    return sharedFileMessage(counts.found, file, view?.cardUrl ?? null);
  },
};

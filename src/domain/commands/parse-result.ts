import type { Day } from "../day.ts";
import { personsWords, plainName } from "../loans/names/plain-name.ts";
import { Problem } from "../problem.ts";
import { beginning } from "../truncate.ts";
import type { Command } from "./command.ts";
import { formatCommand, typed } from "./command.ts";
import { COMMAND } from "./command-name.ts";
import type { ReadBy } from "./days/day-names.ts";

/** What a line came to. What may have been meant is shown and offered, never executed. */
export type Parsed =
  | { readonly is: "command"; readonly command: Command }
  | {
      readonly is: "unknown";
      readonly problem: Problem;
      /** Each command that may have been meant, the likeliest first; a day or a reason may be open in it. */
      readonly meant: readonly Command[];
    };

/** What stands after a command's name. */
export interface Words extends ReadBy {
  /** In lower case, with `--` for every dash. */
  readonly rest: readonly string[];
  /** As it was typed. */
  readonly raw: string;
}

/**
 * Stands in a line to type where it is not known which day was meant: none is proposed then, lest somebody does to one day
 * what they wanted done to another. Never to be reckoned with.
 */
export const ANY_DAY = "YYYY-MM-DD" as Day;

/** The same of a time: none is invented. */
export const ANY_TIME = "HH:MM";

/** The same of a reason that is needed. */
export const ANY_REASON = "reason";

/** A line that was not understood, with those that may have been meant, one of them to type instead. */
export function misread(what: {
  readonly code: string;
  readonly line: string;
  readonly wrong: string;
  /** At least one, with `ANY_DAY` where nothing tells the day. */
  readonly meant: readonly [Command, ...Command[]];
}): Parsed {
  const { code, line, wrong, meant } = what;
  return {
    is: "unknown",
    problem: new Problem(code, `reading \`${COMMAND} ${shown(line)}\`: ${wrong}`, {
      remedy: toType(meant),
    }),
    meant,
  };
}

/** The lines to type for what may have been meant. */
export function toType(meant: readonly Command[]): string {
  return `type ${meant.map((command) => `\`${plainName(typed(command).replaceAll("`", "'"))}\``).join(" or ")}`;
}

/** Whether a day, a time or a reason is still to be put into it, so that it cannot be carried out as it stands. */
export function isOpen(command: Command): boolean {
  const line = formatCommand(command);
  return [ANY_DAY, ANY_TIME].some((open) => line.includes(open)) || line.includes(`"${ANY_REASON}"`);
}

/**
 * A person's words, short enough to be said back within a code span: without the mark that would end it, and with the letters written
 * out that nobody sees or that turn a line round.
 */
export function shown(text: string): string {
  return plainName(short(text));
}

/** The same outside of a code span, in the form in which reasons are shown: in backticks of its own where a letter could act. */
export function saidBack(text: string): string {
  return `"${personsWords(short(text))}"`;
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("`", "'").trim();
  return line.length > 60 ? `${beginning(line, 59)}…` : line;
}

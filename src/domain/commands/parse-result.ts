import { Problem } from "../problem.ts";
import { beginning } from "../truncate.ts";
import type { Command } from "./command.ts";
import { formatCommand, typed } from "./command.ts";
import { COMMAND } from "./command-name.ts";
import type { ReadBy } from "./parse-day.ts";

/** What a line came to. A suggestion is the corrected line without `/loans`; it is shown, never executed. */
export type Parsed =
  | { readonly is: "command"; readonly command: Command }
  | { readonly is: "unknown"; readonly problem: Problem; readonly suggestion: string | null };

/** What stands after a command's name. */
export interface Words extends ReadBy {
  /** In lower case, with `--` for every dash. */
  readonly rest: readonly string[];
  /** As it was typed. */
  readonly raw: string;
}

/** A line that was not understood, with the one to type instead. */
export function misread(what: {
  readonly code: string;
  readonly line: string;
  readonly wrong: string;
  readonly corrected: Command;
}): Parsed {
  const { code, line, wrong, corrected } = what;
  return {
    is: "unknown",
    problem: new Problem(code, `reading \`${COMMAND} ${shown(line)}\`: ${wrong}`, {
      remedy: `type \`${typed(corrected).replaceAll("`", "'")}\``,
    }),
    suggestion: formatCommand(corrected),
  };
}

/** A person's words, short enough to be said back and without the mark that would end a code span. */
export function shown(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("`", "'").trim();
  return line.length > 60 ? `${beginning(line, 59)}…` : line;
}

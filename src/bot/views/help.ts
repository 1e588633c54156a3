import { COMMAND } from "../../domain/commands/command-name.ts";
import type { Verdict } from "../../domain/commands/permission.ts";
import { context, header, section } from "./block-kit/blocks.ts";
import { capital, code, joined, lines, md } from "./block-kit/markup.ts";
import type { Message } from "./block-kit/message.ts";
import { message } from "./block-kit/message.ts";
import { refusalText } from "./problem.ts";

/** In the order in which they are read. */
const helpGroups = ["Days", "Look", "The stack"] as const;

/** A command as the list of all shows it, on a screen of a phone. */
export interface HelpLine {
  readonly group: (typeof helpGroups)[number];
  readonly examples: readonly string[];
  readonly does: string;
}

/** What this person may do; `because` says why something is missing, `null` when nothing is. */
export function helpMessage(allowed: readonly HelpLine[], because: string | null): Message {
  const groups = helpGroups.filter((one) => allowed.some(({ group }) => group === one));
  return message(
    header("What you can ask for"),
    section(md`Type it behind ${code(COMMAND)}, or open its menu with that alone.`),
    groups.map((group) =>
      section(
        md`*${group}*  ${joined(
          allowed
            .filter((one) => one.group === group)
            .map(({ examples: [example = ""], does }) => md`${code(example)} ${does}`),
          " · ",
        )}`,
      ),
    ),
    context(
      md`A day is ${code("today")}, ${code("friday")}, ${code("28 Nov")}, ${code("2026-11-27")}; several are ${code("last 3 days")}, ${code("monday..wednesday")}. ${code(`${COMMAND} help run`)} tells all of one command.`,
    ),
    because !== null && context(md`Not listed is what you may not do: ${because}.`),
  );
}

/** All of one command: what it does, how it is typed, and who may. */
export function topicMessage(
  {
    name,
    usage,
    summary,
    examples,
  }: {
    readonly name: string;
    readonly usage: string;
    readonly summary: string;
    readonly examples: readonly string[];
  },
  may: { readonly asker: Verdict; readonly anybody: Verdict },
): Message {
  const typed = (line: string) => code(`${COMMAND} ${line}`);
  const who = may.anybody.allowed
    ? md`Everyone in the channel may.`
    : may.asker.allowed
      ? md`${capital(may.anybody.because)}; you are among them.`
      : refusalText(may.asker);
  return message(
    header(name),
    section(lines([md`${capital(summary)}.`, typed(usage)])),
    section(lines([md`*For example*`, ...examples.map(typed)])),
    context(may.anybody.allowed && !may.asker.allowed ? refusalText(may.asker) : who),
  );
}

import type { CommandName } from "../../domain/commands/command.ts";
import { parseCommand } from "../../domain/commands/parse-command.ts";
import type { Person, Verdict } from "../../domain/commands/permission.ts";
import { mayAsk } from "../../domain/commands/permission.ts";
import { dayIn } from "../../domain/day.ts";
import { EVERY_DAY } from "../../domain/schedule/bank-days.ts";
import type { BotParts } from "../bot-parts.ts";
import { helpMessage, topicMessage } from "../views/help.ts";
import type { AnyCommandEntry, CommandEntry } from "./command-entry.ts";
import { helpTopics } from "./help-topics.ts";

/** Somebody in the channel of whom nothing else is known: what they may not do is for those who are named. */
const anybody: Person = { id: "", groups: [], unasked: [], isGuest: false, isInChannel: true };

/** Help on that table, which is read when somebody asks, because help stands in it too. */
export function helpOn(table: () => readonly AnyCommandEntry[]): CommandEntry<"help"> {
  return {
    name: "help",
    usage: "help [command]",
    summary: "what you may ask for, or all of one command",
    async listener({ about }, { person }, parts) {
      const entry = table().find(({ name }) => name === about);
      if (entry !== undefined) {
        const { examples } = helpTopics[entry.name];
        return topicMessage(
          { ...entry, examples },
          { asker: verdictOf(entry.name, person, parts), anybody: verdictOf(entry.name, anybody, parts) },
        );
      }
      const verdicts = table().map(({ name }) => ({ name, verdict: verdictOf(name, person, parts) }));
      const refused = verdicts.flatMap(({ verdict }) => (verdict.allowed ? [] : [verdict.because]));
      return helpMessage(
        verdicts.filter(({ verdict }) => verdict.allowed).map(({ name }) => helpTopics[name]),
        refused[0] ?? null,
      );
    },
  };
}

/** Whether one may ask for the plainest form of a command, which does not depend on its day. */
function verdictOf(name: CommandName, person: Person, { config, clock }: BotParts): Verdict {
  const today = dayIn(config.daily.zone, clock.now());
  const parsed = parseCommand(helpTopics[name].examples[0], { today, calendar: EVERY_DAY });
  if (parsed.is === "unknown") throw parsed.problem;
  return mayAsk(parsed.command, person, config.people);
}

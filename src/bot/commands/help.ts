import type { Command } from "../../domain/commands/command.ts";
import { mayAsk } from "../../domain/commands/permission.ts";
import type { Day } from "../../domain/day.ts";
import { helpMessage } from "../views/help.ts";
import type { AnyCommandEntry, CommandEntry } from "./command-entry.ts";

/** Help on that table, which is read when somebody asks, because help stands in it too. */
export function helpOn(table: () => readonly AnyCommandEntry[]): CommandEntry<"help"> {
  return {
    name: "help",
    usage: "help",
    summary: "what you may ask for",
    async listener(_command, { person }, { config }) {
      const verdicts = table().map((entry) => ({
        entry,
        verdict: mayAsk(sample(entry.name), person, config.people),
      }));
      const refused = verdicts.flatMap(({ verdict }) => (verdict.allowed ? [] : [verdict.because]));
      return helpMessage(
        verdicts.filter(({ verdict }) => verdict.allowed).map(({ entry }) => entry),
        refused[0] ?? null,
      );
    },
  };
}

/** The plainest form of a command: whether one may ask for it does not depend on the day. */
function sample(name: Command["name"]): Command {
  const day = "2026-11-23" as Day;
  switch (name) {
    case "run":
      return { name, day, force: false };
    case "logs":
      return { name, day: null, step: null };
    case "cancel":
    case "retry":
      return { name, which: null };
    case "summary":
      return { name, day: null };
    case "schedule":
      return { name, change: null };
    case "release":
    case "withdraw":
    case "skip":
      return { name, day, why: "reason" };
    case "unskip":
      return { name, day };
    case "lock":
      return { name, why: "reason", until: null };
    case "audit":
      return { name, month: day.slice(0, 7), csv: false };
    default:
      return { name };
  }
}

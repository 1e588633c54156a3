import type { CommandName } from "../../domain/commands/command.ts";
import type { HelpLine } from "../views/help.ts";

/** What help says of a command beside its usage. */
export interface HelpTopic {
  readonly group: HelpLine["group"];
  /** In a few words, behind the first example. */
  readonly does: string;
  /** Lines as they are typed; the first is the plainest, by which it is also told who may. */
  readonly examples: readonly [string, ...string[]];
}

/** Every command as help groups them; the order within a group is that of the table of commands. */
export const helpTopics: Readonly<Record<CommandName, HelpTopic>> = {
  menu: { group: "Look", does: "buttons for all of it", examples: ["menu"] },
  status: { group: "Look", does: "what is underway", examples: ["status", "status yesterday"] },
  runs: { group: "Look", does: "the last 14 days", examples: ["runs", "runs failed november"] },
  summary: { group: "Look", does: "a day's counts", examples: ["summary friday", "summary 28 Nov"] },
  chart: { group: "Look", does: "a day as bars", examples: ["chart", "chart friday"] },
  compare: {
    group: "Look",
    does: "two days beside each other",
    examples: ["compare", "compare friday 28 Nov"],
  },
  trend: { group: "Look", does: "14 days as a line", examples: ["trend", "trend GOLD LOAN"] },
  logs: { group: "Look", does: "what Spark wrote", examples: ["logs", "logs yesterday 2-count"] },
  schedule: {
    group: "Look",
    does: "the next days",
    examples: ["schedule", 'schedule pause until monday "no files this week"'],
  },
  audit: { group: "Look", does: "who did what", examples: ["audit", "audit last month csv"] },
  help: { group: "Look", does: "more of one", examples: ["help run", "help"] },
  run: { group: "Days", does: "count a day", examples: ["run yesterday", "run monday..wednesday"] },
  retry: { group: "Days", does: "go on after a failure", examples: ["retry", "retry friday"] },
  cancel: { group: "Days", does: "end a run", examples: ["cancel", "cancel today"] },
  skip: {
    group: "Days",
    does: "pass over a day",
    examples: ['skip tomorrow "Diwali"', 'skip 24 Dec to 26 Dec "closed"'],
  },
  unskip: { group: "Days", does: "take that back", examples: ["unskip tomorrow", "unskip 24 Dec to 26 Dec"] },
  release: {
    group: "Days",
    does: "tell a held day",
    examples: ['release today "checked with the desk"', 'release friday "month end"'],
  },
  withdraw: {
    group: "Days",
    does: "take a number back",
    examples: ['withdraw friday "wrong file"', 'withdraw 28 Nov "counted twice"'],
  },
  deploy: { group: "The stack", does: "plan it, then make it", examples: ["deploy"] },
  lock: {
    group: "The stack",
    does: "keep others off",
    examples: ['lock "month end"', 'lock "month end" until friday 18:00'],
  },
  unlock: { group: "The stack", does: "lift that", examples: ["unlock"] },
  teardown: { group: "The stack", does: "delete it", examples: ["teardown"] },
};

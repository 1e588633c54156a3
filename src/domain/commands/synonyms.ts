import type { CommandName } from "./command.ts";

/** What people type for a command that has another name, by the words that the line begins with. */
export interface Synonym {
  readonly words: readonly string[];
  /** What is read instead of these words, before the rest of the line; where there are several, any of them may be meant. */
  readonly reads: readonly string[];
  /**
   * `looks`: it changes nothing. `asks`: it asks once more by itself before anything happens, as a deploy's plan, a teardown's form and
   * the preview of several days do. `own`: it has the command's own word in it, and one line takes it back. All of these are read at
   * once. `offered`: it would change something at once, and is not carried out but offered.
   */
  readonly is: "looks" | "asks" | "own" | "offered";
  /** Words that may stand behind it and say nothing: `delete the stack`. */
  readonly without?: readonly string[];
  /** Without a day none is meant, also not today. */
  readonly needsDay?: true;
}

/** Behind a word for the whole stack these say nothing more. */
export const theStack: readonly string[] = [
  "the",
  "stack",
  "everything",
  "all",
  "it",
  "whole",
  "cluster",
  "environment",
  "please",
  "now",
];

/** Exact words, as opposed to letters that a command begins with and to mistakes. */
const synonyms: readonly Synonym[] = [
  { is: "looks", words: ["count", "counts", "report", "reports", "totals", "numbers"], reads: ["summary"] },
  { is: "looks", words: ["diff", "difference", "versus", "vs"], reads: ["compare"] },
  { is: "looks", words: ["graph", "plot", "draw", "bars"], reads: ["chart"] },
  { is: "looks", words: ["list", "history", "days"], reads: ["runs"] },
  { is: "looks", words: ["ping", "doctor", "health", "state", "version", "queue"], reads: ["status"] },
  { is: "looks", words: ["next", "calendar"], reads: ["schedule"] },
  // It tells what the stack costs while it stands.
  { is: "looks", words: ["cost", "costs", "price", "prices", "bill"], reads: ["menu"] },
  { is: "looks", words: ["log", "output", "stderr"], reads: ["logs"] },
  { is: "looks", words: ["commands", "usage", "whoami", "who", "config"], reads: ["help"] },

  { is: "asks", words: ["up", "create", "redeploy"], reads: ["deploy"], without: theStack },
  {
    is: "asks",
    words: ["tear down", "tear-down", "take down", "down", "destroy", "delete", "remove", "undeploy"],
    reads: ["teardown"],
    without: theStack,
  },
  { is: "asks", words: ["clean up", "cleanup", "clean-up"], reads: ["teardown"], without: theStack },
  { is: "asks", words: ["backfill", "back-fill", "back fill"], reads: ["run"], needsDay: true },

  { is: "own", words: ["pause"], reads: ["schedule pause"] },
  { is: "own", words: ["resume", "unpause"], reads: ["schedule resume"] },
  { is: "own", words: ["freeze"], reads: ["lock"] },
  { is: "own", words: ["unfreeze"], reads: ["unlock"] },

  { is: "offered", words: ["stop", "kill", "abort", "halt", "terminate"], reads: ["cancel"] },
  {
    is: "offered",
    words: ["rerun", "re-run", "restart", "redo", "recount"],
    reads: ["retry", "run --force"],
    needsDay: true,
  },
  { is: "offered", words: ["start", "go", "begin"], reads: ["run", "deploy"] },
];

/** What is no command, and why; `instead` is what helps, as lines to type. */
export interface Elsewhere {
  readonly words: readonly string[];
  readonly says: string;
  readonly instead: readonly string[];
}

/** Words for what is not done by typing. */
export const elsewhere: readonly Elsewhere[] = [
  {
    words: ["approve", "apply", "confirm", "discard", "deny", "reject"],
    says: "a plan is answered on its card, by the buttons below it, so that nobody answers another one than they see",
    instead: ["status"],
  },
  {
    words: ["dashboard", "metabase", "link", "url"],
    says: "the dashboard's host is told by the stack's output MetabaseInstanceId, and reached through AWS alone",
    instead: ["summary"],
  },
  {
    words: ["dry", "dry-run", "dryrun", "--dry-run", "simulate", "preview"],
    says: "there is no dry run: a day is counted and told, and only a deploy and several days are shown before they begin",
    instead: ["help run"],
  },
  {
    words: ["undo", "revert", "rollback", "back"],
    says: "several things are taken back, each by a command of its own",
    instead: ["unskip", "withdraw", "unlock", "schedule resume"],
  },
];

/** Words for help behind or instead of a command. */
export const helping: readonly string[] = ["help", "--help", "-help", "-h", "h", "?"];

/** The synonym that a line in lower case begins with, two words before one, and how many words it took. */
export function synonymIn(
  words: readonly string[],
): { readonly synonym: Synonym; readonly taken: number } | undefined {
  for (const taken of [2, 1]) {
    const said = words.slice(0, taken).join(" ");
    const synonym = synonyms.find((one) => one.words.includes(said));
    if (synonym !== undefined) return { synonym, taken };
  }
  return undefined;
}

/** The command that a word names, by its name, its first letters where no other begins so, or a synonym that looks or is the only one. */
export function nameOf(word: string, names: readonly CommandName[]): CommandName | undefined {
  const first = synonymIn([word])?.synonym.reads[0]?.split(" ")[0];
  const begun = names.filter((name) => name.startsWith(word));
  return names.find((name) => name === word || name === first) ?? (begun.length === 1 ? begun[0] : undefined);
}

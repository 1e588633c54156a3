/** A command that may be typed. */
export interface CommandUsage {
  /** `/loans run [today|…]`. */
  readonly usage: string;
  readonly summary: string;
}

/** The commands that begin with what is typed so far, at most the whole list where nothing but `/` is typed. */
export function completions(typed: string, commands: readonly CommandUsage[]): readonly CommandUsage[] {
  if (!typed.startsWith("/") || typed.includes("\n")) return [];
  const isBegun = (usage: string) => wordsOf(usage).startsWith(typed.toLowerCase().trimStart());
  return commands.filter(({ usage }) => isBegun(usage));
}

/** What a command is filled in with: its words up to the first that has to be chosen, and a blank where one follows. */
export function filledWith(usage: string): string {
  const words = wordsOf(usage);
  return words.length < usage.length ? `${words} ` : words;
}

function wordsOf(usage: string): string {
  return usage.replace(/\s+[[<"].*$/, "");
}

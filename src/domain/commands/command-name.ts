/** What the command is called wherever the product writes one down: in sentences, in journals, in what is kept of a message. */
export const COMMAND = "/loans";

/** A command of ours, or the same words to the app's own user: it always stands in backticks, or behind `/invite`. */
const WRITTEN = /(?<=`|\/invite )([/@])loans(?=[ `)])/g;

/**
 * The same sentence for people whose command has another name, and whose app is called by it. Sentences are written where nobody
 * knows that name, and are kept for longer than it may last: in journals, where AWS is asked, by an earlier configuration. In a
 * thread Slack refuses commands, so that people speak to the app there.
 */
export function withCommandName(sentence: string, command: string, { isInThread = false } = {}): string {
  return sentence.replaceAll(WRITTEN, (_, sign: string) => `${isInThread ? "@" : sign}${appName(command)}`);
}

/**
 * A line without the command's own name before it, also twice: people type it again behind a mention, paste it behind itself, and
 * type it where nothing but it is heard.
 */
export function withoutCommandName(line: string, command: string): string {
  const [first = "", ...rest] = line.trim().split(/(?<=\s)/);
  return isOwnName(first, command) ? withoutCommandName(rest.join("").trim(), command) : line;
}

/** The orders of a text, each without the name: one, or more where a later line begins with the name anew. */
export function ordersIn(text: string, command: string): readonly string[] {
  const orders: string[][] = [[]];
  for (const line of text.split(/\r?\n/)) {
    const [first = ""] = line.trim().split(/\s/);
    if (isOwnName(first, command) && orders.some((order) => order.length > 0)) orders.push([]);
    if (line.trim() !== "") orders.at(-1)?.push(line);
  }
  return orders.map((lines) => withoutCommandName(lines.join("\n"), command));
}

function isOwnName(word: string, command: string): boolean {
  const said = word.trim().toLowerCase().replace(/[:,]$/, "");
  return [command, appName(command), `@${appName(command)}`, MENTIONED].includes(said);
}

/** What stands in a line for the mention of the app itself, whatever it is called: its id tells nobody anything. */
export const MENTIONED = "@loans";

/** What the app's own user is called. */
export function appName(command: string): string {
  return command.slice(1);
}

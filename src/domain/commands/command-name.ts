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

/** A line without the command's own name before it, which people type again behind a mention, or where nothing but it is heard. */
export function withoutCommandName(line: string, command: string): string {
  const [first = "", ...rest] = line.trim().split(/(?<=\s)/);
  const word = first.trim().toLowerCase();
  return word === command || word === appName(command) ? rest.join("").trim() : line;
}

/** What the app's own user is called. */
export function appName(command: string): string {
  return command.slice(1);
}

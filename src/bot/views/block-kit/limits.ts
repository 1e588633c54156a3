import { beginning, ending, isCodeCut } from "../../../domain/truncate.ts";

/**
 * Slack's limits, in characters unless said otherwise (reference: docs.slack.dev, Block Kit). One text over its
 * limit loses the whole message, so every builder keeps to them.
 */
export const limits = {
  /** Blocks. */
  message: 50,
  header: 150,
  section: 3_000,
  /** Elements. */
  context: 10,
  /** A context's element; Slack documents none for it and applies that of a section. */
  contextText: 2_000,
  /** Elements. */
  actions: 25,
  buttonText: 75,
  buttonValue: 2_000,
  /** Rows, the header among them. */
  tableRows: 100,
  /** Cells of a row. */
  tableColumns: 20,
  /** Over all cells of a message. */
  tableCharacters: 10_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  modalTitle: 24,
  /** Slack cuts messages at 40,000 and asks for 4,000. */
  text: 4_000,
} as const;

/**
 * At most `max` characters: the head and the tail, because the end of an error is often what matters. What stood in
 * backticks stands in them in each of the two.
 */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const gap = " … ";
  const most = max - gap.length - (text.includes("`") ? 2 : 0);
  const [head, tail] = [beginning(text, most - Math.floor(most / 3)), ending(text, Math.floor(most / 3))];
  return `${head}${isCodeCut(head) ? "`" : ""}${gap}${isCodeCut(tail) ? "`" : ""}${tail}`;
}

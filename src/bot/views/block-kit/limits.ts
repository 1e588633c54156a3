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
  /** Bytes over all cells: Slack documents 10,000 characters, and leaves little of its limit of a message for the rest then. */
  table: 7_000,
  /**
   * Bytes over all cells of a table that can be sorted. Slack takes 20,000 characters of it; beside it stand a chart and the rest,
   * and in its simpler form it is a table as above.
   */
  dataTable: 5_000,
  /** Rows that are seen at once. */
  dataTablePage: 20,
  chartTitle: 50,
  /** Names of a chart, its bars' among them. */
  chartLabel: 20,
  /** Bars, the others together among them: Slack takes twenty, and a phone shows so many. */
  chartBars: 12,
  layoutLabel: 150,
  containerTitle: 150,
  /** Blocks. */
  containerChildren: 10,
  /**
   * Bytes of all blocks together. Slack documents none, refuses some 12,000 with `msg_blocks_too_long`, and was seen to refuse
   * 11,341 (github.com/slackapi/bolt-js/issues/2509 and 2867).
   */
  blocks: 11_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  modalTitle: 24,
  /**
   * Bytes of UTF-8: `chat.update` refuses more with `msg_too_long` (4,000 taken and 4,002 refused:
   * github.com/openclaw/openclaw/pull/115027), where `chat.postMessage` cuts at 40,000 characters.
   */
  text: 4_000,
} as const;

/** Bytes of UTF-8, by which Slack measures a whole message. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

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

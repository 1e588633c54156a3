/** The first `max` characters (UTF-16 units), without half an emoji at the end: Slack refuses a message that holds one. */
export function beginning(text: string, max: number): string {
  return text.slice(0, max).replace(/[\ud800-\udbff]$/, "");
}

/** The last `max` characters, in the same way. */
export function ending(text: string, max: number): string {
  return text.slice(Math.max(0, text.length - max)).replace(/^[\udc00-\udfff]/, "");
}

/** Whether a piece of text has lost one of the two backticks between which something in it stood. */
export function isCodeCut(piece: string): boolean {
  return (piece.split("`").length - 1) % 2 === 1;
}

/** How the kinds of text of a message look where it is read as text. */
export interface Look {
  readonly header: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly italic: (text: string) => string;
  readonly strike: (text: string) => string;
  readonly code: (text: string) => string;
  /** A context block's small letters. */
  readonly context: (text: string) => string;
  readonly link: (url: string, label: string) => string;
  /** `style` is `primary`, `danger` or nothing. */
  readonly button: (label: string, style: unknown) => string;
  /** How wide a table may be. */
  readonly room: number;
}

const asItIs = (text: string) => text;

/** Words alone: code between its marks, links with their address, as whoever searches or compares wants them. */
export const plainLook: Look = {
  ...{ header: asItIs, bold: asItIs, italic: asItIs, strike: asItIs, context: asItIs },
  code: (text) => `\`${text}\``,
  link: (url, label) => (label === url ? url : `${label} (${url})`),
  button: (label) => `[${label}]`,
  room: Number.POSITIVE_INFINITY,
};

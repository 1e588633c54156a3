import { stripVTControlCharacters } from "node:util";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Letters and emoji that a terminal gives two columns. */
const WIDE =
  /\p{Emoji_Presentation}|\uFE0F|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60]/u;

/** How many columns of a terminal a line takes; what colors it takes none. */
export function widthOf(line: string): number {
  return [...graphemes.segment(stripVTControlCharacters(line))].reduce((sum, { segment }) => {
    if (/^[\p{Mark}\p{Cf}]*$/u.test(segment)) return sum;
    return sum + (WIDE.test(segment) ? 2 : 1);
  }, 0);
}

/** What colors a text, as `styleText` writes it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it begins with one
const STYLE = /\u001B\[\d+m/g;

/** Which code ends what another begins; bold and dim share theirs. */
const ends = new Map([
  ...[1, 2].map((begin) => [begin, 22] as const),
  ...([3, 4, 7, 9] as const).map((begin) => [begin, begin + 20] as const),
  ...Array.from({ length: 8 }, (_, color) => [30 + color, 39] as const),
]);

/**
 * A line broken at spaces so that nothing is wider than the room, a word that alone is wider within itself; what goes on is
 * indented. Colors end with a line and begin again in the next, so that they are not on what stands before it.
 */
export function broken(line: string, room: number, indent = "  "): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  while (widthOf(rest) > room) {
    const [head, tail] = splitAt(rest, room, lines.length === 0 ? 0 : indent.length);
    if (tail === "") break;
    lines.push(head);
    rest = `${indent}${tail}`;
  }
  return withStyles([...lines, rest]);
}

function splitAt(line: string, room: number, from: number): readonly [string, string] {
  let width = 0;
  let at = line.length;
  let space = -1;
  for (const { segment, index } of piecesOf(line)) {
    const next = width + (segment.startsWith("\u001B") ? 0 : widthOf(segment));
    // A letter at least, or a small room would never see the end.
    if (next > room && width > from) {
      at = index;
      break;
    }
    if (segment === " " && width > from) space = index;
    width = next;
  }
  // A space that no longer fits ends the line as well.
  if (line[at] === " ") space = at;
  return space > 0 ? [line.slice(0, space), line.slice(space + 1)] : [line.slice(0, at), line.slice(at)];
}

/** Graphemes and what colors them, each with where it begins. */
function piecesOf(line: string): readonly { readonly segment: string; readonly index: number }[] {
  let end = 0;
  const pieces: { segment: string; index: number }[] = [];
  const take = (until: number) => {
    for (const { segment, index } of graphemes.segment(line.slice(end, until)))
      pieces.push({ segment, index: end + index });
  };
  for (const { 0: segment, index } of line.matchAll(STYLE)) {
    take(index);
    pieces.push({ segment, index });
    end = index + segment.length;
  }
  take(line.length);
  return pieces;
}

function withStyles(lines: readonly string[]): readonly string[] {
  let open: readonly number[] = [];
  return lines.map((line) => {
    const before = open;
    for (const [style] of line.matchAll(STYLE)) {
      const code = Number(style.slice(2, -1));
      open = ends.has(code) ? [...open, code] : open.filter((one) => ends.get(one) !== code);
    }
    const [indent = ""] = /^ */.exec(line) ?? [];
    const begin = before.map((code) => `\u001B[${code}m`).join("");
    const end = open.map((code) => `\u001B[${ends.get(code)}m`).join("");
    return `${before.length === 0 ? "" : indent}${begin}${before.length === 0 ? line : line.slice(indent.length)}${end}`;
  });
}

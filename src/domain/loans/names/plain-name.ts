import { beginning } from "../../truncate.ts";

/** Letters that nobody sees; the empty Braille pattern is a blank that Unicode counts among the signs. */
export const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Letters that are no text of one line: controls, breaks, overrides, zero width, blanks that look like others, lone surrogates. */
const ACTING = new RegExp(
  `${INVISIBLE.source}|[\\p{Cc}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]|(?![ \\u3000])\\p{Zs}`,
  "gu",
);

/** Of these letters a name may hold any without acting in Slack's markup, in a terminal or in a sentence. */
const INERT = /^[\p{L}\p{M}\p{N}\p{Sc} \u3000.,;/()[\]&'"%+<…–−±-]*$/u;

/** What Slack makes a link of. */
const DOMAIN = /\p{L}\.\p{L}/u;

/**
 * A name as one line of plain text: what would break the line, turn its direction or not be seen is written out, as in
 * `GOLD[U+200B]`, so that two names never look the same for want of a visible letter. Every name of a category passes
 * here before anybody sees it.
 */
export function plainName(name: string): string {
  return name.toWellFormed().replaceAll(ACTING, codeOf);
}

/** A letter written out by its number in Unicode, `[U+200B]`. */
export function codeOf(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  return `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
}

/** As much of a name stands in a sentence; a table has the whole of it. */
const LONGEST_IN_SENTENCE = 60;

/** A name within a sentence, in backticks where a letter of it could be taken for markup. */
export function nameInSentence(name: string): string {
  const whole = plainName(name);
  return inertText(whole.length <= LONGEST_IN_SENTENCE ? whole : `${beginning(whole, LONGEST_IN_SENTENCE)}…`);
}

/** Plain text within markup: in backticks where it could be taken for markup. */
export function inertText(plain: string): string {
  return INERT.test(plain) && !DOMAIN.test(plain) ? plain : `\`${plain.replaceAll("`", "'")}\``;
}

/** What of a sentence Slack could take for markup, a mention, an emoji or a link; `<`, `>` and `&` are escaped where it is written. */
const MARKUP = /[*_~`@#|\\]|:[^\s:]+:|\p{L}\.\p{L}|\/\//u;

/** Longer than a reason may be, also where some letters of it are written out. */
const LONGEST_SENTENCE = 600;

/** A person's own words as one line of plain text, in backticks where a letter of them could act as markup. */
export function personsWords(words: string): string {
  const whole = plainName(words.replaceAll(/\s+/g, " ").trim());
  const plain = whole.length <= LONGEST_SENTENCE ? whole : `${beginning(whole, LONGEST_SENTENCE)}…`;
  return MARKUP.test(plain) ? `\`${plain.replaceAll("`", "'")}\`` : plain;
}

/** At most that many names in a row, `A, B and 3 more`. */
export function namesInSentence(names: readonly string[], most = 5): string {
  const shown = names.length <= most ? names : names.slice(0, most);
  const all = [...shown.map(nameInSentence), ...(names.length > most ? [`${names.length - most} more`] : [])];
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

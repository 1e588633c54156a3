import { grouped } from "../../../domain/grouped.ts";
import { personsWords } from "../../../domain/loans/names/plain-name.ts";
import { ITSELF } from "../../../domain/runs/run.ts";
import { shorten } from "./limits.ts";

/**
 * Text in Slack's own markup, in which everything from outside is escaped. Builders take nothing else, so that a
 * category named `<!channel>` stays a name.
 */
export interface Markup {
  readonly markup: string;
}

/** Nothing: lines of it are left out. */
export type Maybe<T> = T | false | null | undefined;

/** One piece of text from outside is cut at this length; two of them and their surroundings fit a section. */
const outsideMax = 1_200;

/** Writes markup: strings and numbers put into it are escaped and cut, other markup goes in as it is. */
export function md(parts: TemplateStringsArray, ...values: readonly (Markup | string | number)[]): Markup {
  const markup = parts.reduce((text, part, index) => {
    const value = values[index - 1];
    return `${text}${value === undefined ? "" : written(value)}${part}`;
  });
  return { markup };
}

/** Every line that is not left out, one below the other. */
export function lines(all: readonly Maybe<Markup>[]): Markup {
  return joined(all, "\n");
}

/** So many of the lines; how many more there are, and the command that tells them, stands behind. */
export function atMost(
  most: number,
  all: readonly Markup[],
  { rest }: { readonly rest: Markup },
): readonly Markup[] {
  const more = all.length - most;
  return more <= 0 ? all : [...all.slice(0, most), md`… and ${more} more: ${rest}`];
}

export function joined(all: readonly Maybe<Markup>[], separator: string): Markup {
  const present = all.filter((one): one is Markup => Boolean(one) && one !== undefined);
  return { markup: present.map(({ markup }) => markup).join(separator) };
}

/** A person by id; anything that is no Slack id is written as a word. What the product asks for itself, the schedule does. */
export function mention(id: string): Markup {
  if (id === ITSELF) return md`the schedule`;
  if (/^[UW][A-Z0-9]+$/.test(id)) return { markup: `<@${id}>` };
  if (/^S[A-Z0-9]+$/.test(id)) return { markup: `<!subteam^${id}>` };
  return md`${id}`;
}

/** A channel by id. */
export function channelName(id: string): Markup {
  return /^[CGD][A-Z0-9]+$/.test(id) ? { markup: `<#${id}>` } : md`${id}`;
}

/** A link; just its words when there is no address that a link can hold. */
export function link(url: string | null, words: string): Markup {
  if (url === null || !/^https?:\/\/[^<>|\s]+$/.test(url)) return code(words);
  return { markup: `<${escapeMarkup(url)}|${escapeMarkup(words.replaceAll("|", "/"))}>` };
}

/** Exact words: ids, commands, names. */
export function code(words: string): Markup {
  return words === ""
    ? { markup: "" }
    : md`${{ markup: "`" }}${words.replaceAll("`", "'")}${{ markup: "`" }}`;
}

/** A time of the day as the reader's own clock shows it; UTC where it cannot. */
export function clockTime(iso: string): Markup {
  const seconds = Math.floor(Date.parse(iso) / 1_000);
  return { markup: `<!date^${seconds}^{time}|${iso.slice(11, 16)} UTC>` };
}

/** The same with its seconds. */
export function secondsTime(iso: string): Markup {
  const seconds = Math.floor(Date.parse(iso) / 1_000);
  return { markup: `<!date^${seconds}^{time_secs}|${iso.slice(11, 19)} UTC>` };
}

/** Escapes the three characters that begin something in Slack's markup. */
export function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** What `escapeMarkup` made of a text, as it was. */
export function unescapeMarkup(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function written(value: Markup | string | number): string {
  if (typeof value === "number") return grouped(value);
  return typeof value === "string" ? escapeWithin(value, outsideMax) : value.markup;
}

/** Escaping makes text longer, up to five times for a text of nothing but ampersands. */
function escapeWithin(text: string, max: number): string {
  const escaped = escapeMarkup(shorten(text, max));
  return escaped.length <= max ? escaped : escapeMarkup(shorten(text, Math.floor(max / 5)));
}

/** The text as a sentence begins. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A person's reason behind what they did; nothing where they gave none. */
export function reason(why: string | null): Markup {
  return why === null ? md`` : md` (“${reasonWords(why)}”)`;
}

/** A person's reason: every reason passes here before anybody sees it, so that no letter of one acts as markup. */
export function reasonWords(why: string): Markup {
  return md`${personsWords(why)}`;
}

/** Date and time as the reader's own clock shows them; UTC where it cannot. */
export function moment(iso: string): Markup {
  const seconds = Math.floor(Date.parse(iso) / 1_000);
  return {
    markup: `<!date^${seconds}^{date_short_pretty} {time}|${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC>`,
  };
}

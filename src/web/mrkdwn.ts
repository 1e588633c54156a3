/** A piece of a line. */
export type Inline =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "code"; readonly text: string }
  | { readonly type: "emoji"; readonly name: string }
  | { readonly type: "break" }
  | { readonly type: "bold" | "italic" | "strike"; readonly children: readonly Inline[] }
  | { readonly type: "link"; readonly url: string; readonly label: string }
  | { readonly type: "user" | "channel" | "group"; readonly id: string; readonly label: string | null }
  | { readonly type: "broadcast"; readonly range: string }
  | {
      readonly type: "date";
      /** Since 1970. */
      readonly seconds: number;
      readonly format: string;
      readonly url: string | null;
      readonly fallback: string;
    };

/** A part of a text that stands on lines of its own. */
export type Part =
  | { readonly type: "paragraph"; readonly children: readonly Inline[] }
  | { readonly type: "quote"; readonly children: readonly Inline[] }
  | { readonly type: "preformatted"; readonly text: string };

/**
 * Reads Slack's mark-up: bold, italics, strike, code, quotes, links, mentions, dates, emoji. `verbatim` leaves bare URLs as
 * text (https://docs.slack.dev/messaging/formatting-message-text).
 */
export function readMrkdwn(
  text: string,
  { verbatim = false }: { readonly verbatim?: boolean } = {},
): readonly Part[] {
  return text.split(/```([\s\S]*?)```/).flatMap((part, at): readonly Part[] => {
    if (at % 2 === 1)
      return [{ type: "preformatted", text: withoutReferences(part.replace(/^\n|\n$/g, "")) }];
    return paragraphs(at === 0 ? part : part.replace(/^\n/, ""), verbatim);
  });
}

/** Lines that begin with `>` are a quote, all others a paragraph; neighbors of one kind stand together. */
function paragraphs(text: string, verbatim: boolean): readonly Part[] {
  if (text.trim() === "") return [];
  const parts: { type: "paragraph" | "quote"; lines: string[] }[] = [];
  let isRestQuoted = false;
  for (const line of text.split("\n")) {
    const [mark = ""] = isRestQuoted ? [""] : (/^(?:(?:&gt;|>){3}|&gt;|>)\s?/.exec(line) ?? []);
    isRestQuoted ||= /^(?:&gt;|>){3}/.test(mark);
    const type = mark === "" && !isRestQuoted ? "paragraph" : "quote";
    const last = parts.at(-1);
    if (last?.type === type) last.lines.push(line.slice(mark.length));
    else parts.push({ type, lines: [line.slice(mark.length)] });
  }
  return parts.map(({ type, lines }) => ({ type, children: readLines(lines.join("\n"), verbatim) }));
}

/** The pieces of a line that are more than text; of two at the same place the one named first. */
const CODE = /`(?<code>[^`\n]+)`/;
const REFERENCE = /<(?<reference>[^<>\n]+)>/;
/** A mark acts between words alone: `snake_case` and `2 * 3 * 4` stay as they are. */
const EMPHASIS =
  /(?<![\p{L}\p{N}])(?<mark>[*_~])(?!\s)(?<marked>(?:(?!\k<mark>)[^\n])+(?<!\s))\k<mark>(?![\p{L}\p{N}])/u;
const EMOJI = /:(?<emoji>[a-z0-9_+'-]+):/;
/** A typed `<` or `>` comes escaped, and ends an address as the letter itself does. */
const ADDRESS =
  /(?<url>https?:\/\/(?:&amp;|(?!&(?:amp|lt|gt);)[^\s<>|])*(?:&amp;|(?!&(?:amp|lt|gt);)[^\s<>|.,;:!?)'"*_~]))/;

const verbatimPieces = anyOf([CODE, REFERENCE, EMPHASIS, EMOJI]);
const allPieces = anyOf([CODE, REFERENCE, EMPHASIS, EMOJI, ADDRESS]);

function anyOf(patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join("|"), "gu");
}

function readLines(text: string, verbatim: boolean): readonly Inline[] {
  const found: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(verbatim ? verbatimPieces : allPieces)) {
    found.push(...plainText(text.slice(end, match.index)), pieceOf(match.groups ?? {}, verbatim));
    end = match.index + match[0].length;
  }
  return [...found, ...plainText(text.slice(end))];
}

const emphases: Readonly<Record<string, "bold" | "italic" | "strike">> = {
  "*": "bold",
  _: "italic",
  "~": "strike",
};

function pieceOf(groups: Readonly<Record<string, string | undefined>>, verbatim: boolean): Inline {
  const { code, reference, mark = "", marked = "", emoji, url } = groups;
  if (code !== undefined) return { type: "code", text: withoutReferences(code) };
  if (reference !== undefined) return referenceOf(reference);
  if (emoji !== undefined) return { type: "emoji", name: emoji };
  if (url !== undefined) return { type: "link", url: unescaped(url), label: unescaped(url) };
  return { type: emphases[mark] ?? "bold", children: readLines(marked, verbatim) };
}

/** What stands between `<` and `>`: a mention, a date, or a link. */
function referenceOf(inside: string): Inline {
  const at = inside.indexOf("|");
  const target = at === -1 ? inside : inside.slice(0, at);
  const label = at === -1 ? null : unescaped(inside.slice(at + 1));
  const [, group] = /^!subteam\^(\w+)$/.exec(target) ?? [];
  const [, seconds, format, url] = /^!date\^(-?\d+)\^([^^]*)(?:\^(.*))?$/.exec(target) ?? [];
  if (target.startsWith("@")) return { type: "user", id: target.slice(1), label };
  if (target.startsWith("#")) return { type: "channel", id: target.slice(1), label };
  if (group !== undefined) return { type: "group", id: group, label };
  if (seconds !== undefined && format !== undefined) {
    const fallback = label ?? unescaped(format);
    return { type: "date", seconds: Number(seconds), format: unescaped(format), url: url ?? null, fallback };
  }
  if (target.startsWith("!")) return { type: "broadcast", range: label ?? target.slice(1) };
  return { type: "link", url: unescaped(target), label: label ?? unescaped(target) };
}

function plainText(text: string): readonly Inline[] {
  return text
    .split("\n")
    .flatMap((line, at): readonly Inline[] => [
      ...(at === 0 ? [] : [{ type: "break" } as const]),
      ...(line === "" ? [] : [{ type: "text", text: unescaped(line) } as const]),
    ]);
}

/** In code a link is its address or its label, and nothing else acts. */
function withoutReferences(code: string): string {
  return unescaped(
    code.replaceAll(
      /<(https?:[^<>|\n]+)(?:\|([^<>\n]+))?>/g,
      (_, url: string, label?: string) => label ?? url,
    ),
  );
}

/** Slack escapes these three letters and no other. */
function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

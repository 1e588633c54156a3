import type { Json } from "../../src/web/json.ts";

/**
 * What a person typed as Slack sends it along with its text: one `rich_text` block, in which quotations, blocks of code,
 * inline code and mentions are told apart (as recorded in app_mention payloads of 2021 and 2026). `text` is as Slack
 * stores it: `&`, `<` and `>` escaped, mentions by id.
 */
export function richTextOf(text: string): readonly Json[] {
  const elements = text
    .split(/```/)
    .flatMap((part, at) =>
      at % 2 === 1
        ? [{ type: "rich_text_preformatted", elements: [words(part)] }]
        : part === ""
          ? []
          : sections(part),
    );
  return [{ type: "rich_text", elements }];
}

/** Lines that begin with `&gt;` are a quotation, all others a section; neighbors of one kind stand together. */
function sections(text: string): readonly Json[] {
  return (text.match(/(?:^&gt;.*\n?)+|(?:^(?!&gt;).*\n?)+/gm) ?? []).flatMap((lines) => {
    if (lines === "") return [];
    return lines.startsWith("&gt;")
      ? [{ type: "rich_text_quote", elements: inline(lines.replaceAll(/^&gt;\s?/gm, "").replace(/\n$/, "")) }]
      : [{ type: "rich_text_section", elements: inline(lines) }];
  });
}

function inline(line: string): readonly Json[] {
  return line.split(/(`[^`]+`|<@U[A-Z0-9]+>)/).flatMap((part) => {
    if (part === "") return [];
    if (part.startsWith("`") && part.length > 2)
      return [{ ...words(part.slice(1, -1)), style: { code: true } }];
    const [, user] = /^<@(U[A-Z0-9]+)>$/.exec(part) ?? [];
    return [user === undefined ? words(part) : { type: "user", user_id: user }];
  });
}

function words(part: string): Json {
  const text = part.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  return { type: "text", text };
}

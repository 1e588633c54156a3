import { isJson } from "../../../src/web/json.ts";
import { limits } from "../limits.ts";
import type { Inspection } from "./inspection.ts";

const inlineTypes = [
  "text",
  "link",
  "user",
  "usergroup",
  "channel",
  "team",
  "emoji",
  "broadcast",
  "date",
  "color",
];

/** Slack asks for a member per inline type, without which the whole block is refused. */
const neededMember: Readonly<Record<string, string>> = {
  text: "text",
  link: "url",
  user: "user_id",
  usergroup: "usergroup_id",
  channel: "channel_id",
  emoji: "name",
  broadcast: "range",
};

/** Checks a `rich_text` block, also where it stands in a table's cell or a task. */
export function inspectRichText(inspection: Inspection, value: unknown, pointer: string): void {
  const block = inspection.object(value, pointer);
  if (!isJson(value)) return;
  if (block["type"] !== "rich_text") {
    inspection.report(`${pointer}/type`, `unsupported type: ${String(block["type"])}`);
    return;
  }
  const elements = inspection.list(block["elements"], `${pointer}/elements`, {
    max: Number.POSITIVE_INFINITY,
  });
  for (const [index, element] of elements.entries()) {
    inspectGroup(inspection, element, `${pointer}/elements/${index}`);
  }
}

function inspectGroup(inspection: Inspection, value: unknown, pointer: string): void {
  const group = inspection.object(value, pointer);
  if (!isJson(value)) return;
  const type = String(group["type"]);
  const elements = inspection.list(group["elements"], `${pointer}/elements`, {
    min: 0,
    max: Number.POSITIVE_INFINITY,
  });
  switch (type) {
    case "rich_text_section":
    case "rich_text_quote":
    case "rich_text_preformatted":
      for (const [index, element] of elements.entries()) {
        inspectInline(inspection, element, `${pointer}/elements/${index}`);
      }
      return;
    case "rich_text_list":
      inspection.word(group["style"], `${pointer}/style`, ["bullet", "ordered"]);
      inspection.optionalInteger(group, "indent", pointer, { min: 0, max: limits.richTextIndent });
      for (const [index, element] of elements.entries()) {
        inspectGroup(inspection, element, `${pointer}/elements/${index}`);
      }
      return;
    default:
      inspection.report(`${pointer}/type`, `unsupported type: ${type}`);
  }
}

function inspectInline(inspection: Inspection, value: unknown, pointer: string): void {
  const inline = inspection.object(value, pointer);
  if (!isJson(value)) return;
  const type = String(inline["type"]);
  if (!inlineTypes.includes(type)) {
    inspection.report(`${pointer}/type`, `unsupported type: ${type}`);
    return;
  }
  const member = neededMember[type];
  if (member !== undefined && inspection.has(inline, member, pointer)) {
    inspection.string(inline[member], `${pointer}/${member}`, { max: Number.POSITIVE_INFINITY });
  }
  if (inline["style"] !== undefined) inspection.object(inline["style"], `${pointer}/style`);
}

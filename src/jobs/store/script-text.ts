import { readFileSync } from "node:fs";
import { auditedKinds } from "../../domain/audit/audit-facts.ts";
import { cardId } from "../../domain/messages/message-id.ts";
import { luaKeys } from "./keys.ts";
import type { Field, ScriptHeader } from "./script-header.ts";
import { parseHeader } from "./script-header.ts";

/** One script as Redis is given it. */
export interface LoadedScript {
  readonly header: ScriptHeader;
  readonly lua: string;
}

/** What a script may be called with. */
export type Given = Readonly<Record<string, string | number | boolean | readonly string[] | null>>;

/** What a script answers. */
export type ScriptReply = Readonly<Record<string, string | number | boolean | null>>;

/** What every script may call. */
const shared = ["journal", "lock"] as const;

/** `open.lua` of `open`, `take-delivery.lua` of `takeDelivery`. */
export function fileOf(script: string): string {
  return `${script.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.lua`;
}

const textOf = (file: string) => readFileSync(new URL(`lua/${file}`, import.meta.url), "utf8");

/** Reads these scripts from `lua/`; throws what reading files throws, and for a header that makes no sense. */
export function loadScripts<Name extends string>(
  names: readonly Name[],
): Readonly<Record<Name, LoadedScript>> {
  const common = shared.map((name) => textOf(fileOf(name)));
  const loaded = names.map((name) => {
    const text = textOf(fileOf(name));
    const header = parseHeader(`lua/${fileOf(name)}`, text);
    return [name, { header, lua: [prelude(name, header), ...common, text].join("\n") }];
  });
  return Object.fromEntries(loaded) as Record<Name, LoadedScript>;
}

/** Makes names of KEYS and ARGV, so that a script says `keys.lock` and `args.id`; a name that its header lacks is an error. */
function prelude(name: string, { reads, writes, arguments: fields }: ScriptHeader): string {
  return `
local function only(what, names)
  return setmetatable(names, { __index = function(_, name) error('the header of ${fileOf(name)} has no '..what..' '..name) end })
end
local function rest(from)
  local list = {}
  for at = from, #ARGV do list[#list + 1] = ARGV[at] end
  return list
end
local keys = only('key', {
${luaKeys([...reads, ...writes])}
})
local args = only('argument', {
${fields.map((field, at) => `${field.name} = ${luaOf(field, at + 1)}`).join(",\n")}
})
local AUDITED = { ${auditedKinds.map((kind) => `${kind} = true`).join(", ")} }
local function cardId(id) return '${cardId("")}'..id end
`;
}

function luaOf({ type, mayLack }: Field, at: number): string {
  if (type === "strings") return `rest(${at})`;
  if (type === "flag") return `ARGV[${at}] == '1'`;
  const value = type === "number" ? `tonumber(ARGV[${at}])` : `ARGV[${at}]`;
  return mayLack ? `ARGV[${at}] ~= '' and ${value}` : value;
}

/** ARGV for that header; throws when the call and the header differ. An empty string stands for nothing, and for nothing else. */
export function argumentsFor(name: string, header: ScriptHeader, given: Given): readonly (string | number)[] {
  const names = header.arguments.map((field) => field.name);
  const unknown = Object.keys(given).filter((one) => !names.includes(one));
  if (unknown.length > 0)
    throw new Error(`calling the script "${name}": its header has no argument "${unknown.join('", "')}"`);
  return header.arguments.flatMap((field) => {
    const value = given[field.name];
    if (value === null && field.mayLack) return "";
    if (field.type === "strings" && Array.isArray(value)) return value as readonly string[];
    if (field.type === "flag" && typeof value === "boolean") return value ? 1 : 0;
    if (field.type === "number" && typeof value === "number") return value;
    if (field.type === "string" && typeof value === "string" && value !== "") return value;
    throw new Error(
      `calling the script "${name}": its argument "${field.name}" is ${JSON.stringify(value)}, not a ${field.type}`,
    );
  });
}

/** The answer by the names that the header gives it. */
export function answerOf(name: string, { output }: ScriptHeader, reply: unknown): ScriptReply {
  if (!Array.isArray(reply) || reply.length !== output.length)
    throw new Error(
      `reading the answer of the script "${name}": it has ${output.length} parts, not ${reply}`,
    );
  return Object.fromEntries(
    output.map((field, at) => [field.name, field.type === "flag" ? reply[at] === 1 : reply[at]]),
  );
}

import { z } from "zod";
import { nearest } from "../domain/commands/edit-distance.ts";
import { contractFile } from "../domain/loans/contract/contract.ts";
import { named } from "./config-values.ts";
import type { YamlPath } from "./yaml-text.ts";

/** The parts of a JSON Schema that the contract's has. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

const whole = z.toJSONSchema(contractFile, { io: "input" }) as Schema;

/** Where that is, and one sentence that begins with its name: what it is, what it takes, what helps. */
export interface Complaint {
  readonly path: YamlPath;
  readonly says: string;
}

/** What is wrong by one issue of zod's, in the words of whoever writes a contract. `file` is what the contract says. */
export function complaintsOf(issue: z.core.$ZodIssue, file: unknown): readonly Complaint[] {
  const { path } = issue;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        says: `${nameOf([...path, key])} ${unknownKey(key, path)}`,
      }));
    case "custom":
      return [{ path, says: `${nameOf(path)} ${issue.message}` }];
    case "invalid_key":
      return [
        {
          path,
          says: `${named(String(path.at(-1)))} under columns is no name of a column; a name has 1 to 200 characters`,
        },
      ];
    default: {
      const value = path.reduce<unknown>(
        (from, key) => (from as Record<PropertyKey, unknown> | null)?.[key],
        file,
      );
      return [{ path, says: `${nameOf(path)} ${unfit(value, path)}` }];
    }
  }
}

function nameOf(path: YamlPath): string {
  if (path.length === 0) return "the file";
  return path.map((key) => (typeof key === "number" ? String(key + 1) : wordOf(String(key)))).join(".");
}

/** Whatever is no plain word is shown from end to end. */
function wordOf(key: string): string {
  return /^[\w-]+$/.test(key) ? key : inQuotes(key);
}

/** A tab by its name in double quotes, since nobody sees it. */
function inQuotes(text: string): string {
  return named(text.replaceAll("\t", "\\t"));
}

function unknownKey(key: string, path: YamlPath): string {
  const known = Object.keys(schemaAt(path)?.properties ?? {});
  const meant = nearest(key.toLowerCase(), known);
  const elsewhere = placesOf(key);
  if (/^\d+$/.test(key)) return "is no key of a contract; write a number with a decimal point, such as 0.01";
  if (key.includes(":")) return "is no key of a contract; put a blank behind the colon";
  if (meant !== undefined) return `is no key of a contract; did you mean ${meant}?`;
  if (elsewhere.length > 0) return `is no key here; put it under ${elsewhere.join(" or ")}`;
  return `is no key of a contract; there ${path.length === 0 ? "are" : `are, under ${nameOf(path)},`} ${known.join(", ")}`;
}

/** Where a contract has a key of that name, if not at its top. */
function placesOf(key: string): readonly string[] {
  const under = (schema: Schema, path: readonly string[]): readonly string[] =>
    Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => [
      ...(name === key && path.length > 0 ? [path.join(".")] : []),
      ...under(inner, [...path, name]),
    ]);
  return under(whole, []);
}

function unfit(value: unknown, path: YamlPath): string {
  const schema = schemaAt(path);
  const is = `is ${shown(value)}`;
  if (path.length === 0) return notKeys(value);
  if (schema === null) return `${is}, which does not belong here; take it out`;
  if (typeof value === "string" && path[0] === "columns" && path.length === 2)
    return `${is}; write ${wordOf(String(path[1]))}: { is: ${meantBy(value, kindsOfColumns) ?? kindsOfColumns.join(" or ")} }`;
  const isEncoding = path[0] === "encoding";
  const meant =
    typeof value !== "string"
      ? undefined
      : isEncoding
        ? encodingMeantBy(value, schema.enum ?? [])
        : meantBy(value, schema.enum ?? []);
  const takes = `${is}; it takes ${kindWords(schema)}`;
  if (meant !== undefined) return `${takes}; did you mean ${meant}?`;
  if (value === null && path[0] === "columns" && path.length === 2)
    return `is empty; write ${wordOf(String(path[1]))}: {} for a text`;
  if (value === null) return `${takes}; take it out for what is usual`;
  if (isEncoding && typeof value === "string" && /^[a-z][\w .-]*\d[\w-]*$/i.test(value))
    return `${takes}; have the file written so, or convert it before: iconv -f ${value.toUpperCase()} -t UTF-8`;
  if (value === "" && schema.enum !== undefined) return `${takes}; put a sign in quotes, such as "|"`;
  if (typeof value === "string" && /^\d+,\d+$/.test(value) && schema.minimum !== undefined)
    return `${takes}; write it with a decimal point: ${value.replace(",", ".")}`;
  const pair = typeof path.at(-1) === "number" ? pairIn(value) : null;
  if (pair !== null) return `${takes}; put all of it in quotes: ${pair}`;
  const { default: usual } = schema;
  return typeof usual === "number" ? `${takes}, such as ${usual}` : takes;
}

function notKeys(value: unknown): string {
  const is = typeof value === "string" ? "holds no key" : `is ${shown(value)}`;
  return `${is}; write lines like encoding: utf-8, with a colon and a blank`;
}

/** What YAML takes for one key with its value, as it was meant: `"KCC: 2025"`. `null`: it is something else. */
function pairIn(value: unknown): string | null {
  const [[key, inner] = [], ...more] =
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (key === undefined || more.length > 0 || typeof inner === "object") return null;
  return named(`${key}: ${inner}`);
}

const kindsOfColumns = schemaAt(["columns", "", "is"])?.enum ?? [];

/** Names by which the trade calls an encoding, in small letters without blanks and signs. */
const encodings: Readonly<Record<string, string>> = {
  ...{ utf8bom: "utf-8", utf8sig: "utf-8", utf8mb4: "utf-8", ascii: "utf-8", usascii: "utf-8" },
  ...{ ansi: "windows-1252", "1252": "windows-1252", windowsansi: "windows-1252" },
  ...{ cp1252: "windows-1252", win1252: "windows-1252", ms1252: "windows-1252" },
  ...{ latin1: "iso-8859-1", isolatin1: "iso-8859-1", l1: "iso-8859-1" },
};

/** Of two names with other numbers neither is a slip of the hand for the other. */
function encodingMeantBy(value: string, words: readonly string[]): string | undefined {
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z\d]/g, "");
  const numbers = (text: string) => text.replace(/\D/g, "");
  const word = bare(value);
  return (
    encodings[word] ??
    words.find((one) => bare(one) === word) ??
    nearest(
      value.toLowerCase(),
      words.filter((one) => numbers(one) === numbers(value)),
    )
  );
}

/** Other words for the same, besides slips of the hand. */
const synonyms: Readonly<Record<string, string>> = {
  ...{ "\t": "tab", "\\t": "tab", tabs: "tab", semicolon: '";"', comma: '","', pipe: '"|"' },
  ...{ string: "text", date: "text", integer: "number", int: "number", decimal: "amount", money: "amount" },
};

function meantBy(value: string, words: readonly string[]): string | undefined {
  const word = value.toLowerCase();
  const synonym = synonyms[word];
  if (synonym !== undefined && words.includes(synonym.replaceAll('"', ""))) return synonym;
  // Of signs of one letter each is as near as the other.
  return nearest(
    word,
    words.filter(({ length }) => length > 1),
  );
}

function kindWords(schema: Schema): string {
  const { enum: words, minimum: from = 0, maximum: until = "", maxLength, maxItems } = schema;
  if (words !== undefined)
    return `one of ${words.map((word) => (/^[\w-]+$/.test(word) ? word : `"${word}"`)).join(" ")}`;
  switch (schema.type) {
    case "number":
      return `a number from ${from} to ${until}`;
    case "integer":
      return `a whole number from ${from} to ${until}`;
    case "boolean":
      return "true or false";
    case "string":
      return `a text of 1 to ${maxLength} characters, in quotes`;
    case "array":
      return `a list of at most ${maxItems} texts, such as [one, two]`;
    default:
      return schema.properties === undefined
        ? "names with what they are, such as Income: { is: amount }"
        : `keys with values, such as ${Object.keys(schema.properties).slice(0, 2).join(": … and ")}: …`;
  }
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "keys with values";
  return typeof value === "string" ? inQuotes(value) : String(value);
}

function schemaAt(path: YamlPath): Schema | null {
  let at: Schema | null = whole;
  for (const key of path) {
    if (at === null) return null;
    const plain: Schema = at.anyOf?.[0] ?? at;
    at =
      typeof key === "number"
        ? (plain.items ?? null)
        : (plain.properties?.[String(key)] ?? (plain.additionalProperties || null));
  }
  return at?.anyOf?.[0] ?? at;
}

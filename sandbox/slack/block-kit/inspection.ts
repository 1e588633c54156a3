import type { Json } from "../../../src/web/json.ts";
import { isJson } from "../../../src/web/json.ts";

/** Where blocks are shown; some blocks belong to one surface only. */
export type Surface = "message" | "modal" | "home";

/** One thing wrong with a payload, in Slack's words where they are known. */
export interface Finding {
  /** JSON pointer to the culprit: `/blocks/0/text/text`. */
  readonly pointer: string;
  readonly message: string;
}

interface TextRule {
  /** Characters, as JavaScript counts them: a little stricter than Slack where emoji are concerned. */
  readonly max: number;
  readonly min?: number;
}

/** Gathers findings while rules walk over a payload; what it hands back is safe to look into. */
export class Inspection {
  readonly findings: Finding[] = [];
  readonly surface: Surface;

  constructor(surface: Surface) {
    this.surface = surface;
  }

  report(pointer: string, message: string): void {
    this.findings.push({ pointer, message });
  }

  /** The value as an object; reports and gives an empty one otherwise. */
  object(value: unknown, pointer: string): Json {
    if (isJson(value)) return value;
    this.report(pointer, "must provide an object");
    return {};
  }

  /** The value as a list within its limits; reports and gives an empty one when it is none. */
  list(value: unknown, pointer: string, { min = 1, max }: { readonly min?: number; readonly max: number }) {
    if (!Array.isArray(value)) {
      this.report(pointer, "must provide an array");
      return [];
    }
    const list: readonly unknown[] = value;
    if (list.length < min) this.report(pointer, `no fewer than ${min} items allowed`);
    if (list.length > max) this.report(pointer, `no more than ${max} items allowed`);
    return list;
  }

  /** A string within its limits. */
  string(value: unknown, pointer: string, { min = 1, max }: TextRule): string {
    if (typeof value !== "string") {
      this.report(pointer, "must provide a string");
      return "";
    }
    if (value.length < min) this.report(pointer, `must be more than ${min - 1} characters`);
    if (value.length > max) this.report(pointer, `must be less than ${max + 1} characters`);
    return value;
  }

  /** A string that may be left out. */
  optionalString(owner: Json, key: string, pointer: string, rule: TextRule): void {
    if (owner[key] !== undefined) this.string(owner[key], `${pointer}/${key}`, rule);
  }

  /** A whole number within its limits, that may be left out. */
  optionalInteger(owner: Json, key: string, pointer: string, range: { min: number; max: number }): void {
    const value = owner[key];
    if (value === undefined) return;
    if (typeof value !== "number" || !Number.isInteger(value) || value < range.min || value > range.max) {
      this.report(`${pointer}/${key}`, `must be an integer from ${range.min} to ${range.max}`);
    }
  }

  /** One of a few words. */
  word(value: unknown, pointer: string, allowed: readonly string[]): void {
    if (typeof value !== "string" || !allowed.includes(value)) {
      this.report(pointer, `must be a valid enum value: ${allowed.join(", ")}`);
    }
  }

  /** Tells whether a required member is there; reports otherwise. */
  has(owner: Json, key: string, pointer: string): boolean {
    if (owner[key] !== undefined) return true;
    this.report(pointer, `missing required field: ${key}`);
    return false;
  }

  /** Members that Slack does not know are refused by it, so a misspelled one is found here too. */
  only(owner: Json, pointer: string, known: readonly string[]): void {
    for (const key of Object.keys(owner)) {
      if (!known.includes(key)) this.report(pointer, `invalid additional property: ${key}`);
    }
  }

  /** A text object; `plain` where Slack takes no mrkdwn. */
  text(
    value: unknown,
    pointer: string,
    rule: TextRule & { readonly kind?: "plain" | "mrkdwn" | "any" },
  ): void {
    const text = this.object(value, pointer);
    if (!isJson(value)) return;
    const kind = rule.kind ?? "any";
    const allowed = kind === "any" ? ["plain_text", "mrkdwn"] : [kind === "plain" ? "plain_text" : "mrkdwn"];
    if (!this.has(text, "type", pointer)) return;
    if (!allowed.includes(String(text["type"]))) {
      this.report(`${pointer}/type`, `unsupported type: ${String(text["type"])}`);
      return;
    }
    this.only(text, pointer, ["type", "text", text["type"] === "plain_text" ? "emoji" : "verbatim"]);
    if (this.has(text, "text", pointer)) this.string(text["text"], `${pointer}/text`, rule);
  }

  /** A text object that may be left out. */
  optionalText(
    owner: Json,
    key: string,
    pointer: string,
    rule: TextRule & { readonly kind?: "plain" | "mrkdwn" | "any" },
  ): void {
    if (owner[key] !== undefined) this.text(owner[key], `${pointer}/${key}`, rule);
  }
}

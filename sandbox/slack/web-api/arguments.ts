import type { Json } from "../../../src/web/json.ts";
import { isJson, parseJson } from "../../../src/web/json.ts";
import { SlackError } from "../slack-error.ts";

/** A method's arguments, from a form or from JSON: forms carry numbers, flags and objects as text. */
export class MethodArguments {
  readonly #given: Json;

  constructor(given: Json) {
    this.#given = given;
  }

  /** Reads a request's query and body; a body of another type than form or JSON gives no arguments. */
  static parse(query: URLSearchParams, contentType: string, body: string): MethodArguments {
    const fromQuery = Object.fromEntries(query);
    if (contentType.startsWith("application/json")) {
      const json = parseJson(body);
      if (!isJson(json)) throw new SlackError("invalid_json");
      return new MethodArguments({ ...fromQuery, ...json });
    }
    return new MethodArguments({ ...fromQuery, ...Object.fromEntries(new URLSearchParams(body)) });
  }

  /** Tells whether the argument was given at all, be it empty. */
  has(name: string): boolean {
    return this.#given[name] !== undefined && this.#given[name] !== null;
  }

  /** A text argument; empty when it was not given. */
  text(name: string): string {
    const value = this.#given[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  }

  flag(name: string): boolean {
    const value = this.#given[name];
    return value === true || value === "true" || value === "1";
  }

  /** A whole number, `otherwise` when it was not given or is none. */
  count(name: string, otherwise: number): number {
    const value = Number.parseInt(this.text(name), 10);
    return Number.isNaN(value) ? otherwise : value;
  }

  /** A JSON argument: as it came in a JSON body, parsed from a form's text; throws `refusal` when it is malformed. */
  json(name: string, refusal: string): unknown {
    const value = this.#given[name];
    if (typeof value !== "string") return value ?? undefined;
    if (value === "") return undefined;
    const parsed = parseJson(value);
    if (parsed === undefined) throw new SlackError(refusal);
    return parsed;
  }
}

/** One Web API method: arguments in, the members beside `ok` out; throws `SlackError`. */
export type Method = (given: MethodArguments) => Json;

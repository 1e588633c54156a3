import type { Json } from "../../src/web/json.ts";
import { DoorError } from "./door-error.ts";

/** A scripted misfortune: the next `times` calls of a method fail, or answer late. */
export interface Fault {
  /** A Web API method (`chat.update`), `response_url`, or `*` for any. */
  readonly method: string;
  /** Slack's error name, answered as `{"ok": false, "error": …}`. */
  readonly error?: string | undefined;
  /** HTTP status; 429 comes with `Retry-After`. */
  readonly status?: number | undefined;
  readonly delayMs?: number | undefined;
  /** Carried out at once; the answer comes so much later. */
  readonly replyAfterMs?: number | undefined;
  /** Carried out, and then the connection breaks before the answer. */
  readonly dropReply?: boolean | undefined;
  /** Beside `error` or `status`: carried out all the same, so much later. */
  readonly effectAfterMs?: number | undefined;
  /** Seconds, for 429; default 1. */
  readonly retryAfter?: number | undefined;
  readonly times: number;
  /** How many calls it has hit. */
  readonly fired: number;
}

/** The faults that were asked for, in order; a used-up one stays listed with its count. */
export class Faults {
  #faults: Fault[] = [];

  add(request: Json): Fault {
    const fault = parseFault(request);
    this.#faults.push(fault);
    return fault;
  }

  all(): readonly Fault[] {
    return this.#faults;
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault that this call meets, counted as fired. */
  take(method: string): Fault | undefined {
    const fault = this.#faults.find(
      (each) => (each.method === method || each.method === "*") && each.fired < each.times,
    );
    if (fault === undefined) return undefined;
    const fired = { ...fault, fired: fault.fired + 1 };
    this.#faults = this.#faults.map((each) => (each === fault ? fired : each));
    return fired;
  }
}

function parseFault(request: Json): Fault {
  const { method, error, dropReply, times = 1 } = request;
  if (typeof method !== "string" || method === "") {
    throw new DoorError(
      400,
      'planning a fault: "method" is missing; name a Web API method such as chat.update',
    );
  }
  if (error !== undefined && typeof error !== "string") {
    throw new DoorError(400, `planning a fault of ${method}: "error" must be one of Slack's error names`);
  }
  if (typeof times !== "number" || !Number.isInteger(times) || times < 1) {
    throw new DoorError(400, `planning a fault of ${method}: "times" must be a whole number from 1`);
  }
  const numbers = ["status", "delayMs", "replyAfterMs", "effectAfterMs", "retryAfter"].map((key) => {
    const value = request[key];
    if (value !== undefined && (typeof value !== "number" || value < 0)) {
      throw new DoorError(400, `planning a fault of ${method}: "${key}" must be a number`);
    }
    return value;
  });
  const [status, delayMs, replyAfterMs, effectAfterMs, retryAfter] = numbers;
  if (dropReply !== undefined && typeof dropReply !== "boolean") {
    throw new DoorError(400, `planning a fault of ${method}: "dropReply" must be true or false`);
  }
  if ([error, status, delayMs, replyAfterMs, dropReply].every((each) => each === undefined)) {
    throw new DoorError(
      400,
      `planning a fault of ${method}: give "error", "status", "delayMs", "replyAfterMs" or "dropReply"`,
    );
  }
  return {
    method,
    error,
    status,
    delayMs,
    replyAfterMs,
    dropReply,
    effectAfterMs,
    retryAfter,
    times,
    fired: 0,
  };
}

import { faultOf, isEnded } from "../../domain/messages/slack-error.ts";

/** What a call to Slack met. */
export interface SpeechFault {
  readonly of: ReturnType<typeof faultOf>;
  /** Slack's word for it; empty when it said none. */
  readonly word: string;
  /** The call is over and what it did can be seen. Otherwise it may still be carried out. */
  readonly isEnded: boolean;
  /** How long Slack wants rest, in milliseconds; `null`: it does not say. */
  readonly restMs: number | null;
}

/** Reads what the Slack client throws: a word of Slack's, an HTTP status, a wish for rest, or none of them. */
export function speechFault(error: unknown): SpeechFault {
  const { data, retryAfter, statusCode } = fieldsOf(error);
  const { error: said } = fieldsOf(data);
  const word = typeof said === "string" ? said : "";
  return {
    of: faultOf(word),
    word,
    // The client tells of a 429 by the wish for rest alone.
    isEnded:
      retryAfter !== undefined ||
      isEnded({ word, status: typeof statusCode === "number" ? statusCode : null }),
    // Slack says it in seconds; its client puts that on the error.
    restMs: typeof retryAfter === "number" ? retryAfter * 1_000 : null,
  };
}

function fieldsOf(thing: unknown): Readonly<Record<string, unknown>> {
  return typeof thing === "object" && thing !== null ? (thing as Readonly<Record<string, unknown>>) : {};
}

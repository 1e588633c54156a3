import { mayChangeDay } from "./days/within-period.ts";
import { ANY_REASON, saidBack } from "./parse-result.ts";

/** A reason is a sentence, not a letter; it is shown again wherever the change is. */
export const LONGEST_REASON = 300;

/** Where a reason begins: at a double mark, or at a single one that is no apostrophe within a word. */
const OPENING = /["“”„«»]|(?<!\S)['‘’‚‹›]/;

const DOUBLE = /["“”„«»]/;

/** A single mark is an apostrophe as long as its word goes on. */
const SINGLE = /['‘’‚‹›](?![\p{L}\p{N}])/u;

/** A line that may end with a reason in quotation marks. */
export interface Reasoned {
  /** What stands before the reason, as it was typed. */
  readonly words: readonly string[];
  /** `null` when there is none. In the place of one that cannot be kept stands `ANY_REASON`: nothing is offered without it. */
  readonly why: string | null;
  /** What is wrong with the reason, or stands after it; `null` when nothing is. */
  readonly trouble: {
    readonly code: string;
    readonly wrong: string;
    /** The words that stand after it. */
    readonly behind?: readonly string[];
  } | null;
}

/**
 * Tells a reason from the words before it. It stands in quotation marks, straight ones or those that phones and other
 * languages make of them; which ones begin and which ones end it differs too much to be asked for.
 */
export function readReasoned(raw: string): Reasoned {
  const at = raw.search(OPENING);
  const words = (at < 0 ? raw : raw.slice(0, at)).split(/\s+/).filter((word) => word !== "");
  if (at < 0) return { words, why: null, trouble: null };
  const quoted = raw.slice(at + 1);
  const end = quoted.search(DOUBLE.test(raw.charAt(at)) ? DOUBLE : SINGLE);
  const reason = tidy(end < 0 ? quoted : quoted.slice(0, end));
  const after = end < 0 ? "" : quoted.slice(end + 1).trim();
  const { length } = [...reason];
  if (length > LONGEST_REASON) {
    const wrong = `the reason ${saidBack(reason)} is ${length} characters long, and it may have at most ${LONGEST_REASON} characters`;
    return { words, why: ANY_REASON, trouble: { code: "long-reason", wrong } };
  }
  const trouble =
    end < 0
      ? {
          code: "open-reason",
          wrong: `after the reason ${saidBack(reason)} its closing quotation mark is missing`,
        }
      : after !== ""
        ? {
            code: "extra-words",
            wrong: `${saidBack(after)} is too much: a line ends with its reason`,
            behind: after.split(/\s+/),
          }
        : null;
  return { words, why: reason === "" ? null : reason, trouble };
}

/** Words as the reason that they were probably meant to be; `null` where one of them is a value or an option. */
export function meantAsReason(words: readonly string[]): string | null {
  const reason = tidy(words.join(" "));
  const isMore = /[\d/]|(?<!\S)[-–—−]+\w/.test(reason) || [...reason].length > LONGEST_REASON;
  return isMore || reason === "" ? null : reason;
}

/** Whether what stands behind a reason may make another day of that before it. */
export function isAnother({ behind = [] }: NonNullable<Reasoned["trouble"]>): boolean {
  return mayChangeDay(behind);
}

/** The same of words that stand behind a day: what may make another day of it is no reason. */
export function reasonBehindDay(words: readonly string[]): string | null {
  return mayChangeDay(words) ? null : meantAsReason(words);
}

/** In one line, and without the marks that stand around it where it is written back. */
export function tidy(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(new RegExp(DOUBLE, "g"), "'").trim();
}

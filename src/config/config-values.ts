import { beginning } from "../domain/truncate.ts";
import { Secret } from "./secret.ts";

/** Reads one variable's text: its value, or what is wrong with it. What may be a secret is never repeated. */
export type Parse<Value> = (text: string) => { readonly value: Value } | { readonly wrong: string };

/** How much of a wrong value is repeated. */
const REPEATED = 60;

/** What tells of a secret that was pasted into the wrong variable. */
const signsOfSecret: readonly RegExp[] = [
  /:\/\/|\S:\S*@/, // a URL, or a part of one with a password in it
  /\bxox[a-z]-|\bxapp-/i, // a Slack token
  /\b[\da-f]{32}\b/i, // Slack's signing secret
  /\bA[KS]IA[A-Z\d]|X-Amz-/i, // a key of AWS's, or a signature
  /(?:password|passwd|pwd|pass|secret|token|key|auth|credentials?|signature|sig)\s*[=:]|\bbearer\s/i,
];

/** A wrong value as its complaint begins: on one line, cut when it is long, and unsaid where it may be a secret. */
function named(text: string): string {
  if (signsOfSecret.some((sign) => sign.test(text))) return "its value";
  const printable = text.replace(/\p{C}/gu, "\ufffd");
  return `"${beginning(printable, REPEATED)}${printable.length > REPEATED ? "…" : ""}"`;
}

const count = (number: number) => number.toLocaleString("en");

/** What is said of a text that is longer than so many characters; `null` when it is not. */
export function excess(text: string, limit: number): string | null {
  return text.length <= limit ? null : `has ${count(text.length)} characters, the limit is ${count(limit)}`;
}

/** Slack's are of some hundred characters: more is another file's content. */
const LONGEST_SECRET = 1_000;

/** What Slack has given, kept from being printed: what goes into a header is printable ASCII without blanks. */
export const secret: Parse<Secret> = (text) => {
  const wrong = excess(text, LONGEST_SECRET);
  if (wrong !== null) return { wrong: `${wrong}; copy it anew` };
  return /^[!-~]+$/.test(text)
    ? { value: new Secret(text) }
    : {
        wrong:
          "holds a character that cannot be sent in a header (a blank, a line break, a letter of another script); copy it anew",
      };
};

/** A Slack token of the kind with this prefix. */
export function tokenOf(prefix: "xoxb-" | "xapp-"): Parse<Secret> {
  return (text) => {
    if (!text.startsWith(prefix))
      return { wrong: `is another kind of token; this one begins with ${prefix}` };
    return text === prefix ? { wrong: `ends after its prefix ${prefix}; copy all of it` } : secret(text);
  };
}

/** One of these words. */
export function oneOf<Word extends string>(words: readonly Word[]): Parse<Word> {
  return (text) => {
    const value = words.find((word) => word === text);
    return value === undefined ? { wrong: `${named(text)} is not one of ${words.join(", ")}` } : { value };
  };
}

/** More than a channel's operators ever are; each is compared at each command. */
const LONGEST_LIST = 50;

/**
 * A comma list of these; blanks around a comma and repetitions do not matter. One of nothing but commas is wrong: whoever
 * wrote it meant somebody, or something, and an empty list may allow what they would forbid.
 */
export function listOf<Value>(parse: Parse<Value>): Parse<readonly Value[]> {
  return (text) => {
    const values = new Set<Value>();
    for (const part of text.split(",").map((each) => each.trim())) {
      if (part === "") continue;
      const parsed = parse(part);
      if ("wrong" in parsed) return parsed;
      values.add(parsed.value);
    }
    if (values.size === 0) return { wrong: "names nothing between its commas; fill them, or leave it out" };
    return values.size > LONGEST_LIST
      ? {
          wrong: `names ${values.size}, the limit is ${LONGEST_LIST}; a user group (S…) stands for any number of people`,
        }
      : { value: [...values] };
  };
}

function matching(pattern: RegExp, complaint: string): Parse<string> {
  return (text) => (pattern.test(text) ? { value: text } : { wrong: `${named(text)} ${complaint}` });
}

/** A Slack channel's id: eleven characters today, and Slack says of no length that it stays. */
export const channelId = matching(
  /^[CG][A-Z0-9]{2,31}$/,
  'is not a channel id; copy the id (C…) from the end of the channel\'s "About" page',
);

/** A Slack user's or user group's id. */
export const personOrGroup = matching(
  /^[UWS][A-Z0-9]{2,31}$/,
  "is not the id of a user (U…) or of a user group (S…); names can change, ids cannot",
);

/** An AWS region's name. */
export const region = matching(
  /^[a-z]{2}(-[a-z]{2,12}){1,3}-\d{1,2}$/,
  "is not a region; use a name like us-west-1",
);

/** With account and region the bucket's default name has to stay within 63 characters, so the stack gets 35 of them. */
export const stackName = matching(
  /^[a-z]([a-z0-9-]{0,33}[a-z0-9])?$/,
  "is not a stack name; use at most 35 lower-case letters, digits and hyphens, beginning with a letter",
);

/** S3 also allows dots, which break TLS, and s3-dist-cp refuses underscores. */
export const bucketName = matching(
  /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  "is not a bucket name; use 3 to 63 lower-case letters, digits and hyphens",
);

/** A TCP port; 0 = any free one. */
export const port: Parse<number> = (text) => {
  const value = Number(text);
  return /^\d{1,5}$/.test(text) && value <= 65_535
    ? { value }
    : { wrong: `${named(text)} is not a port; use a number from 0 to 65535` };
};

/** What a number has to lie between, both ends included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** A whole number of these. */
export function wholeNumber({ from, to }: Range): Parse<number> {
  return (text) => {
    const value = Number(text);
    return /^\d{1,9}$/.test(text) && value >= from && value <= to
      ? { value }
      : { wrong: `${named(text)} is not a whole number from ${from} to ${to}` };
  };
}

/** A number above zero, of these. */
export function decimal({ from, to }: Range): Parse<number> {
  return (text) => {
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || value === 0)
      return {
        wrong: `${named(text)} is not a number above 0 in plain decimals; use one from ${from} to ${to}`,
      };
    return value >= from && value <= to
      ? { value }
      : { wrong: `${named(text)} is not a number from ${from} to ${to}` };
  };
}

/** `HH:MM`, or `off`, which is `null`. */
export const timeOrOff: Parse<string | null> = (text) => {
  if (text === "off") return { value: null };
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
    ? { value: text }
    : { wrong: `${named(text)} is not a time of day; use HH:MM such as 07:30, or off` };
};

/**
 * An IANA zone. Abbreviations and offsets are refused although Node takes some: PST is Los Angeles also in summer for
 * it, and EST is Panama.
 */
export const zone: Parse<string> = (text) => {
  const wrong = { wrong: `${named(text)} is not a zone; use a name like "America/Los_Angeles"` };
  if (text !== "UTC" && !text.includes("/")) return wrong;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return { value: text };
  } catch {
    // A RangeError is how Intl says that it does not know the zone.
    return wrong;
  }
};

/** What S3 allows (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html), and Linux of a path. */
const PLACE = { bucketCharacters: 63, keyBytes: 1_024, pathBytes: 4_095 } as const;

/** A path, or `s3://bucket/key`, with `{date}` where the day goes. */
export const sourcePlace: Parse<string> = (text) => {
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text))
    return { wrong: "holds a control character or an invisible one; write the place anew, on one line" };
  // A presigned URL's holds a secret.
  if (/\?.*=/.test(text)) return { wrong: "has a query (?…=…); end it with the name of the file" };
  const place = text.replaceAll("{date}", "2026-11-23");
  if (!place.includes("://")) {
    const bytes = Buffer.byteLength(place);
    return bytes > PLACE.pathBytes
      ? { wrong: `has ${count(bytes)} bytes, a path has at most ${count(PLACE.pathBytes)}` }
      : { value: text };
  }
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.*[^/])$/.exec(place) ?? [];
  if (key === "") return { wrong: `${named(text)} is neither a path nor s3://bucket/key` };
  if (bucket.length > PLACE.bucketCharacters)
    return {
      wrong: `has a bucket of ${bucket.length} characters, S3 takes at most ${PLACE.bucketCharacters}`,
    };
  const bytes = Buffer.byteLength(key);
  return bytes > PLACE.keyBytes
    ? { wrong: `has a key of ${count(bytes)} bytes, S3 takes at most ${count(PLACE.keyBytes)}` }
    : { value: text };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const PARAMETERS = { most: 200, name: /^[A-Za-z\d]{1,255}$/, valueBytes: 4_096 } as const;

/** JSON such as `{"EmrCoreCount":"1"}`; which names there are is the template's to say. Values may be secrets. */
export const stackParameters: Parse<Readonly<Record<string, string>>> = (text) => {
  const value = readJson(text);
  if (!isTexts(value)) return { wrong: 'is not a JSON object of texts; write it like {"EmrCoreCount":"1"}' };
  const parameters = Object.entries(value);
  if (parameters.length > PARAMETERS.most)
    return {
      wrong: `has ${parameters.length} parameters, CloudFormation takes at most ${PARAMETERS.most}`,
    };
  for (const [name, each] of parameters) {
    if (!PARAMETERS.name.test(name))
      return { wrong: `names ${named(name)}; CloudFormation takes letters and digits, at most 255` };
    const bytes = Buffer.byteLength(each);
    if (bytes > PARAMETERS.valueBytes)
      return {
        wrong: `has ${count(bytes)} bytes in ${name}, CloudFormation takes at most ${count(PARAMETERS.valueBytes)}`,
      };
  }
  return { value };
};

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a SyntaxError is how JSON.parse says that it is none
  }
}

function isTexts(value: unknown): value is Record<string, string> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((each) => typeof each === "string")
  );
}

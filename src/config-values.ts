import { Secret } from "./secret.ts";

/** Reads one variable's text: its value, or what is wrong with it. A secret's text is never repeated. */
export type Parse<Value> = (text: string) => { readonly value: Value } | { readonly wrong: string };

/** Anything, kept from being printed. */
export const secret: Parse<Secret> = (text) => ({ value: new Secret(text) });

/** A Slack token of the kind with this prefix. */
export function tokenOf(prefix: "xoxb-" | "xapp-"): Parse<Secret> {
  return (text) =>
    text.startsWith(prefix)
      ? { value: new Secret(text) }
      : { wrong: `is another kind of token; this one begins with ${prefix}` };
}

/** One of these words. */
export function oneOf<Word extends string>(words: readonly Word[]): Parse<Word> {
  return (text) => {
    const value = words.find((word) => word === text);
    return value === undefined ? { wrong: `"${text}" is not one of ${words.join(", ")}` } : { value };
  };
}

/** A comma list of these; blanks around a comma and repetitions do not matter. */
export function listOf<Value>(parse: Parse<Value>): Parse<readonly Value[]> {
  return (text) => {
    const values = new Set<Value>();
    for (const part of text.split(",").map((each) => each.trim())) {
      if (part === "") continue;
      const parsed = parse(part);
      if ("wrong" in parsed) return parsed;
      values.add(parsed.value);
    }
    return { value: [...values] };
  };
}

function matching(pattern: RegExp, complaint: string): Parse<string> {
  return (text) => (pattern.test(text) ? { value: text } : { wrong: `"${text}" ${complaint}` });
}

/** A Slack channel's id. */
export const channelId = matching(
  /^[CG][A-Z0-9]{2,}$/,
  'is not a channel id; copy the id (C…) from the end of the channel\'s "About" page',
);

/** A Slack user's or user group's id. */
export const personOrGroup = matching(
  /^[UWS][A-Z0-9]{2,}$/,
  "is not the id of a user (U…) or of a user group (S…); names can change, ids cannot",
);

/** An AWS region's name. */
export const region = matching(/^[a-z]{2}(-[a-z]+)+-\d+$/, "is not a region; use a name like us-west-1");

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

/** An address of http or https. */
export const webUrl: Parse<URL> = (text) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol)
    ? { value: url }
    : { wrong: `"${text}" is not a URL; it begins with https:// or http://` };
};

/** The text is not repeated: it may hold a password. */
export const redisUrl: Parse<Secret> = (text) => {
  const protocol = URL.parse(text)?.protocol;
  return protocol === "redis:" || protocol === "rediss:"
    ? { value: new Secret(text) }
    : { wrong: "is not a Redis URL; it begins with redis:// or rediss://" };
};

/** A TCP port; 0 = any free one. */
export const port: Parse<number> = (text) => {
  const value = Number(text);
  return /^\d+$/.test(text) && value <= 65_535
    ? { value }
    : { wrong: `"${text}" is not a port; use a number from 0 to 65535` };
};

/** A whole number of these, both ends included. */
export function wholeNumber({ from, to }: { readonly from: number; readonly to: number }): Parse<number> {
  return (text) => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= from && value <= to
      ? { value }
      : { wrong: `"${text}" is not a whole number from ${from} to ${to}` };
  };
}

/** A decimal number above zero. */
export const positiveNumber: Parse<number> = (text) => {
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? { value } : { wrong: `"${text}" is not a number above 0` };
};

/** `HH:MM`, or `off`, which is `null`. */
export const timeOrOff: Parse<string | null> = (text) => {
  if (text === "off") return { value: null };
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
    ? { value: text }
    : { wrong: `"${text}" is not a time of day; use HH:MM such as 07:30, or off` };
};

/**
 * An IANA zone. Abbreviations and offsets are refused although Node takes some: PST is Los Angeles also in summer for
 * it, and EST is Panama.
 */
export const zone: Parse<string> = (text) => {
  const wrong = { wrong: `"${text}" is not a zone; use a name like "America/Los_Angeles"` };
  if (text !== "UTC" && !text.includes("/")) return wrong;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return { value: text };
  } catch {
    // A RangeError is how Intl says that it does not know the zone.
    return wrong;
  }
};

/** A path, or `s3://bucket/key`. */
export const sourcePlace: Parse<string> = (text) => {
  if (!text.includes("://")) return { value: text };
  return /^s3:\/\/[^/]+\/.*[^/]$/.test(text)
    ? { value: text }
    : { wrong: `"${text}" is neither a path nor s3://bucket/key` };
};

/** JSON such as `{"EmrCoreCount":"1"}`; the template checks names and values. */
export const stackParameters: Parse<Readonly<Record<string, string>>> = (text) => {
  const wrong = { wrong: 'is not a JSON object of texts; write it like {"EmrCoreCount":"1"}' };
  try {
    const value: unknown = JSON.parse(text);
    return isTexts(value) ? { value } : wrong;
  } catch {
    // A SyntaxError is how JSON.parse says that it is none.
    return wrong;
  }
};

function isTexts(value: unknown): value is Record<string, string> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((each) => typeof each === "string")
  );
}

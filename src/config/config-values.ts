import { z } from "zod";
import { beginning } from "../domain/truncate.ts";
import { Secret } from "./secret.ts";

// A schema a variable. Of what it complains about the first is told, in words that follow the variable's name; what may be
// a secret is never repeated.

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
export function named(text: string): string {
  if (signsOfSecret.some((sign) => sign.test(text))) return "its value";
  const printable = text.replace(/\p{C}/gu, "\ufffd");
  return `"${beginning(printable, REPEATED)}${printable.length > REPEATED ? "…" : ""}"`;
}

const count = (number: number) => number.toLocaleString("en");

/** A text of at most so many characters; `remedy` follows what is said of a longer one. */
export function atMost(limit: number, remedy = "") {
  return z.string().max(limit, {
    error: ({ input }) =>
      `has ${count(String(input).length)} characters, the limit is ${count(limit)}${remedy}`,
  });
}

/** A text of which this holds; otherwise it is named, and `complaint` says what it is not. */
function satisfying(holds: (text: string) => boolean, complaint: string) {
  return z.string().refine(holds, { error: ({ input }) => `${named(String(input))} ${complaint}` });
}

const matching = (pattern: RegExp, complaint: string) => satisfying((text) => pattern.test(text), complaint);

/** What Slack has given, kept from being printed. Its secrets have some hundred characters: more is another file's content. */
export const secret = atMost(1_000, "; copy it anew")
  // What goes into a header is printable ASCII without blanks.
  .regex(
    /^[!-~]+$/,
    "holds a character that cannot be sent in a header (a blank, a line break, a letter of another script); copy it anew",
  )
  .transform((text) => new Secret(text));

/** A Slack token of the kind with this prefix. */
export function tokenOf(prefix: "xoxb-" | "xapp-") {
  return z
    .string()
    .startsWith(prefix, `is another kind of token; this one begins with ${prefix}`)
    .refine((text) => text !== prefix, `ends after its prefix ${prefix}; copy all of it`)
    .pipe(secret);
}

/** One of these words. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return z.enum(words, { error: ({ input }) => `${named(String(input))} is not one of ${words.join(", ")}` });
}

/** More than a channel's operators ever are; each is compared at each command. */
const LONGEST_LIST = 50;

/**
 * A comma list of these; blanks around a comma and repetitions do not matter. One of nothing but commas is wrong: whoever
 * wrote it meant somebody, or something, and an empty list may allow what they would forbid.
 */
export function listOf<Value>(each: z.ZodType<Value, string>) {
  return z
    .string()
    .transform((text): readonly string[] => {
      const parts = text.split(",").map((part) => part.trim());
      return [...new Set(parts.filter((part) => part !== ""))];
    })
    .pipe(z.array(each).readonly())
    .refine(({ length }) => length > 0, "names nothing between its commas; fill them, or leave it out")
    .refine(({ length }) => length <= LONGEST_LIST, {
      error: ({ input }) =>
        `names ${(input as Value[]).length}, the limit is ${LONGEST_LIST}; a user group (S…) stands for any number of people`,
    });
}

/** A slash command as Slack takes one (its page "Slash Commands": lower case, at most 32 characters), without marks that would act in a sentence. */
export const slashCommand = matching(
  /^\/[a-z0-9][a-z0-9-]{0,30}$/,
  "is not a command; use a slash, small letters, digits and hyphens, at most 32 characters, such as /loans-emea",
);

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

/**
 * With account and region the bucket's default name has to stay within 63 characters, so the stack gets 35 of them. The
 * warehouse bears the stack's name, and Redshift takes no two hyphens in a row (API reference, CreateCluster).
 */
export const stackName = matching(
  /^(?=.{1,35}$)[a-z](-?[a-z0-9])*$/,
  "is not a stack name; use at most 35 lower-case letters, digits and single hyphens, beginning with a letter and not ending with a hyphen",
);

/** S3 also allows dots, which break TLS, and s3-dist-cp refuses underscores. */
export const bucketName = matching(
  /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  "is not a bucket name; use 3 to 63 lower-case letters, digits and hyphens",
);

/** What a number has to lie between, both ends included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

function numberIn({ from, to }: Range, pattern: RegExp, complaint: string) {
  return satisfying(
    (text) => pattern.test(text) && Number(text) >= from && Number(text) <= to,
    complaint,
  ).transform(Number);
}

/** A TCP port; 0 = any free one. */
export const port = numberIn(
  { from: 0, to: 65_535 },
  /^\d{1,5}$/,
  "is not a port; use a number from 0 to 65535",
);

/** A whole number of these. */
export function wholeNumber(range: Range) {
  return numberIn(range, /^\d{1,9}$/, `is not a whole number from ${range.from} to ${range.to}`);
}

/** A number above zero, of these. */
export function decimal(range: Range) {
  const plain = /^\d+(\.\d+)?$/;
  return satisfying(
    (text) => plain.test(text) && Number(text) > 0,
    `is not a number above 0 in plain decimals; use one from ${range.from} to ${range.to}`,
  ).pipe(numberIn(range, plain, `is not a number from ${range.from} to ${range.to}`));
}

/** `HH:MM`, or `off`, which is `null`. */
export const timeOrOff = matching(
  /^(([01]\d|2[0-3]):[0-5]\d|off)$/,
  "is not a time of day; use HH:MM such as 07:30, or off",
).transform((text) => (text === "off" ? null : text));

/**
 * An IANA zone. Abbreviations and offsets are refused although Node takes some: PST is Los Angeles also in summer for
 * it, and EST is Panama.
 */
export const zone = satisfying(isZone, 'is not a zone; use a name like "America/Los_Angeles"');

function isZone(text: string): boolean {
  if (text !== "UTC" && !text.includes("/")) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false; // a RangeError is how Intl says that it does not know the zone
  }
}

/** What S3 allows (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html), and Linux of a path. */
const PLACE = { bucketCharacters: 63, keyBytes: 1_024, pathBytes: 4_095 } as const;

/** A path, or `s3://bucket/key`, with `{date}` where the day goes. */
export const sourcePlace = z
  .string()
  .regex(
    /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u,
    "holds a control character or an invisible one; write the place anew, on one line",
  )
  // A presigned URL's holds a secret.
  .refine((text) => !/\?.*=/.test(text), "has a query (?…=…); end it with the name of the file")
  .superRefine((text, context) => {
    const wrong = placeComplaint(text);
    if (wrong !== null) context.addIssue(wrong);
  });

/** Where the one contract of all days lies. */
export const contractPlace = sourcePlace.refine(
  (text) => !text.includes("{date}"),
  "holds {date}, and it is one file for all days, read at the start; take that out",
);

/** A folder, or `s3://bucket/prefix`, of the audit record; a slash at its end means nothing. */
export const auditPlace = z
  .string()
  .transform((text) => text.replace(/(?<=[^/])\/+$/, ""))
  .pipe(sourcePlace)
  .refine(
    (text) => !text.includes("{date}"),
    "holds {date}, and it is one place for all days; take that out",
  );

/** What is wrong with a place; `null`: nothing. What it may be depends on what it is, a path or a key. */
function placeComplaint(text: string): string | null {
  const place = text.replaceAll("{date}", "2026-11-23");
  if (!place.includes("://")) {
    const bytes = Buffer.byteLength(place);
    return bytes <= PLACE.pathBytes
      ? null
      : `has ${count(bytes)} bytes, a path has at most ${count(PLACE.pathBytes)}`;
  }
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.*[^/])$/.exec(place) ?? [];
  if (key === "") return `${named(text)} is neither a path nor s3://bucket/key`;
  if (bucket.length > PLACE.bucketCharacters)
    return `has a bucket of ${bucket.length} characters, S3 takes at most ${PLACE.bucketCharacters}`;
  const bytes = Buffer.byteLength(key);
  return bytes <= PLACE.keyBytes
    ? null
    : `has a key of ${count(bytes)} bytes, S3 takes at most ${count(PLACE.keyBytes)}`;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const PARAMETERS = { most: 200, name: /^[A-Za-z\d]{1,255}$/, valueBytes: 4_096 } as const;

/** JSON such as `{"EmrCoreCount":"1"}`; which names there are is the template's to say. Values may be secrets. */
export const stackParameters = z
  .string()
  .transform(readJson)
  // Not `z.record`, which would leave a "__proto__" out without a word.
  .refine(isTexts, {
    error: 'is not a JSON object of texts; write it like {"EmrCoreCount":"1"}',
    abort: true,
  })
  .superRefine((parameters, context) => {
    const { length } = Object.keys(parameters);
    if (length > PARAMETERS.most)
      context.addIssue(`has ${length} parameters, CloudFormation takes at most ${PARAMETERS.most}`);
    for (const [name, value] of Object.entries(parameters)) {
      const bytes = Buffer.byteLength(value);
      if (!PARAMETERS.name.test(name))
        context.addIssue(`names ${named(name)}; CloudFormation takes letters and digits, at most 255`);
      else if (bytes > PARAMETERS.valueBytes)
        context.addIssue(
          `has ${count(bytes)} bytes in ${name}, CloudFormation takes at most ${count(PARAMETERS.valueBytes)}`,
        );
    }
  });

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

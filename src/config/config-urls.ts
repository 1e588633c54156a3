import type { Parse } from "./config-values.ts";
import { excess } from "./config-values.ts";
import { Secret } from "./secret.ts";

/** Proxies end at some thousand characters; no address of Slack's, AWS's or Redis's comes near. */
const LONGEST = 2_000;

/** A blank or a control character; `URL` would drop a line break without a word. */
const unreadable = /[\s\p{C}]/u;

/**
 * An address of http or https that holds no secret, and is never repeated before that is known: `fetch` refuses one with
 * a password and puts all of it into its message; a query or a fragment reaches neither Slack nor AWS.
 */
export const webUrl: Parse<URL> = (text) => {
  const tooLong = excess(text, LONGEST);
  if (tooLong !== null) return { wrong: tooLong };
  const url = URL.parse(text);
  if (url === null || unreadable.test(text) || !/^https?:\/\/[^/]/i.test(text))
    return { wrong: "is not a URL; it begins with https:// or http://" };
  if (url.username !== "" || url.password !== "")
    return { wrong: "has a user or a password before the host, which cannot be sent; take them out" };
  return /[?#]/.test(text)
    ? { wrong: "has a ? or a #, of which no call would know; end it with the path" }
    : { value: url };
};

/** The text is not repeated: it may hold a password. */
export const redisUrl: Parse<Secret> = (text) => {
  const wrong = redisUrlComplaint(text);
  return wrong === null ? { value: new Secret(text) } : { wrong };
};

/** `null`: it is well. In capitals ioredis would speak plainly to a `REDISS://`. */
function redisUrlComplaint(text: string): string | null {
  const tooLong = excess(text, LONGEST);
  if (tooLong !== null) return tooLong;
  const url = URL.parse(text);
  if (url === null || unreadable.test(text) || !/^rediss?:\/\//.test(text))
    return "is not a Redis URL; it begins with redis:// or rediss://";
  if (url.hostname === "") return "names no host; write it like redis://127.0.0.1:6379";
  if (text.includes("#")) return "has a #; write one in a password as %23";
  if (!isDecodable(url.username) || !isDecodable(url.password))
    return "has a % that begins no character; write one in a password as %25";
  if (!/^(\/\d{0,4})?$/.test(url.pathname))
    return "names a database that is not a number; write it like redis://127.0.0.1:6379/0";
  // ioredis takes any of its options from the query, before those that this app sets.
  return /^(\?family=[46])?$/.test(url.search)
    ? null
    : "has a query other than family=4 or family=6; write a password like redis://user:password@host";
}

/** ioredis decodes user and password, and throws `URI malformed` where that cannot be done. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false; // a URIError is how it says so
  }
}

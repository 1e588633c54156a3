import { z } from "zod";
import { atMost, listOf, named } from "./config-values.ts";
import { Secret } from "./secret.ts";

/** Proxies end at some thousand characters; no address of Slack's, AWS's or Redis's comes near. */
const address = atMost(2_000);

/** A URL that begins so. `URL` itself would drop a line break or another control character without a word. */
function isUrl(text: string, beginning: RegExp): boolean {
  return URL.canParse(text) && !/[\s\p{C}]/u.test(text) && beginning.test(text);
}

/**
 * An address of http or https that holds no secret, and is never repeated before that is known: `fetch` refuses one with
 * a password and puts all of it into its message; a query or a fragment reaches neither Slack nor AWS.
 */
export const webUrl = address
  .refine((text) => isUrl(text, /^https?:\/\/[^/]/i), "is not a URL; it begins with https:// or http://")
  .transform((text) => new URL(text))
  .refine(
    ({ username, password }) => username === "" && password === "",
    "has a user or a password before the host, which cannot be sent; take them out",
  )
  .refine(
    ({ href }) => !/[?#]/.test(href),
    "has a ? or a #, of which no call would know; end it with the path",
  );

/** Where LOANS_ALERT calls people: by a mention in Slack, by an incident elsewhere, or both; `null`: not there. */
export interface AlertPlaces {
  readonly group: string | null;
  readonly webhook: URL | null;
}

export const NOBODY_CALLED: AlertPlaces = { group: null, webhook: null };

/** A user group, or a person, and an address that takes incidents; each once, either may be missing. */
export const alertPlaces = listOf(z.string()).transform((parts, context): AlertPlaces => {
  const [ids, addresses] = [
    parts.filter((part) => !part.includes("://")),
    parts.filter((part) => part.includes("://")),
  ];
  const wrong = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  if (ids.length > 1)
    return wrong(`names ${ids.length} groups, and one is called; put the people into one user group`);
  if (addresses.length > 1) return wrong(`names ${addresses.length} addresses, and one takes incidents`);
  const [group = null] = ids;
  if (group !== null && !/^[UWS][A-Z0-9]{2,31}$/.test(group))
    return wrong(
      `${named(group)} is not the id of a user group (S…) or of a user (U…), nor an https:// address`,
    );
  const read = addresses.length === 0 ? null : webUrl.safeParse(addresses[0]);
  if (read?.success === false) return wrong(`its address ${read.error.issues[0]?.message}`);
  return { group, webhook: read?.data ?? null };
});

/** Never repeated: it may hold a password. In capitals ioredis would speak plainly to a `REDISS://`. */
export const redisUrl = address
  .refine((text) => isUrl(text, /^rediss?:\/\//), {
    error: "is not a Redis URL; it begins with redis:// or rediss://",
    abort: true,
  })
  .refine((text) => new URL(text).hostname !== "", "names no host; write it like redis://127.0.0.1:6379")
  .refine((text) => !text.includes("#"), "has a #; write one in a password as %23")
  .refine(
    (text) => isDecodable(new URL(text).username) && isDecodable(new URL(text).password),
    "has a % that begins no character; write one in a password as %25",
  )
  .refine(
    (text) => /^(\/\d{0,4})?$/.test(new URL(text).pathname),
    "names a database that is not a number; write it like redis://127.0.0.1:6379/0",
  )
  // ioredis takes any of its options from the query, before those that this app sets.
  .refine(
    (text) => /^(\?family=[46])?$/.test(new URL(text).search),
    "has a query other than family=4 or family=6; write a password like redis://user:password@host",
  )
  .transform((text) => new Secret(text));

/** ioredis decodes user and password, and throws `URI malformed` where that cannot be done. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false; // a URIError is how it says so
  }
}

import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a request comes from this machine and from no web page elsewhere. The stand-ins listen on loopback only,
 * but a browser on this machine would carry another site's requests there, as those of a page that another program serves on
 * this machine; its `Origin` (or, with a name that was made to point here, its `Host`) tells.
 */
export function isLocalRequest({ host = "", origin }: IncomingHttpHeaders): boolean {
  const own = `http://${host}`;
  return (
    isLocal(own) &&
    (origin === undefined || (URL.canParse(origin) && new URL(origin).origin === new URL(own).origin))
  );
}

function isLocal(url: string): boolean {
  return URL.canParse(url) && ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}

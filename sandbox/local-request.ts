import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a request comes from this machine and from no web page elsewhere. The stand-ins listen on loopback only,
 * but a browser on this machine would carry another site's requests there; its `Origin` (or, with a name that was
 * made to point here, its `Host`) tells.
 */
export function isLocalRequest({ host = "", origin }: IncomingHttpHeaders): boolean {
  return isLocal(`http://${host}`) && (origin === undefined || isLocal(origin));
}

function isLocal(url: string): boolean {
  return URL.canParse(url) && ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}

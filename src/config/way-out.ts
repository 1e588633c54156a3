import { setGlobalProxyFromEnv } from "node:http";
import { Problem } from "../domain/problem.ts";
import type { Environment } from "./environment.ts";
import { ownEnvironment } from "./environment.ts";

/** How requests to Slack, AWS and whoever is called by a webhook leave this machine. */
export type WayOut =
  | { readonly is: "straight" }
  /** `proxy`: host and port, without user and password; `except`: where to it goes straight all the same. */
  | { readonly is: "proxy"; readonly proxy: string; readonly except: readonly string[] };

/** What is on this machine or beside it: the sources of an instance's and a container's credentials, which no proxy reaches. */
const NEVER = [
  ...["localhost", "127.0.0.1", "::1", "[::1]"],
  ...["169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23"],
] as const;

/**
 * Leads everything out as HTTPS_PROXY, HTTP_PROXY and NO_PROXY say, in capitals or not, which Node does by itself only where
 * NODE_USE_ENV_PROXY is set, and the SDK of AWS never does (aws-sdk-js-v3#2228). To be called before the first request. Throws a
 * `Problem` for a proxy that is none.
 */
export function followProxy(env: Environment = ownEnvironment()): WayOut {
  const of = (name: string) => (env[name.toLowerCase()] ?? env[name])?.trim() || undefined;
  const [https, http, no = ""] = [of("HTTPS_PROXY"), of("HTTP_PROXY"), of("NO_PROXY")];
  for (const [name, value] of Object.entries({ HTTPS_PROXY: https, HTTP_PROXY: http }))
    if (value !== undefined && !(/^https?:\/\/[^/]/i.test(value) && URL.canParse(value))) throw noProxy(name);
  const first = https ?? http;
  if (first === undefined) return { is: "straight" };
  const except = no
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  setGlobalProxyFromEnv({
    ...(https === undefined ? {} : { HTTPS_PROXY: https }),
    ...(http === undefined ? {} : { HTTP_PROXY: http }),
    NO_PROXY: [...except, ...NEVER].join(","),
  });
  return { is: "proxy", proxy: new URL(first).host, except };
}

/** Its value is not repeated: it may hold a password. */
function noProxy(name: string): Problem {
  return new Problem("bad-config", `reading ${name}: it is not the address of a proxy`, {
    remedy: "write it as http://proxy.example:3128, or take it out",
  });
}

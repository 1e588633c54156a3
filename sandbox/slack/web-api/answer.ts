import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { Json } from "../../../src/web/json.ts";
import type { Fault, Faults } from "../faults.ts";
import { readBody, sendJson } from "../http.ts";
import { countPayload } from "../payload-count.ts";
import { checkScope } from "../scopes.ts";
import { SlackError } from "../slack-error.ts";
import type { Method } from "./arguments.ts";
import { MethodArguments } from "./arguments.ts";

/** Methods that need no token. */
const openMethods = ["api.test", "blocks.validate"];

interface WebApi {
  readonly methods: Readonly<Record<string, Method>>;
  readonly faults: Faults;
  /** What the app was given when it was installed. */
  readonly scopes: readonly string[];
  readonly botToken: string;
  /** What opens connections, and nothing else. */
  readonly appToken?: string | undefined;
}

/** Answers `/api/<method>`, with the planned fault where there is one. */
export async function answerMethod(
  { methods, faults, scopes, ...tokens }: WebApi,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  const fault = faults.take(name);
  if (fault?.delayMs !== undefined) await wait(fault.delayMs);
  const isFailed = fault !== undefined && sendFault(fault, response);
  if (isFailed && fault.effectAfterMs === undefined) return;
  if (isFailed) await wait(fault.effectAfterMs);
  try {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    const { searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const given = MethodArguments.parse(searchParams, request.headers["content-type"] ?? "", body);
    if (!openMethods.includes(name)) checkToken(request, given, { name, ...tokens });
    if (method === undefined) throw new SlackError("unknown_method");
    checkScope(name, given.text("channel"), scopes);
    const result = method(given);
    countPayload("stand-in", { method: name, error: null });
    if (isFailed) return;
    if (fault?.dropReply) {
      response.destroy();
      return;
    }
    if (fault?.replyAfterMs !== undefined) await wait(fault.replyAfterMs);
    sendJson(response, 200, { ok: true, ...result } satisfies Json, {
      "x-oauth-scopes": scopes.join(","),
    });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    countPayload("stand-in", { method: name, error: error.code });
    if (!isFailed) sendJson(response, 200, error.body());
  }
}

/** Fails the call as planned; tells whether it did, since a fault of delay alone only comes late. */
export function sendFault(fault: Fault, response: ServerResponse): boolean {
  const { error, status = error === "ratelimited" ? 429 : undefined, retryAfter = 1 } = fault;
  if (status === 429) {
    sendJson(
      response,
      429,
      { ok: false, error: error ?? "ratelimited" },
      { "retry-after": String(retryAfter) },
    );
    return true;
  }
  if (error === undefined && status === undefined) return false;
  sendJson(response, status ?? 200, { ok: false, error: error ?? "internal_error" });
  return true;
}

function checkToken(
  request: IncomingMessage,
  given: MethodArguments,
  { name, botToken, appToken }: Pick<WebApi, "botToken" | "appToken"> & { readonly name: string },
): void {
  const header = request.headers.authorization?.match(/^Bearer (.+)$/)?.[1];
  const token = header ?? given.text("token");
  if (token === "") throw new SlackError("not_authed");
  if (token !== botToken && token !== appToken) throw new SlackError("invalid_auth");
  const isForApp = name.startsWith("apps.connections.");
  if (isForApp !== (token === appToken)) throw new SlackError("not_allowed_token_type");
}

import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { isLocalRequest } from "../local-request.ts";
import type { Access } from "./access/access.ts";
import { Denied } from "./access/access.ts";
import type { Caller } from "./access/caller.ts";
import { callerOf } from "./access/caller.ts";
import type { Controlled } from "./control.ts";
import { control, stranger } from "./control.ts";
import type { FormerAnswers } from "./former-answers.ts";
import { denialError, requestFaultError } from "./request-faults.ts";
import type { S3Service } from "./s3/s3.ts";
import type { Service, ServiceName, Setting } from "./service.ts";
import { AwsError } from "./service.ts";
import { misdated } from "./signature-time.ts";
import { protocols } from "./wire/protocols.ts";
import { readQuery } from "./wire/query.ts";
import type { Reply, SentAnswer } from "./wire/reply.ts";
import { s3Error } from "./wire/s3-error.ts";

/** The largest body of a JSON or Query request: a template of 1 MB fits, a mistake does not fill the memory. */
const largestBody = 4 * 1024 * 1024;

/** What the listener dispatches to. */
export interface ServerParts {
  readonly setting: Setting;
  readonly services: readonly Service[];
  readonly s3: S3Service;
  readonly controlled: Controlled;
  readonly access: Access;
  readonly former: FormerAnswers;
  /** Makes what was done last a restart; called before every answer. */
  readonly settle: () => void;
  /** How many times faster than on other machines time goes here. */
  readonly clockFactor: () => number;
  /** Receives every answer of an AWS operation. */
  readonly sent?: (answer: SentAnswer) => void;
}

/** One request that was understood as far as "which operation of which service". */
interface Call {
  /** `undefined` for a service that is not played here; no fault can be meant for it. */
  readonly service: ServiceName | undefined;
  readonly operation: string;
  /** The request in full, as far as a read needs it. */
  readonly question: string;
  readonly isJson: boolean;
  readonly caller: Caller;
  readonly run: () => Promise<Reply>;
  readonly refuse: (error: AwsError) => Reply;
}

/**
 * The one listener of all services. A request finds its service by the scope of its SigV4 credential, in the header
 * or the query of a presigned URL; signatures are not verified, since the sandbox's credentials guard nothing.
 * Answers as AWS words them, also for what is not played here.
 */
export function createAwsServer(parts: ServerParts): Server {
  const server = createServer((request, response) => {
    // Node's own goes by the machine's clock, whatever the clock here shows.
    response.setHeader("date", new Date().toUTCString());
    serve(parts, request, response).catch((error: unknown) => {
      // The client is gone (or was thrown out by a fault): there is nobody to answer.
      if (!request.destroyed && !response.destroyed) {
        process.stderr.write(`answering ${request.method} ${request.url}: ${String(error)}\n`);
        response.destroy();
      }
    });
  });
  // An idle connection closed here just as the client reuses it would be a reset that nobody scripted.
  server.keepAliveTimeout = 0;
  // A long upload on a busy machine is no attack.
  server.requestTimeout = 0;
  return server;
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  const { pathname, search } = splitTarget(request.url ?? "/");
  const credential = credentialOf(request, search);
  if (credential === undefined && pathname.startsWith("/sandbox/")) {
    const asked = { method: request.method ?? "GET", path: pathname, body: await readBody(request) };
    return send(
      response,
      isLocalRequest(request.headers) ? await control(parts.controlled, asked) : stranger,
      {},
    );
  }
  const call = await understand(parts, request, { pathname, search, credential, requestId });
  const fault = call.service && parts.controlled.faults.takeCall(call.service, call.operation);
  if (fault?.kind === "drop-before") {
    request.socket.resetAndDestroy();
    return;
  }
  if (fault?.kind === "hang-before") {
    // Who asked waits until it has had enough.
    request.resume();
    return;
  }
  if (fault !== undefined && fault.delayMs > 0) {
    await wait(fault.delayMs);
  }
  const planned = fault && requestFaultError(fault, call, call.caller);
  const isCarriedOut = planned === undefined || fault?.kind === "error500-after";
  const outcome = await (isCarriedOut ? run(parts, request, call) : call.refuse(planned));
  if (isCarriedOut && planned !== undefined) destroyBody(outcome);
  const { service, operation, question } = call;
  const carried = service ? parts.former.answer({ service, operation, question }, outcome) : outcome;
  const reply = planned === undefined ? carried : call.refuse(planned);
  if (fault?.kind === "drop-after") {
    destroyBody(reply);
    request.socket.resetAndDestroy();
    return;
  }
  const headers = { "x-amzn-requestid": requestId, "x-amz-request-id": requestId };
  if (fault?.kind === "hang-after" || fault?.kind === "hang-midway") {
    if (fault.kind === "hang-midway") beginOf(response, reply, headers);
    destroyBody(reply);
    request.resume();
    return;
  }
  const answer = request.method === "HEAD" ? withoutBody(reply) : reply;
  if (service !== undefined) {
    const { status, body = "" } = answer;
    parts.sent?.({
      service,
      operation,
      status,
      headers: { ...headers, ...answer.headers },
      body: typeof body === "string" ? body : null,
    });
  }
  await send(response, answer, headers);
  // What a refused request still sends is read away, so that its sender gets to read the answer.
  request.resume();
}

async function run(parts: ServerParts, request: IncomingMessage, call: Call): Promise<Reply> {
  try {
    const refused = misdated(String(request.headers["x-amz-date"]), {
      ...call,
      now: new Date(),
      factor: parts.clockFactor(),
    });
    return refused === null ? await call.run() : call.refuse(refused);
  } catch (error) {
    if (error instanceof AwsError) {
      return call.refuse(error);
    }
    if (error instanceof Denied) {
      return call.refuse(denialError(call, error.message));
    }
    if (request.destroyed && !request.complete) {
      // The client went away in the middle of its body.
      throw error;
    }
    process.stderr.write(
      `${call.service} ${call.operation}: ${error instanceof Error ? error.stack : error}\n`,
    );
    const code = call.service === "s3" ? "InternalError" : "InternalFailure";
    return call.refuse(new AwsError(code, `The stand-in broke: ${String(error)}`, 500));
  } finally {
    parts.settle();
  }
}

/** The scope of a signature, and whose it is. */
interface Credential {
  readonly accessKey: string;
  readonly region: string;
  readonly scope: string;
}

interface Arrival {
  readonly pathname: string;
  readonly search: string;
  readonly credential: Credential | undefined;
  readonly requestId: string;
}

async function understand(parts: ServerParts, request: IncomingMessage, arrival: Arrival): Promise<Call> {
  const { credential, requestId, pathname, search } = arrival;
  const scope = credential?.scope ?? "s3";
  const caller = callerOf(credential?.accessKey, parts.setting);
  if (scope === "s3") {
    const resource = pathname;
    const { operation, target, run } = parts.s3.understand({
      ...{ request, pathname, search },
      region: credential?.region,
      sees: (action, resource) => parts.access.sees(caller, { action, resource }),
    });
    return {
      service: "s3",
      operation,
      question: `${request.method} ${pathname}${search}`,
      run: async () => {
        parts.access.admit(caller, { service: "s3", operation, input: {}, target, headers: request.headers });
        return await run();
      },
      isJson: false,
      caller,
      refuse: (error) => s3Error(error, { resource, requestId }),
    };
  }
  const body = await readBody(request);
  const target = String(request.headers["x-amz-target"] ?? "");
  const service = parts.services.find((one) => one.scope === scope);
  const isRest = service?.protocol === "rest-json";
  const action = target === "" && !isRest ? String(readQuery(body)["Action"] ?? "") : "";
  // REST-JSON, as far as it is played here, names the operation by its path.
  const operation = isRest ? pathname.slice(1) : action || target.slice(target.lastIndexOf(".") + 1);
  const { isJson, read, reply, refuse } = protocols[service?.protocol ?? (action === "" ? "json" : "query")];
  return {
    service: service?.name,
    operation,
    question: `${target} ${body}`,
    isJson,
    caller,
    refuse: (error) => refuse(error, { scope, requestId }),
    async run() {
      const perform =
        service && Object.hasOwn(service.operations, operation) && service.operations[operation];
      if (!service || !perform) {
        throw unknownOperation({ isJson, says: `${scope}: ${operation || "an operation without a name"}` });
      }
      const input = read(body);
      parts.access.admit(caller, { service: service.name, operation, input });
      return reply(service, { operation, output: await perform(input, caller), requestId });
    },
  };
}

/** A 4xx in AWS's shape: an HTML page breaks SDK v3's parser, a 500 is retried and can look like success in the end. */
function unknownOperation({ isJson, says }: { readonly isJson: boolean; readonly says: string }): AwsError {
  return isJson
    ? new AwsError("UnknownOperationException", `${says} is not played by this sandbox.`, 404)
    : new AwsError("InvalidAction", `${says} is not played by this sandbox.`, 400);
}

/** The path is not normalized: `..` and `//` are parts of S3 keys. */
function splitTarget(target: string): { readonly pathname: string; readonly search: string } {
  const mark = target.indexOf("?");
  return mark < 0
    ? { pathname: target, search: "" }
    : { pathname: target.slice(0, mark), search: target.slice(mark + 1) };
}

function credentialOf(request: IncomingMessage, search: string): Credential | undefined {
  const text = request.headers.authorization ?? new URLSearchParams(search).get("X-Amz-Credential") ?? "";
  const [, accessKey = "", region, scope] =
    /([^/=\s]*)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(text) ?? [];
  return region && scope ? { accessKey, region, scope } : undefined;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += piece.length;
    if (bytes <= largestBody) {
      pieces.push(piece);
    }
  }
  // Too much of it is no JSON and no form any more; both readers refuse what is cut.
  return Buffer.concat(pieces).toString();
}

async function send(response: ServerResponse, reply: Reply, headers: Record<string, string>): Promise<void> {
  const { status, body = "" } = reply;
  const length =
    typeof body === "string" && status !== 204 && status !== 304 ? Buffer.byteLength(body) : undefined;
  response.writeHead(status, {
    ...headers,
    ...(length === undefined ? {} : { "content-length": String(length) }),
    ...reply.headers,
  });
  if (typeof body === "string") {
    response.end(body);
  } else {
    await pipeline(body, response);
  }
}

/** The beginning of an answer whose rest never comes: its head and half of what it says. */
function beginOf(response: ServerResponse, reply: Reply, headers: Record<string, string>): void {
  const { status, body } = reply;
  const text = typeof body === "string" ? body : "";
  const length = Math.max(2, Buffer.byteLength(text));
  response.writeHead(status, { ...headers, ...reply.headers, "content-length": String(length) });
  response.write(Buffer.from(text || "{").subarray(0, Math.ceil(length / 2)));
}

/** A HEAD request is answered with the headers alone. */
function withoutBody(reply: Reply): Reply {
  destroyBody(reply);
  return { status: reply.status, ...(reply.headers === undefined ? {} : { headers: reply.headers }) };
}

function destroyBody({ body }: Reply): void {
  if (body !== undefined && typeof body !== "string") {
    body.destroy();
  }
}

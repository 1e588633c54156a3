import type { AwsError, Service } from "../service.ts";
import type { Reply } from "./reply.ts";
import { escapeXml, writeXml } from "./xml.ts";

/** The XML namespaces of the Query services played here, by scope, from botocore's service models. */
const namespaces: Readonly<Record<string, string>> = {
  cloudformation: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
  redshift: "http://redshift.amazonaws.com/doc/2012-12-01/",
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
};

type Branch = Map<string, Branch | string>;

/**
 * Reads a Query request: `Parameters.member.1.ParameterKey=x` becomes `{ Parameters: [{ ParameterKey: "x" }] }`.
 * Every value stays text ("true", "60"): the protocol carries no types.
 */
export function readQuery(body: string): Record<string, unknown> {
  const root: Branch = new Map();
  for (const [path, value] of new URLSearchParams(body)) {
    const steps = path.split(".");
    const last = steps.pop() ?? path;
    let branch = root;
    for (const step of steps) {
      const next = branch.get(step);
      const child: Branch = next instanceof Map ? next : new Map();
      branch.set(step, child);
      branch = child;
    }
    branch.set(last, value);
  }
  return Object.fromEntries([...root].map(([name, value]) => [name, unfold(value)]));
}

/** An operation's output as `<OpResponse><OpResult>…`; an operation without output has no result element. */
export function queryReply(
  service: Service,
  operation: string,
  output: object | undefined,
  requestId: string,
): Reply {
  const list = (name: string, entries: readonly string[]) => {
    const element = service.listElements?.[name] ?? "member";
    return `<${name}>${entries.map((entry) => `<${element}>${entry}</${element}>`).join("")}</${name}>`;
  };
  const result =
    output === undefined ? "" : `<${operation}Result>${writeXml(output, list)}</${operation}Result>`;
  return {
    status: 200,
    headers: { "content-type": "text/xml" },
    body:
      `<${operation}Response${namespaceOf(service.scope)}>${result}` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
  };
}

/** An error as the Query protocol sends it; `scope` is the service that was asked for, played here or not. */
export function queryError(
  error: AwsError,
  { scope, requestId }: { readonly scope: string; readonly requestId: string },
): Reply {
  const type = error.status >= 500 ? "Receiver" : "Sender";
  return {
    status: error.status,
    headers: { "content-type": "text/xml" },
    body:
      `<ErrorResponse${namespaceOf(scope)}><Error><Type>${type}</Type><Code>${escapeXml(error.code)}</Code>` +
      `<Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  };
}

function namespaceOf(scope: string): string {
  const namespace = namespaces[scope];
  return namespace === undefined ? "" : ` xmlns="${namespace}"`;
}

/** A branch of numbers, or one whose only child is such a branch (`member`, `Tag`, …), is a list. */
function unfold(value: Branch | string): unknown {
  if (typeof value === "string") {
    return value;
  }
  const entries = [...value];
  if (entries.every(([name]) => /^\d+$/.test(name))) {
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, entry]) => unfold(entry));
  }
  const [only] = entries;
  if (entries.length === 1 && only?.[1] instanceof Map && [...only[1].keys()].every((k) => /^\d+$/.test(k))) {
    return unfold(only[1]);
  }
  return Object.fromEntries(entries.map(([name, entry]) => [name, unfold(entry)]));
}

import { Problem } from "../../src/domain/problem.ts";
import type { PlannedFailures, ServiceName } from "./service.ts";

/** What can go wrong around a request. */
const requestKinds = [
  ...(["throttle", "error500", "error500-after", "deny", "delay"] as const),
  ...(["drop-before", "drop-after"] as const),
  // Taken in and never answered: not acted on, carried out, carried out with an answer that stops in its middle.
  ...(["hang-before", "hang-after", "hang-midway"] as const),
  ...(["expired-credentials", "unknown-credentials"] as const),
] as const;
/** How somebody, or AWS itself, ends what is underway; named by the step or the statement it happens to. */
const endKinds = [
  ...(["cancel-step", "interrupt-step", "replace-cluster", "lose-cluster"] as const),
  ...(["abort-statement", "pause-warehouse", "expire-result"] as const),
] as const;
/** What can go wrong inside a service, long after the request was answered. */
const plannedKinds = ["fail-resource", "fail-step", "fail-statement", "lag", "stale", ...endKinds] as const;

type RequestKind = (typeof requestKinds)[number];

/** An end that somebody puts to what is underway. */
export type EndKind = (typeof endKinds)[number];
type Kind = RequestKind | (typeof plannedKinds)[number];

/** A scripted misfortune as it was asked for. */
export interface Fault {
  readonly service: ServiceName;
  /** Operation, logical id, resource type or step name, by kind; `*` is any. */
  readonly operation: string;
  readonly kind: Kind;
  readonly times: number;
  /** Matching calls let through first. */
  readonly after: number;
  /** Of a resource that fails: the modeled time after which that shows, at least as long as it would take to make. */
  readonly delayMs: number;
  /** What a failed resource, step or statement gives as its reason; empty: a sentence of our own. */
  readonly reason: string;
}

/** A misfortune that strikes a request. */
export type RequestFault = Fault & { readonly kind: RequestKind };

/** The plan of misfortunes: filled through the control door, consumed by the server and the services. */
export interface Faults extends PlannedFailures {
  /** Adds one; throws `Problem` for what it does not understand. */
  add(wanted: unknown): Fault;
  clear(): void;
  /** Everything planned, with how often each came to pass. */
  all(): readonly (Fault & { readonly fired: number })[];
  /** Counts one call and takes the fault that strikes it, if any. */
  takeCall(service: ServiceName, operation: string): RequestFault | undefined;
  /**
   * Takes a fault of one key in `DeleteObjects`: S3 checks and deletes each key for itself, so a fault that names
   * `DeleteObject` strikes the keys of a batch too, as an error of that key.
   */
  takeKey(): RequestFault | undefined;
  /** Takes one read that is answered as before, if that would hide anything, which `hides` tells of each such fault. */
  takeStale(
    read: { readonly service: ServiceName; readonly operation: string },
    hides: (fault: Fault) => boolean,
  ): boolean;
}

const serviceNames: Readonly<Record<string, ServiceName>> = {
  s3: "s3",
  cloudformation: "cloudformation",
  cfn: "cloudformation",
  emr: "emr",
  elasticmapreduce: "emr",
  redshift: "redshift",
  "redshift-data": "redshift-data",
  redshiftdata: "redshift-data",
  sts: "sts",
  ec2: "ec2",
  iam: "iam",
  lakeformation: "lakeformation",
  servicequotas: "servicequotas",
  ssm: "ssm",
  tagging: "tagging",
  tag: "tagging",
  resourcegroupstaggingapi: "tagging",
  "resource-groups-tagging-api": "tagging",
};

/** Of kinds that are of one service alone. */
const serviceOf: Readonly<Record<string, ServiceName>> = {
  "fail-resource": "cloudformation",
  ...{ "fail-step": "emr", "cancel-step": "emr", "interrupt-step": "emr", lag: "emr" },
  ...{ "replace-cluster": "emr", "lose-cluster": "emr" },
  ...{ "abort-statement": "redshift-data", "pause-warehouse": "redshift-data" },
  ...{ "expire-result": "redshift-data", "fail-statement": "redshift-data" },
};

/** Of kinds that are about time. */
const usualDelayMs: Readonly<Record<string, number>> = { delay: 1_000, lag: 60_000 };

/** What asks for the next Spark step instead of naming one. */
const anyStep = ["*", "addjobflowsteps", "runstep"];

/** An empty plan. */
export function createFaults(): Faults {
  const plan: { readonly fault: Fault; passed: number; fired: number }[] = [];
  const take = (strikes: (fault: Fault) => boolean): Fault | undefined => {
    for (const entry of plan) {
      if (entry.fired >= entry.fault.times || !strikes(entry.fault)) {
        continue;
      }
      if (entry.passed < entry.fault.after) {
        entry.passed += 1;
        continue;
      }
      entry.fired += 1;
      return entry.fault;
    }
    return undefined;
  };
  return {
    add(wanted) {
      const fault = parseFault(wanted);
      plan.push({ fault, passed: 0, fired: 0 });
      return fault;
    },
    clear() {
      plan.length = 0;
    },
    all: () => plan.map(({ fault, fired }) => ({ ...fault, fired })),
    takeCall: (service, operation) =>
      take((fault) => isRequestFault(fault) && fault.service === service && isMeant(fault, operation)) as
        | RequestFault
        | undefined,
    takeKey: () =>
      take(
        (fault) =>
          ["deny", "error500", "throttle"].includes(fault.kind) &&
          fault.service === "s3" &&
          fault.operation.toLowerCase() === "deleteobject",
      ) as RequestFault | undefined,
    takeStale: ({ service, operation }, hides) =>
      take(
        (one) => one.kind === "stale" && one.service === service && isMeant(one, operation) && hides(one),
      ) !== undefined,
    takeResource({ logicalId, type }) {
      const fault = take((one) => one.kind === "fail-resource" && isMeant(one, logicalId, type));
      if (fault === undefined) return undefined;
      const reason = fault.reason || `A failure of ${logicalId} (${type}) was planned in this sandbox.`;
      return { reason, afterMs: fault.delayMs };
    },
    takeEnd: (kind, name) =>
      take((one) => one.kind === kind && (isMeant(one, name) || name.endsWith(one.operation))) !== undefined,
    takeStatement(name) {
      const fault = take(
        (one) => one.kind === "fail-statement" && (isMeant(one, name) || name.includes(one.operation)),
      );
      return fault && (fault.reason || `A failure of statement ${name} was planned in this sandbox.`);
    },
    takeLag({ operation, hides }) {
      return take((one) => one.kind === "lag" && isMeant(one, operation) && hides(one.delayMs))?.delayMs;
    },
    takeStep({ name, isSpark }) {
      const lastPart = name.slice(name.lastIndexOf("/") + 1);
      const fault = take(
        (one) =>
          one.kind === "fail-step" &&
          (anyStep.includes(one.operation.toLowerCase()) ? isSpark : isMeant(one, name, lastPart)),
      );
      return fault && (fault.reason || `A failure of step ${name} was planned in this sandbox.`);
    },
  };
}

function isRequestFault(fault: Fault): fault is RequestFault {
  return (requestKinds as readonly string[]).includes(fault.kind);
}

function isMeant({ operation }: Fault, ...names: readonly string[]): boolean {
  return operation === "*" || names.some((name) => name.toLowerCase() === operation.toLowerCase());
}

function parseFault(wanted: unknown): Fault {
  if (typeof wanted !== "object" || wanted === null) {
    throw refusal("the body is no JSON object", "send {service, operation, kind, times, after?}");
  }
  const {
    service,
    operation = "*",
    kind,
    times,
    after,
    delayMs,
    reason = "",
  } = wanted as Record<string, unknown>;
  const kinds: readonly string[] = [...requestKinds, ...plannedKinds];
  if (typeof kind !== "string" || !kinds.includes(kind)) {
    throw refusal(`kind ${JSON.stringify(kind)} is not known`, `use one of ${kinds.join(", ")}`);
  }
  const usual = serviceOf[kind];
  const name = serviceNames[String(service ?? usual).toLowerCase()];
  if (name === undefined || (usual !== undefined && name !== usual)) {
    throw refusal(
      `service ${JSON.stringify(service)} is not known for ${kind}`,
      `use ${usual ?? [...new Set(Object.values(serviceNames))].join(", ")}`,
    );
  }
  if (typeof operation !== "string" || operation === "" || typeof reason !== "string") {
    throw refusal("operation and reason are texts", 'leave operation out, or send "*", for any operation');
  }
  return {
    service: name,
    operation,
    kind: kind as Kind,
    times: wholeNumber("times", times, { usual: 1, least: 1 }),
    after: wholeNumber("after", after, { usual: 0, least: 0 }),
    delayMs: wholeNumber("delayMs", delayMs, { usual: usualDelayMs[kind] ?? 0, least: 0 }),
    reason,
  };
}

function wholeNumber(
  name: string,
  value: unknown,
  { usual, least }: { readonly usual: number; readonly least: number },
): number {
  const number = value === undefined ? usual : value;
  if (typeof number !== "number" || !Number.isInteger(number) || number < least) {
    throw refusal(`${name} ${JSON.stringify(value)} is no whole number`, `send a number from ${least} up`);
  }
  return number;
}

function refusal(says: string, remedy: string): Problem {
  return new Problem("bad-fault", `planning a fault: ${says}`, { remedy });
}

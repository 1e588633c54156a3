import http from "node:http";
import https from "node:https";
import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { EMRClient } from "@aws-sdk/client-emr";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { LakeFormationClient } from "@aws-sdk/client-lakeformation";
import type { RedshiftClient } from "@aws-sdk/client-redshift";
import type { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import type { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import type { S3Client } from "@aws-sdk/client-s3";
import type { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { STSClient } from "@aws-sdk/client-sts";

import type { AwsFailure } from "./aws-errors.ts";
import { callOf, classifyAwsError, isRefusedForItsTime } from "./aws-errors.ts";

/** One call to AWS and what it came to, told to who counts them. */
export interface AwsCall {
  /** `S3`. */
  readonly service: string;
  /** `HeadObject`. */
  readonly operation: string;
  readonly outcome: "ok" | AwsFailure["kind"];
  /** The `Date` that AWS answered with; `null`: it gave no answer. */
  readonly date: string | null;
}

/** Hears of each call; `answer` is what AWS answered as the SDK read it, `null` where it refused: it may hold anything. */
export type HearsCall = (call: AwsCall, answer: object | null) => void;

/** A service's client together with its SDK module, whose commands it is sent. */
interface Loaded<Sdk, Client> {
  readonly sdk: Sdk;
  readonly client: Client;
}

/**
 * The SDK clients, each loaded when it is first asked for and then kept.
 *
 * Loading eight of the packages takes 350 ms and 43 MB (Node 24.21, two cores), more than everything else at start
 * together, and a process that only speaks Slack needs none of them.
 */
export interface Clients {
  readonly region: string;
  readonly cloudFormation: () => Promise<
    Loaded<typeof import("@aws-sdk/client-cloudformation"), CloudFormationClient>
  >;
  /** `unrepeated` is for calls without an idempotency token: the SDK sends them once, whatever happens to the reply. */
  readonly emr: () => Promise<
    Loaded<typeof import("@aws-sdk/client-emr"), EMRClient> & { readonly unrepeated: EMRClient }
  >;
  readonly redshift: () => Promise<Loaded<typeof import("@aws-sdk/client-redshift"), RedshiftClient>>;
  readonly redshiftData: () => Promise<
    Loaded<typeof import("@aws-sdk/client-redshift-data"), RedshiftDataClient>
  >;
  /** Of the app's region, or of another one, which a bucket of somebody else may lie in. */
  readonly s3: (region?: string) => Promise<Loaded<typeof import("@aws-sdk/client-s3"), S3Client>>;
  readonly ec2: () => Promise<Loaded<typeof import("@aws-sdk/client-ec2"), EC2Client>>;
  readonly iam: () => Promise<Loaded<typeof import("@aws-sdk/client-iam"), IAMClient>>;
  readonly lakeFormation: () => Promise<
    Loaded<typeof import("@aws-sdk/client-lakeformation"), LakeFormationClient>
  >;
  readonly serviceQuotas: () => Promise<
    Loaded<typeof import("@aws-sdk/client-service-quotas"), ServiceQuotasClient>
  >;
  readonly ssm: () => Promise<Loaded<typeof import("@aws-sdk/client-ssm"), SSMClient>>;
  readonly sts: () => Promise<Loaded<typeof import("@aws-sdk/client-sts"), STSClient>>;
  readonly tagging: () => Promise<
    Loaded<typeof import("@aws-sdk/client-resource-groups-tagging-api"), ResourceGroupsTaggingAPIClient>
  >;
}

/** How long AWS may say nothing before a try is given up: a busy service takes seconds, a lost reply never comes. */
const SILENCE_MS = 20_000;

/**
 * Makes the clients for a region, or for another endpoint such as the sandbox. Credentials come by the SDK's own chain
 * (environment, profile, container, instance) at the first call and are renewed by it.
 */
export function createClients(
  place: { readonly region: string; readonly endpoint: URL | null },
  {
    called = () => {},
    silenceMs = SILENCE_MS,
  }: { readonly called?: HearsCall; readonly silenceMs?: number | undefined } = {},
): Clients {
  const telling = <Client extends Tellable>(client: Client) => tellCalls(client, called);
  const settings = {
    region: place.region,
    // The SDK's standard mode: two more tries on throttles, 5xx and network trouble.
    maxAttempts: 3,
    requestHandler: timeLimits({ requestMs: silenceMs, silenceMs }),
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint.href }),
  };
  return {
    region: place.region,
    cloudFormation: once(async () => {
      const sdk = await import("@aws-sdk/client-cloudformation");
      return { sdk, client: telling(new sdk.CloudFormationClient(settings)) };
    }),
    emr: once(async () => {
      const sdk = await import("@aws-sdk/client-emr");
      return {
        sdk,
        client: telling(new sdk.EMRClient(settings)),
        // Otherwise a reply lost after EMR accepted AddJobFlowSteps makes the SDK submit the steps a second time
        // (measured with client-emr 3.1089: a reset, a 500 and a timeout each doubled the submission).
        unrepeated: telling(new sdk.EMRClient({ ...settings, maxAttempts: 1 })),
      };
    }),
    redshift: once(async () => {
      const sdk = await import("@aws-sdk/client-redshift");
      return { sdk, client: telling(new sdk.RedshiftClient(settings)) };
    }),
    redshiftData: once(async () => {
      const sdk = await import("@aws-sdk/client-redshift-data");
      return { sdk, client: telling(new sdk.RedshiftDataClient(settings)) };
    }),
    s3: onceEach(place.region, async (region) => {
      const sdk = await import("@aws-sdk/client-s3");
      return {
        sdk,
        client: telling(
          new sdk.S3Client({
            ...settings,
            region,
            // A part of 8 MB has to get through a slow line; a line that stands still is given up sooner.
            requestHandler: timeLimits({ requestMs: 6 * silenceMs, silenceMs }),
            // Another endpoint has one host name, so the bucket's name has to go into the path.
            forcePathStyle: place.endpoint !== null,
          }),
        ),
      };
    }),
    ec2: once(async () => {
      const sdk = await import("@aws-sdk/client-ec2");
      return { sdk, client: telling(new sdk.EC2Client(settings)) };
    }),
    iam: once(async () => {
      const sdk = await import("@aws-sdk/client-iam");
      return { sdk, client: telling(new sdk.IAMClient(settings)) };
    }),
    lakeFormation: once(async () => {
      const sdk = await import("@aws-sdk/client-lakeformation");
      return { sdk, client: telling(new sdk.LakeFormationClient(settings)) };
    }),
    serviceQuotas: once(async () => {
      const sdk = await import("@aws-sdk/client-service-quotas");
      return { sdk, client: telling(new sdk.ServiceQuotasClient(settings)) };
    }),
    ssm: once(async () => {
      const sdk = await import("@aws-sdk/client-ssm");
      return { sdk, client: telling(new sdk.SSMClient(settings)) };
    }),
    sts: once(async () => {
      const sdk = await import("@aws-sdk/client-sts");
      return { sdk, client: telling(new sdk.STSClient(settings)) };
    }),
    tagging: once(async () => {
      const sdk = await import("@aws-sdk/client-resource-groups-tagging-api");
      return { sdk, client: telling(new sdk.ResourceGroupsTaggingAPIClient(settings)) };
    }),
  };
}

/**
 * The client, whose calls are told, and whose errors tell which call met them: a card then says what was being asked. What AWS refuses for
 * its time is sent once more, also by a client that repeats nothing: the SDK does not where the clock is right again that was wrong.
 */
function tellCalls<Client extends Tellable>(client: Client, called: HearsCall): Client {
  client.middlewareStack.add(
    (next, context) => {
      const service = context.clientName?.replace(/Client$/, "") ?? "";
      const operation = context.commandName?.replace(/Command$/, "") ?? "";
      return async (args) => {
        const once = async () => {
          try {
            const reply = await next(args);
            called({ service, operation, outcome: "ok", date: dateOf(reply) }, outputOf(reply));
            return reply;
          } catch (error) {
            if (error instanceof Error) Object.assign(error, { [callOf]: `${service} ${operation}` });
            const date = dateOf({ response: (error as { readonly $response?: unknown }).$response });
            called({ service, operation, outcome: classifyAwsError(error).kind, date }, null);
            throw error;
          }
        };
        // Refused before it was carried out; by now the SDK knows AWS's time.
        return await once().catch((error: unknown) => {
          if (isRefusedForItsTime(error)) return once();
          throw error;
        });
      };
    },
    { step: "initialize", name: "tellCall", priority: "high" },
  );
  return client;
}

/** The SDK's middleware hands on what it sent and what came back beside it. */
function outputOf(reply: unknown): object {
  const { output } = reply as { readonly output?: unknown };
  return typeof output === "object" && output !== null ? output : {};
}

/** The `Date` of the answer that stands beside what the SDK read of it. */
function dateOf(reply: unknown): string | null {
  const { response } = reply as {
    readonly response?: { readonly headers?: Readonly<Record<string, string>> };
  };
  return response?.headers?.["date"] ?? null;
}

/** What all clients have in common, as far as `tellCalls` needs it. */
interface Tellable {
  readonly middlewareStack: {
    add(
      middleware: <Args, Reply>(
        next: (args: Args) => Promise<Reply>,
        context: { readonly clientName?: string; readonly commandName?: string },
      ) => (args: Args) => Promise<Reply>,
      options: { readonly step: "initialize"; readonly name: string; readonly priority: "high" },
    ): void;
  };
}

/**
 * Time limits of one try. `requestMs` ends when the reply begins; `silenceMs` counts while nothing moves, so that also
 * a reply which stops in its middle comes to an end.
 */
function timeLimits({ requestMs, silenceMs }: { readonly requestMs: number; readonly silenceMs: number }) {
  return {
    connectionTimeout: 3_000,
    requestTimeout: requestMs,
    // Without it the SDK only logs a warning when the limit is passed.
    throwOnRequestTimeout: true,
    socketTimeout: silenceMs,
    ...agents(),
  };
}

/**
 * Node's own agents, where they have been led through a proxy (`followProxy`); else the SDK's, which know nothing of the
 * environment (aws-sdk-js-v3#2228).
 */
function agents() {
  return "proxyEnv" in https.globalAgent.options
    ? { httpAgent: http.globalAgent, httpsAgent: https.globalAgent }
    : {};
}

/** For each region once; without one, for the given one. */
function onceEach<Made>(
  usual: string,
  make: (region: string) => Promise<Made>,
): (region?: string) => Promise<Made> {
  const made = new Map<string, Promise<Made>>();
  return (region = usual) => {
    const there = made.get(region) ?? make(region);
    made.set(region, there);
    return there;
  };
}

function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

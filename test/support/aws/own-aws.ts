import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAws } from "../../../sandbox/aws/main.ts";
import type { Effect } from "../../../sandbox/aws/service.ts";
import { openCloud } from "../../../sandbox/driver/cloud.ts";
import { until } from "../../../sandbox/driver/until.ts";
import type { Clients } from "../../../src/aws/clients.ts";
import { createClusters } from "../../../src/aws/clusters.ts";
import { createLake } from "../../../src/aws/lake.ts";
import type { StackFacts } from "../../../src/aws/stack-facts.ts";
import { stackTag } from "../../../src/aws/stack-tag.ts";
import { createStacks } from "../../../src/aws/stacks.ts";
import { clientsAt } from "./aws-clients.ts";
import { elsewhere, oursAlone } from "./elsewhere.ts";

/** An AWS stand-in of one's own, with the app's clients on it. */
export interface OwnAws {
  readonly url: string;
  readonly clients: Clients;
  /** Plans a misfortune, as the control door takes it. */
  plan(fault: Readonly<Record<string, unknown>>): Promise<void>;
  /** Changes what the account is like, until `usualAccount`. */
  account(changed: Readonly<Record<string, unknown>>): Promise<void>;
  usualAccount(): Promise<void>;
  /** Effects so far, oldest first, of one operation when named. */
  effects(operation?: string): Promise<readonly Effect[]>;
  close(): Promise<void>;
}

/** Starts a stand-in with an empty state of its own on a free port; `speed` divides AWS's modeled waits. */
export async function startOwnAws({ speed }: { readonly speed: number }): Promise<OwnAws> {
  if (elsewhere !== undefined) {
    const clients = clientsAt(elsewhere);
    return {
      ...{ url: elsewhere, clients, plan: oursAlone, account: oursAlone, usualAccount: oursAlone },
      ...{ effects: oursAlone, close: async () => {} },
    };
  }
  const home = await mkdtemp(join(tmpdir(), "loan-tracker-aws-"));
  const aws = await startAws({ port: 0, home, speed });
  const cloud = openCloud(aws.url);
  return {
    url: aws.url,
    clients: clientsAt(aws.url),
    plan: cloud.awsFault,
    account: cloud.account,
    usualAccount: cloud.usualAccount,
    effects: async (operation) =>
      operation === undefined ? await cloud.effects() : await cloud.ledger({ operation, prefix: "" }),
    async close() {
      await aws.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Looks again and again, for at most 20 s, until it is right; the error shows what was seen last. */
export async function eventually<Value>(
  look: () => Promise<Value>,
  isRight: (value: Value) => boolean,
): Promise<Value> {
  let seen: { readonly value: Value } | null = null;
  const rightOne = async () => {
    seen = { value: await look() };
    return isRight(seen.value) && seen;
  };
  const late = () => new Error(`after 20 s it is still ${JSON.stringify(seen?.value)}`);
  return (await until("it is right", rightOne, { everyMs: 20, late })).value;
}

/** What a change set for the product's own template is asked for with. */
export async function templateWish(stack: string, name: string, more: Readonly<Record<string, string>> = {}) {
  const parameters: Readonly<Record<string, string>> = {
    BucketName: `${stack}-123456789012-us-west-1`,
    MetabaseAmi: "ami-0a1b2c3d4e5f60718",
    ...more,
  };
  const template = new URL("../../../cloudformation/loan-tracker.yaml", import.meta.url);
  return {
    stack,
    name,
    kind: "create" as const,
    template: await readFile(template, "utf8"),
    parameters,
    tags: { [stackTag]: stack },
  };
}

/**
 * Makes a stack from the product's own template, or as `wish` has it, by the token `apply-<stack>`, and waits until nothing
 * moves.
 */
export async function deploy(
  { clients }: Pick<OwnAws, "clients">,
  stack: string,
  wish: Partial<Awaited<ReturnType<typeof templateWish>>> = {},
): Promise<StackFacts> {
  const stacks = createStacks(clients);
  const { stackId } = await stacks.createChangeSet({ ...(await templateWish(stack, "deploy-1")), ...wish });
  await eventually(
    () => stacks.seeChangeSet({ stack, name: "deploy-1" }),
    (set) => set?.isExecutable === true,
  );
  await stacks.executeChangeSet({ stack, name: "deploy-1", token: `apply-${stack}` });
  const settled = await eventually(
    () => stacks.see(stackId),
    (seen) => seen?.status.isSettled === true,
  );
  if (settled === null) throw new Error(`stack ${stackId} is gone`);
  return settled;
}

/** Ends a stack's cluster and takes out of its bucket what that logged, as has to be done before the stack can be deleted. */
export async function emptyLakeOf(
  { clients }: OwnAws,
  { outputs }: Pick<StackFacts, "outputs">,
): Promise<void> {
  const clusters = createClusters(clients);
  const clusterId = outputs["EmrClusterId"] ?? "";
  await clusters.terminate(clusterId);
  await eventually(
    () => clusters.see(clusterId),
    (cluster) => cluster?.isEnded === true,
  );
  await createLake(clients).purge({ bucket: outputs["BucketName"] ?? "", forMs: 10_000 });
}

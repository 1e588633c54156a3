import type { AwsCaller } from "../../domain/aws/preflight/caller.ts";
import { readCaller } from "../../domain/aws/preflight/caller.ts";
import type { SourceFacts } from "../../domain/aws/preflight/judge-access.ts";
import type { PreflightFacts } from "../../domain/aws/preflight/preflight.ts";
import { machinesToStart } from "../../domain/aws/preflight/stack-machines.ts";
import type { Clients } from "../clients.ts";
import type { ObjectPlace } from "../lake.ts";
import { parseS3Url } from "../lake.ts";
import { createRegionalLake } from "../regional-lake.ts";
import { createStacks } from "../stacks.ts";
import {
  blocksPublicAccess,
  bucketBehind,
  isIamAlone,
  look,
  machinesOffered,
  nodesOf,
  vcpusLeft,
} from "./looks.ts";
import { permissionLooks } from "./permission-looks.ts";

/** What is looked at for. */
export interface PreflightWish {
  readonly stack: string;
  /** `null`: derived from account and region. */
  readonly bucket: string | null;
  /** For the template's parameters; its own values stand for the others. */
  readonly parameters: Readonly<Record<string, string>>;
  /** CloudFormation's id of the stack that was worked on last; `null` where none is remembered. */
  readonly rememberedId: string | null;
}

/** A look at the account before a deploy: changes nothing. */
export interface Preflight {
  /**
   * Asks AWS all that may keep a deploy from working, at once. What AWS does not tell is said as such; only without an
   * identity there is nothing to look at, and its error rises as the SDK threw it: `classifyAwsError`.
   */
  look(wish: PreflightWish): Promise<PreflightFacts>;
}

/**
 * The look over the clients; `source` tells where the loan file of today lies, a path or an `s3://` URL, `audit` where the audit
 * record does (`null`: nowhere).
 */
export function createPreflight(
  clients: Clients,
  source: () => string,
  audit: string | null = null,
): Preflight {
  return {
    async look({ stack, bucket, parameters, rememberedId }) {
      const caller = await callerOf(clients);
      const { account, region, partition } = caller;
      const file = parseS3Url(source());
      const record = parseS3Url(audit ?? "");
      const name = bucket ?? `${stack}-${account}-${region}`;
      const there = await look(() => standing(clients, stack));
      // Where nobody knows whether a stack stands, only what any deploy needs is judged.
      const isNew = there.is === "seen" && !there.answer.isStanding;
      const machines = machinesToStart(parameters, there.is === "seen" ? there.answer.parameters : null);
      const startsMachines = there.is === "seen" && machines.types.length > 0;
      const ofStack = there.is === "seen" ? there.answer.bucket : null;
      const permissions = permissionLooks(clients, {
        caller,
        place: {
          ...{ partition, region, account, stack, bucket: name, sourceBucket: file?.bucket ?? null },
          auditPlace: record === null ? null : `${record.bucket}/${record.key}`,
        },
      });
      return await together({
        caller,
        stack,
        rememberedAccount: rememberedId?.split(":")[4] ?? null,
        permissions: look(permissions.denied),
        botAccess: look(permissions.botAccess),
        bucket: isNew ? look(() => bucketBehind(clients, { name, ofStack })) : null,
        machines: startsMachines ? look(() => machinesOffered(clients, machines)) : null,
        vcpus: startsMachines ? look(() => vcpusLeft(clients, machines)) : null,
        nodes: isNew ? look(() => nodesOf(clients)) : null,
        linkedRoles: isNew ? look(permissions.linkedRoles) : null,
        blocksPublicAccess: isNew ? look(() => blocksPublicAccess(clients)) : null,
        isIamAlone: isNew ? look(() => isIamAlone(clients)) : null,
        source:
          file === null
            ? null
            : look(() => sourceFacts(clients, file, { mayDecrypt: permissions.mayDecrypt })),
      });
    },
  };
}

async function callerOf(clients: Clients): Promise<AwsCaller> {
  const { sdk, client } = await clients.sts();
  const { Arn: arn = "", Account: account = "" } = await client.send(new sdk.GetCallerIdentityCommand({}));
  return readCaller({ arn, account, region: clients.region });
}

/** What there is of the stack: one whose creation was taken back has nothing but perhaps its bucket. */
async function standing(clients: Clients, stack: string) {
  const stacks = createStacks(clients);
  const facts = await stacks.see(stack);
  if (facts === null || facts.status.isReviewing || facts.status.isDeleted) {
    return { isStanding: false, parameters: null, bucket: null };
  }
  const resources = await stacks.resources(facts.id);
  const lake = resources.find(({ type, phase }) => type === "AWS::S3::Bucket" && phase !== "gone");
  const isStanding = !facts.status.isOnlyDeletable;
  return {
    isStanding,
    parameters: isStanding ? facts.parameters : null,
    bucket: lake?.physicalId ?? null,
  };
}

async function sourceFacts(
  clients: Clients,
  file: ObjectPlace,
  { mayDecrypt }: { readonly mayDecrypt: (key: string) => Promise<boolean | null> },
): Promise<SourceFacts> {
  const buckets = createRegionalLake(clients);
  const found = await buckets.head(file);
  const key = found?.key ?? null;
  return {
    bucket: file.bucket,
    region: buckets.regionOf(file.bucket),
    key,
    // The file is told of, also where IAM does not say.
    mayDecrypt: key === null ? null : await mayDecrypt(key).catch(() => null),
  };
}

/** All of them, begun at once. */
async function together<Parts extends object>(
  parts: Parts,
): Promise<{ [Name in keyof Parts]: Awaited<Parts[Name]> }> {
  const named = Object.entries(parts).map(async ([name, part]) => [name, await part] as const);
  return Object.fromEntries(await Promise.all(named)) as { [Name in keyof Parts]: Awaited<Parts[Name]> };
}

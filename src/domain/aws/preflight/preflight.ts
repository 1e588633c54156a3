import type { AwsCaller } from "./caller.ts";
import type { AccountFinding, Looked } from "./finding.ts";
import { judged, well } from "./finding.ts";
import type { BucketFacts, DeniedActions, SourceFacts } from "./judge-access.ts";
import { judgeBotAccess, judgeBucket, judgePermissions, judgeSource } from "./judge-access.ts";
import type { LinkedRoleFacts, MachineFacts, NodeFacts, VcpuFacts } from "./judge-account.ts";
import {
  judgeLakeFormation,
  judgeLinkedRoles,
  judgeMachines,
  judgeNodes,
  judgePublicAccess,
  judgeVcpus,
} from "./judge-account.ts";

/** What AWS answered about an account before a deploy; `null` where it does not matter: a stack that stands needs less. */
export interface PreflightFacts {
  readonly caller: AwsCaller;
  /** The account of the stack that was worked on last; `null` where none is remembered. */
  readonly rememberedAccount: string | null;
  readonly stack: string;
  readonly permissions: Looked<DeniedActions | null>;
  readonly botAccess: Looked<{ readonly hasRole: boolean; readonly hasBoundary: boolean }>;
  readonly bucket: Looked<BucketFacts> | null;
  readonly machines: Looked<MachineFacts> | null;
  readonly vcpus: Looked<VcpuFacts> | null;
  readonly nodes: Looked<NodeFacts> | null;
  readonly linkedRoles: Looked<readonly LinkedRoleFacts[]> | null;
  /** Whether EMR starts no cluster in a group that is open to everybody. */
  readonly blocksPublicAccess: Looked<boolean> | null;
  /** Whether IAM alone decides about new tables. */
  readonly isIamAlone: Looked<boolean> | null;
  /** `null` where the loan files lie on the bot's machine. */
  readonly source: Looked<SourceFacts> | null;
}

/** Judges what AWS answered: one list, in the order in which people read it. */
export function judgePreflight(facts: PreflightFacts): readonly AccountFinding[] {
  const { stack, caller } = facts;
  const where = { stack, region: caller.region };
  return [
    ...judgeAccount(facts),
    ...judged("permissions", facts.permissions, (found) => judgePermissions(found, where)),
    ...judged("roles", facts.botAccess, (found) => judgeBotAccess(found, where)),
    ...(facts.bucket === null ? [] : judged("bucket", facts.bucket, (found) => judgeBucket(found, where))),
    ...(facts.machines === null ? [] : judged("machines", facts.machines, judgeMachines)),
    ...(facts.vcpus === null ? [] : judged("quota", facts.vcpus, (found) => judgeVcpus(found, where))),
    ...(facts.nodes === null ? [] : judged("warehouse", facts.nodes, (found) => judgeNodes(found, where))),
    ...(facts.linkedRoles === null ? [] : judged("linked roles", facts.linkedRoles, judgeLinkedRoles)),
    ...(facts.blocksPublicAccess === null
      ? []
      : judged("public access", facts.blocksPublicAccess, judgePublicAccess)),
    ...(facts.isIamAlone === null
      ? []
      : judged("Lake Formation", facts.isIamAlone, (isAlone) => judgeLakeFormation(isAlone, where))),
    ...(facts.source === null ? [] : judged("loan file", facts.source, (found) => judgeSource(found, where))),
  ];
}

function judgeAccount({ caller, rememberedAccount, stack }: PreflightFacts): readonly AccountFinding[] {
  const { account, region, name } = caller;
  const is = { about: "account" as const };
  const who = { ...is, ...well(`credentials of ${name} serve in account ${account}, ${region}`) };
  if (rememberedAccount === null || rememberedAccount === account) return [who];
  return [
    {
      ...is,
      is: "warns",
      says: `the credentials (${name}) are of account ${account}, but the stack "${stack}" that was worked on last is of account ${rememberedAccount}`,
      remedy:
        "give the bot credentials of the other account; go on only if that stack is gone, or if you want a second one here",
    },
  ];
}

import type { LinkedRole } from "./bot-permissions.ts";
import type { Judgement } from "./finding.ts";
import { well } from "./finding.ts";
import type { Where } from "./judge-access.ts";

/** Where the instance types of cluster and dashboard host are offered. */
export interface MachineFacts {
  /** The zone that the stack would be made in. */
  readonly zone: string;
  readonly types: readonly string[];
  /** Those that this zone does not offer. */
  readonly lacking: readonly string[];
  /** Other zones that offer all of them. */
  readonly otherZones: readonly string[];
}

/** vCPUs of On-Demand Standard instances. */
export interface VcpuFacts {
  readonly quota: number;
  /** Of instances that run already. */
  readonly used: number;
  readonly wanted: number;
}

/** Nodes of Redshift's clusters. */
export interface NodeFacts {
  readonly quota: number;
  readonly used: number;
}

/** A service-linked role. */
export interface LinkedRoleFacts extends LinkedRole {
  readonly isThere: boolean;
  /** Whether CloudFormation's role may have the service make it; `null` where nobody could tell. */
  readonly mayBeMade: boolean | null;
}

export function judgeMachines({ zone, types, lacking, otherZones }: MachineFacts): Judgement {
  if (lacking.length === 0) return well(`${types.join(" and ")} are offered in ${zone}`);
  const says = `${lacking.join(" and ")} ${lacking.length === 1 ? "is" : "are"} not offered in ${zone}`;
  const [first] = otherZones;
  return {
    is: "blocks",
    says,
    remedy:
      first === undefined
        ? "choose another EmrInstanceType or MetabaseInstanceType in LOANS_STACK_PARAMETERS: no zone of this region offers all of them"
        : `set Zone to ${otherZones.join(" or ")} in LOANS_STACK_PARAMETERS, and SecondZone to any other zone`,
  };
}

export function judgeVcpus({ quota, used, wanted }: VcpuFacts, { region }: Where): Judgement {
  const of = "vCPUs of On-Demand Standard instances";
  if (wanted <= quota - used) return well(`${quota - used} of ${quota} ${of} are left, ${wanted} are needed`);
  const lack =
    quota === 0
      ? `the account may run no On-Demand Standard instances at all (a quota of 0 vCPUs), ${wanted} vCPUs are needed`
      : `${Math.max(0, quota - used)} of ${quota} ${of} are left, ${wanted} are needed`;
  return {
    is: "blocks",
    says: lack,
    remedy: `ask AWS for more: \`aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-1216C47A --desired-value ${used + wanted} --region ${region}\``,
  };
}

export function judgeNodes({ quota, used }: NodeFacts, { region }: Where): Judgement {
  if (used + 1 <= quota) return well(`${quota - used} of ${quota} Redshift nodes are left, 1 is needed`);
  return {
    is: "blocks",
    says:
      quota === 0
        ? "the account may have no Redshift nodes at all (a quota of 0), 1 is needed"
        : `none of ${quota} Redshift nodes is left, 1 is needed`,
    remedy: `ask AWS for more: Service Quotas, Amazon Redshift, "Nodes", in ${region}`,
  };
}

/** That it may not be made is simulated, too, and so is no refusal yet. */
export function judgeLinkedRoles(roles: readonly LinkedRoleFacts[]): readonly Judgement[] {
  const missing = roles.filter(({ isThere }) => !isThere);
  if (missing.length === 0) return [well("the service-linked roles of EMR and Redshift are there")];
  return missing.map(({ name, service, mayBeMade }) => {
    if (mayBeMade !== false) return well(`${name} is not there yet; its service makes it`);
    return {
      is: "warns",
      says: `${name} is not there, and by IAM's simulation CloudFormation's role may not have it made (\`iam:CreateServiceLinkedRole\`)`,
      remedy: `have an administrator run \`aws iam create-service-linked-role --aws-service-name ${service}\``,
    };
  });
}

/** The stack's groups let nobody in from outside, so that neither way stands in its way. */
export function judgePublicAccess(isBlocked: boolean): Judgement {
  return isBlocked
    ? well("EMR starts no cluster that is open to everybody; the stack's is not")
    : {
        is: "warns",
        says: "EMR would start clusters whose groups are open to everybody; the stack's are not",
        remedy: "an administrator can forbid it: `aws emr put-block-public-access-configuration`",
      };
}

export function judgeLakeFormation(isIamAlone: boolean, { stack }: Where): Judgement {
  if (isIamAlone) return well("IAM alone decides who reads new tables");
  return {
    is: "warns",
    says: 'Lake Formation decides about new databases and tables ("Use only IAM access control" is off), so the warehouse will be refused its table ("Insufficient Lake Formation permission(s)")',
    remedy: `once the stack's resources are made, grant the role ${stack}-SpectrumRole-… all on the catalog's database and its tables in Lake Formation, then press Retry`,
  };
}

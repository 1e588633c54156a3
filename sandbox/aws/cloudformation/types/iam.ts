import type { Order, ResourceType } from "../resource-types.ts";
import { generatedName, text } from "./order.ts";

/** Roles, their policies and instance profiles; what a role may do is asked where somebody acts by it. */
export const iamTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::IAM::Role": {
    seconds: 3,
    required: ["AssumeRolePolicyDocument"],
    attributes: ["Arn", "RoleId"],
    createOnly: ["RoleName", "Path"],
    customName: "RoleName",
    isTaggable: true,
    lacksSystemTags: true,
    namedBy: "RoleName",
    name: roleName,
    begin: (order) => {
      const name = roleName(order);
      const roleArn = iamArn(order, `role/${name}`);
      return {
        physicalId: name,
        attributes: { Arn: roleArn, RoleId: `AROA${generatedName(order, 64).slice(-12).toUpperCase()}` },
        arn: roleArn,
      };
    },
  },
  "AWS::IAM::ManagedPolicy": {
    seconds: 3,
    required: ["PolicyDocument"],
    attributes: ["PolicyArn"],
    createOnly: ["Description", "ManagedPolicyName", "Path"],
    isTaggable: false,
    namedBy: "ManagedPolicyName",
    begin: (order) => {
      const name = text(order, "ManagedPolicyName") || generatedName(order, 128);
      const policyArn = iamArn(order, `policy/${name}`);
      return { physicalId: policyArn, attributes: { PolicyArn: policyArn } };
    },
  },
  "AWS::IAM::InstanceProfile": {
    seconds: 120,
    required: ["Roles"],
    attributes: ["Arn"],
    createOnly: ["InstanceProfileName", "Path"],
    customName: "InstanceProfileName",
    isTaggable: false,
    namedBy: "InstanceProfileName",
    name: profileName,
    begin: (order) => {
      const name = profileName(order);
      return { physicalId: name, attributes: { Arn: iamArn(order, `instance-profile/${name}`) } };
    },
  },
};

function roleName(order: Order): string {
  return text(order, "RoleName") || generatedName(order, 64);
}

function profileName(order: Order): string {
  return text(order, "InstanceProfileName") || generatedName(order, 128);
}

/** IAM knows no region. */
function iamArn({ setting }: Order, resource: string): string {
  return `arn:aws:iam::${setting.account}:${resource}`;
}

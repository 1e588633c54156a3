import type { Order, ResourceType } from "../resource-types.ts";
import { generatedName, text } from "./order.ts";

/** Roles and instance profiles; nothing in the sandbox asks them for permission. */
export const iamTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::IAM::Role": {
    seconds: 3,
    required: ["AssumeRolePolicyDocument"],
    attributes: ["Arn", "RoleId"],
    createOnly: ["RoleName", "Path"],
    customName: "RoleName",
    isTaggable: true,
    namedBy: "RoleName",
    begin: (order) => {
      const name = text(order, "RoleName") || generatedName(order, 64);
      const roleArn = iamArn(order, `role/${name}`);
      return {
        physicalId: name,
        attributes: { Arn: roleArn, RoleId: `AROA${generatedName(order, 64).slice(-12).toUpperCase()}` },
        arn: roleArn,
      };
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
    begin: (order) => {
      const name = text(order, "InstanceProfileName") || generatedName(order, 64);
      return { physicalId: name, attributes: { Arn: iamArn(order, `instance-profile/${name}`) } };
    },
  },
};

/** IAM knows no region. */
function iamArn({ setting }: Order, resource: string): string {
  return `arn:aws:iam::${setting.account}:${resource}`;
}

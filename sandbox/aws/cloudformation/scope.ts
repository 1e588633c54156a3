import { zonesOf } from "../ec2/zones.ts";
import type { Setting } from "../service.ts";
import type { Scope } from "./intrinsics.ts";
import { evaluateCondition, invalid, NO_VALUE } from "./intrinsics.ts";
import type { SettledParameter } from "./parameters.ts";
import { parameterValue } from "./parameters.ts";
import type { Template } from "./template.ts";

/** A resource as a template's functions see it. */
interface VisibleResource {
  readonly physicalId?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Answers the functions of one stack's template. */
export function stackScope(of: {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, SettledParameter>>;
  readonly stack: { readonly id: string; readonly name: string };
  readonly resources: Readonly<Record<string, VisibleResource>>;
  readonly setting: Setting;
}): Scope {
  const { template, parameters, stack, resources, setting } = of;
  const pseudo: Readonly<Record<string, unknown>> = {
    "AWS::AccountId": setting.account,
    "AWS::NoValue": NO_VALUE,
    "AWS::NotificationARNs": [],
    "AWS::Partition": "aws",
    "AWS::Region": setting.region,
    "AWS::StackId": stack.id,
    "AWS::StackName": stack.name,
    "AWS::URLSuffix": "amazonaws.com",
  };
  const unresolved = (name: string) =>
    invalid(
      `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`,
    );
  const scope: Scope = {
    ref: (name) => {
      if (name in pseudo) return pseudo[name];
      const parameter = parameters[name];
      if (parameter !== undefined) {
        return parameterValue(template.Parameters[name]?.Type ?? "String", parameter);
      }
      const id = resources[name]?.physicalId;
      if (id === undefined) throw unresolved(name);
      return id;
    },
    attribute: (logicalId, name) => {
      const resource = resources[logicalId];
      if (resource === undefined) throw unresolved(logicalId);
      const value = resource.attributes[name];
      if (value === undefined) {
        throw invalid(`Template error: resource ${logicalId} does not have attribute ${name} in Fn::GetAtt`);
      }
      return value;
    },
    holds: (condition) => evaluateCondition(template.Conditions[condition], scope),
    mapping: (map, top, second) => {
      const value = template.Mappings[map]?.[top]?.[second];
      if (value === undefined) {
        throw invalid(`Template error: Unable to get mapping for ${[map, top, second].join("::")}`);
      }
      return value;
    },
    zones: zonesOf,
  };
  return scope;
}

import { AwsError } from "../service.ts";
import { invalid } from "./intrinsics.ts";
import { conditionsAsked, references } from "./references.ts";
import { resourceTypes } from "./resource-types.ts";
import type { Template } from "./template.ts";
import { dependencies } from "./template.ts";

const PSEUDO_PARAMETERS = new Set(
  [
    "AccountId",
    "NoValue",
    "NotificationARNs",
    "Partition",
    "Region",
    "StackId",
    "StackName",
    "URLSuffix",
  ].map((name) => `AWS::${name}`),
);

/** Throws `ValidationError` for unknown types, names that lead nowhere, and resources that wait for each other. */
export function refuseUnsound(template: Template): void {
  const { Resources, Outputs } = template;
  refuseUnknownTypes(template);
  refuseUnresolved(template, {
    name: "Resources",
    values: Object.values(Resources).map(({ Properties }) => Properties),
    needed: Object.values(Resources).flatMap(({ DependsOn }) => DependsOn),
    conditions: Object.values(Resources).flatMap(({ Condition }) => Condition ?? []),
  });
  refuseUnresolved(template, {
    name: "Outputs",
    values: Object.values(Outputs).map(({ Value }) => Value),
    needed: [],
    conditions: Object.values(Outputs).flatMap(({ Condition }) => Condition ?? []),
  });
  refuseResourcesInConditions(template);
  refuseCircles(template);
}

function refuseUnknownTypes({ Resources }: Template): void {
  const types = new Set(Object.values(Resources).map(({ Type }) => Type));
  const unknown = [...types].filter((type) => resourceTypes[type] === undefined);
  if (unknown.length > 0) {
    throw invalid(`Template format error: Unrecognized resource types: [${unknown.join(", ")}]`);
  }
  if (Object.values(Resources).some(({ DeletionPolicy }) => DeletionPolicy === "Snapshot")) {
    throw new AwsError("NotImplemented", "The sandbox's CloudFormation takes no snapshots.", 501);
  }
}

interface Block {
  readonly name: "Resources" | "Outputs";
  readonly values: readonly unknown[];
  /** Of DependsOn. */
  readonly needed: readonly string[];
  /** Under which its entries are there at all. */
  readonly conditions: readonly string[];
}

function isKnown({ Parameters, Resources }: Template, name: string): boolean {
  return name in Parameters || name in Resources || PSEUDO_PARAMETERS.has(name);
}

function refuseUnresolved(template: Template, block: Block): void {
  const { Resources, Conditions } = template;
  const used = [...references(block.values)];
  const unresolved = new Set([
    ...used
      .filter(({ name, attribute }) =>
        attribute === undefined ? !isKnown(template, name) : !(name in Resources),
      )
      .map(({ name }) => name),
    ...block.needed.filter((name) => !(name in Resources)),
  ]);
  if (unresolved.size > 0) {
    throw invalid(
      `Template format error: Unresolved resource dependencies [${[...unresolved].join(", ")}] in the ${block.name} block of the template`,
    );
  }
  for (const { name, attribute } of used) {
    if (attribute === undefined) continue;
    if (resourceTypes[Resources[name]?.Type ?? ""]?.attributes.includes(attribute) === false) {
      throw invalid(
        `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`,
      );
    }
  }
  const missing = [...block.conditions, ...conditionsAsked(block.values)].find(
    (name) => !(name in Conditions),
  );
  if (missing !== undefined) {
    throw invalid(
      `Template format error: Unresolved condition dependency ${missing} in the ${block.name} block of the template`,
    );
  }
}

function refuseResourcesInConditions(template: Template): void {
  const { Conditions, Resources } = template;
  const foreign = [...references(Conditions)].find(
    ({ name }) => name in Resources || !isKnown(template, name),
  );
  if (foreign !== undefined) {
    throw invalid(
      `Template format error: Unresolved dependencies [${foreign.name}]. Cannot reference resources in the Conditions block of the template`,
    );
  }
}

function refuseCircles({ Resources }: Template): void {
  const settled = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) {
      throw invalid(`Circular dependency between resources: [${path.slice(path.indexOf(name)).join(", ")}]`);
    }
    const resource = Resources[name];
    if (resource === undefined || settled.has(name)) return;
    for (const needed of dependencies(resource)) visit(needed, [...path, name]);
    settled.add(name);
  };
  for (const name of Object.keys(Resources)) visit(name, []);
}

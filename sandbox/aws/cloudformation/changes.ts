import { isDeepStrictEqual } from "node:util";
import { activeResources } from "./in-order.ts";
import type { Scope } from "./intrinsics.ts";
import { call, substitution, substitutions } from "./intrinsics.ts";
import type { ChangeRecord, ResourceRecord } from "./records.ts";
import { references } from "./references.ts";
import type { ResourceType } from "./resource-types.ts";
import { resourceTypes } from "./resource-types.ts";
import type { ResourceDeclaration, Template } from "./template.ts";

/** A template with values: what a stack has, or what it is to have. */
export interface Version {
  readonly template: Template;
  readonly scope: Scope;
  readonly tags: Readonly<Record<string, string>>;
}

/** What creating the stack adds. */
export function additions({ template, scope }: Version): readonly ChangeRecord[] {
  return Object.entries(activeResources(template, scope)).map(([logicalId, { Type }]) => ({
    action: "Add",
    logicalId,
    type: Type,
    details: [],
  }));
}

/** What an update adds, modifies and removes; empty when nothing differs. */
export function differences(
  before: Version,
  after: Version,
  resources: Readonly<Record<string, ResourceRecord>>,
): readonly ChangeRecord[] {
  const old = activeResources(before.template, before.scope);
  const fresh = activeResources(after.template, after.scope);
  const physical = (logicalId: string) => {
    const physicalId = resources[logicalId]?.physicalId;
    return physicalId === undefined ? {} : { physicalId };
  };
  const removed = Object.entries(old)
    .filter(([name]) => !(name in fresh))
    .map(
      ([logicalId, { Type }]): ChangeRecord => ({
        action: "Remove",
        logicalId,
        type: Type,
        details: [],
        ...physical(logicalId),
      }),
    );
  const changed = Object.entries(fresh).flatMap(([logicalId, declaration]): readonly ChangeRecord[] => {
    const former = old[logicalId];
    const { Type: type } = declaration;
    if (former === undefined) return [{ action: "Add", logicalId, type, details: [] }];
    const details = propertyChanges({ declaration: former, ...before }, { declaration, ...after });
    if (details.length === 0) return [];
    const replacement = details.some(({ recreation }) => recreation === "Always")
      ? "True"
      : details.some(({ recreation }) => recreation === "Conditionally")
        ? "Conditional"
        : "False";
    return [{ action: "Modify", logicalId, type, details, replacement, ...physical(logicalId) }];
  });
  return [...changed, ...removed];
}

interface Declared extends Version {
  readonly declaration: ResourceDeclaration;
}

function propertyChanges(before: Declared, after: Declared): ChangeRecord["details"] {
  const type = resourceTypes[after.declaration.Type];
  const names = new Set([
    ...Object.keys(before.declaration.Properties),
    ...Object.keys(after.declaration.Properties),
  ]);
  const tagsDiffer = type?.isTaggable === true && !isDeepStrictEqual(before.tags, after.tags);
  if (tagsDiffer) names.add("Tags");
  return [...names].flatMap((property): ChangeRecord["details"] => {
    const [formerly, now] = [before, after].map(({ declaration, template, scope }) =>
      settled(declaration.Properties[property], template, scope),
    );
    const isTags = property === "Tags";
    if (isDeepStrictEqual(formerly, now) && !(isTags && tagsDiffer)) return [];
    const recreation = isTags || type === undefined ? "Never" : recreationOf(type, property);
    const parameter = causingParameter(before, after, property);
    return [
      {
        attribute: isTags ? "Tags" : "Properties",
        ...(isTags ? {} : { property }),
        recreation,
        ...(parameter === undefined ? {} : { parameter }),
      },
    ];
  });
}

function recreationOf(type: ResourceType, property: string): "Never" | "Always" | "Conditionally" {
  if (type.createOnly.includes(property)) return "Always";
  return type.conditional?.includes(property) === true ? "Conditionally" : "Never";
}

/** The parameter that the property uses and that has another value; none when the template's own text changed. */
function causingParameter(before: Declared, after: Declared, property: string): string | undefined {
  const declared = after.declaration.Properties[property];
  if (!isDeepStrictEqual(before.declaration.Properties[property], declared)) return undefined;
  return [...references(declared)].find(
    ({ name }) =>
      name in after.template.Parameters &&
      name in before.template.Parameters &&
      !isDeepStrictEqual(before.scope.ref(name), after.scope.ref(name)),
  )?.name;
}

/** The value with parameters and conditions put in, but references to resources left as they are. */
function settled(value: unknown, template: Template, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => settled(item, template, scope));
  if (typeof value !== "object" || value === null) return value;
  const called = call(value);
  if (called?.name === "Ref" && String(called.argument) in template.Parameters) {
    return scope.ref(String(called.argument));
  }
  if (called?.name === "Fn::If" && Array.isArray(called.argument)) {
    const [condition, yes, no] = called.argument;
    return settled(scope.holds(String(condition)) ? yes : no, template, scope);
  }
  if (called?.name === "Fn::Sub") {
    const [text, own] = substitution(called.argument);
    const used = substitutions(text).filter((name) => name in template.Parameters && !(name in own));
    return { text, own: settled(own, template, scope), used: used.map((name) => scope.ref(name)) };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, settled(item, template, scope)]),
  );
}

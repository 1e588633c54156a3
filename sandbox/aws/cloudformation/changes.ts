import { isDeepStrictEqual } from "node:util";
import { activeResources } from "./in-order.ts";
import type { Scope } from "./intrinsics.ts";
import { call, substitution, substitutions } from "./intrinsics.ts";
import type { ChangeRecord, ResourceRecord } from "./records.ts";
import { references } from "./references.ts";
import type { ResourceType } from "./resource-types.ts";
import { resourceTypes } from "./resource-types.ts";
import type { ResourceDeclaration, Template } from "./template.ts";
import { dependencies } from "./template.ts";

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
  // In the order in which they are made, so that what follows from a change is seen when its users are looked at.
  const modified = new Map<string, NonNullable<ChangeRecord["replacement"]>>();
  const changed = new Map<string, ChangeRecord>();
  for (const logicalId of madeInOrder(fresh, after.scope)) {
    const declaration = fresh[logicalId] as ResourceDeclaration;
    const former = old[logicalId];
    const { Type: type } = declaration;
    if (former === undefined) {
      changed.set(logicalId, { action: "Add", logicalId, type, details: [] });
      continue;
    }
    const details = [
      ...propertyChanges({ declaration: former, ...before }, { declaration, ...after }),
      ...consequences(declaration, after.scope, modified),
    ];
    if (details.length === 0) continue;
    const replacement = replacementOf(details);
    modified.set(logicalId, replacement);
    changed.set(logicalId, {
      action: "Modify",
      logicalId,
      type,
      details,
      replacement,
      ...physical(logicalId),
    });
  }
  return [...Object.keys(fresh).flatMap((name) => changed.get(name) ?? []), ...removed];
}

/** Names of resources, none before what it is made from. */
function madeInOrder(
  resources: Readonly<Record<string, ResourceDeclaration>>,
  scope: Scope,
): readonly string[] {
  const ordered = new Set<string>();
  const visit = (name: string): void => {
    const declaration = resources[name];
    if (declaration === undefined || ordered.has(name)) return;
    for (const needed of dependencies(declaration, scope.holds)) visit(needed);
    ordered.add(name);
  };
  for (const name of Object.keys(resources)) visit(name);
  return [...ordered];
}

/**
 * What a resource's change may change of its users: an attribute, whatever of it changes, and its physical id where it is
 * made anew. AWS knows the outcome before only where the resource will be made anew for certain.
 */
function consequences(
  { Type, Properties }: ResourceDeclaration,
  scope: Scope,
  modified: ReadonlyMap<string, NonNullable<ChangeRecord["replacement"]>>,
): ChangeRecord["details"] {
  return Object.entries(Properties).flatMap(([property, value]) =>
    [...references(value, scope.holds)].flatMap(({ name, attribute }): ChangeRecord["details"] => {
      const replacement = modified.get(name);
      const isUntouched = replacement === undefined || (attribute === undefined && replacement === "False");
      if (isUntouched) return [];
      const isTags = property === "Tags";
      const type = resourceTypes[Type];
      return [
        {
          attribute: isTags ? "Tags" : "Properties",
          ...(isTags ? {} : { property }),
          recreation: isTags || type === undefined ? "Never" : recreationOf(type, property),
          evaluation: replacement === "True" ? "Static" : "Dynamic",
          source: attribute === undefined ? "ResourceReference" : "ResourceAttribute",
          cause: attribute === undefined ? name : `${name}.${attribute}`,
        },
      ];
    }),
  );
}

/** As the API reference of ResourceChange has it: the change of most impact tells, and a dynamic one is never certain. */
function replacementOf(details: ChangeRecord["details"]): NonNullable<ChangeRecord["replacement"]> {
  if (details.some(({ recreation, evaluation }) => recreation === "Always" && evaluation === "Static")) {
    return "True";
  }
  return details.some(({ recreation }) => recreation !== "Never") ? "Conditional" : "False";
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
        evaluation: "Static",
        source: parameter === undefined ? "DirectModification" : "ParameterReference",
        ...(parameter === undefined ? {} : { cause: parameter }),
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

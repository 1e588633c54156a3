import type { Scope } from "./intrinsics.ts";
import type { ResourceDeclaration, Template } from "./template.ts";
import { dependencies } from "./template.ts";

/** A resource of a template, and the resources that it is made from. */
export interface Placed {
  readonly logicalId: string;
  readonly declaration: ResourceDeclaration;
  /** Logical ids. */
  readonly needs: readonly string[];
}

/** The template's resources whose conditions hold. */
export function activeResources(
  { Resources }: Template,
  scope: Scope,
): Readonly<Record<string, ResourceDeclaration>> {
  return Object.fromEntries(
    Object.entries(Resources).filter(
      ([, { Condition }]) => Condition === undefined || scope.holds(Condition),
    ),
  );
}

/** Does something for every active resource, as many at a time as their dependencies allow. */
export async function inOrder(
  template: Template,
  scope: Scope,
  act: (placed: Placed) => Promise<void>,
): Promise<void> {
  const active = Object.entries(activeResources(template, scope));
  const begun = new Map<string, Promise<void>>();
  const begin = (logicalId: string, declaration: ResourceDeclaration): Promise<void> => {
    const already = begun.get(logicalId);
    if (already !== undefined) return already;
    const needed = active.filter(([name]) => dependencies(declaration, scope.holds).has(name));
    const promise = Promise.all(needed.map(([name, other]) => begin(name, other))).then(() =>
      act({ logicalId, declaration, needs: needed.map(([name]) => name) }),
    );
    begun.set(logicalId, promise);
    return promise;
  };
  await Promise.all(active.map(([name, declaration]) => begin(name, declaration)));
}

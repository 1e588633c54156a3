import type { Book } from "./book.ts";
import { handlerMessage } from "./handler-message.ts";
import type { ResourceRecord, StackRecord } from "./records.ts";
import { isThere } from "./records.ts";
import { resourceTypes } from "./resource-types.ts";
import { requireHandler } from "./service-role.ts";
import { unless } from "./unless.ts";
import type { World } from "./world.ts";

/** Deletion takes this share of the creation's modeled time. */
const SHARE = 0.3;

/**
 * Removes a stack's resources, those first that others were made from. What fails to go keeps what it stands on.
 * Tells the logical ids that failed.
 */
export async function removeResources(what: {
  readonly book: Book;
  readonly world: World;
  readonly stack: StackRecord;
  /** Logical ids to leave in the world. */
  readonly retained: readonly string[];
  /** Those to remove, by logical id; all of the stack's own where absent. */
  readonly among?: readonly (readonly [string, ResourceRecord])[];
}): Promise<readonly string[]> {
  const { stack, among: all = Object.entries(stack.resources) } = what;
  const begun = new Map<string, Promise<boolean>>();
  const begin = (logicalId: string, resource: ResourceRecord): Promise<boolean> => {
    const already = begun.get(logicalId);
    if (already !== undefined) return already;
    const users = all.filter(([, { needs }]) => needs.includes(logicalId));
    const promise = Promise.all(users.map(([name, user]) => begin(name, user))).then((gone) =>
      gone.includes(false) ? false : removeOne(what, logicalId, resource),
    );
    begun.set(logicalId, promise);
    return promise;
  };
  await Promise.all(all.map(([name, resource]) => begin(name, resource)));
  return all.filter(([, { status }]) => status === "DELETE_FAILED").map(([name]) => name);
}

async function removeOne(
  { book, world, stack, retained }: Parameters<typeof removeResources>[0],
  logicalId: string,
  resource: ResourceRecord,
): Promise<boolean> {
  if (resource.status === "DELETE_COMPLETE" || resource.status === "DELETE_SKIPPED") return true;
  const { physicalId } = resource;
  if (!isThere(resource) || physicalId === undefined) {
    book.turnResource(stack, logicalId, resource, "DELETE_COMPLETE");
    return true;
  }
  if (resource.isRetained || retained.includes(logicalId)) {
    book.turnResource(stack, logicalId, resource, "DELETE_SKIPPED");
    return true;
  }
  const type = resourceTypes[resource.type];
  const { setting } = book;
  const order = { logicalId, stackName: stack.name, properties: resource.properties, setting, world };
  book.turnResource(stack, logicalId, resource, "DELETE_IN_PROGRESS");
  try {
    requireHandler({ stack, world }, resource, { logicalId, phase: "delete" });
    const removed = Promise.resolve(
      type?.remove?.(order, physicalId, { leavesSnapshot: resource.leavesSnapshot === true }),
    );
    const isRemoved = await unless(book.background.signal(), removed);
    if (!isRemoved) throw new Error(`deleting ${logicalId}: the sandbox is closing`);
    await book.background.wait((type?.seconds ?? 0) * SHARE);
    book.turnResource(stack, logicalId, resource, "DELETE_COMPLETE");
    return true;
  } catch (error) {
    if (book.background.isClosing) throw error;
    book.turnResource(stack, logicalId, resource, "DELETE_FAILED", handlerMessage(error));
    return false;
  }
}

import type { Book } from "./book.ts";
import type { RetiredResource, StackRecord } from "./records.ts";
import { removeResources } from "./removal.ts";
import type { World } from "./world.ts";

/** CloudFormation tries a deletion so often before it leaves the resource alone. */
const TRIES = 3;

/**
 * Deletes what has left the stack, as far as its policy says so. What cannot be deleted is no longer the stack's all the
 * same, and stays in the world. Tells whether there is such a thing.
 */
export async function cleanUp(what: {
  readonly book: Book;
  readonly world: World;
  readonly stack: StackRecord;
}): Promise<boolean> {
  const { stack } = what;
  const among = awaited(stack).map(({ logicalId, resource }) => [logicalId, resource] as const);
  let left: readonly string[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    left = await removeResources({ ...what, retained: [], among });
    if (left.length === 0) break;
  }
  stack.retired = (stack.retired ?? []).filter(({ resource }) => resource.status !== "DELETE_COMPLETE");
  what.book.keep();
  return left.length > 0;
}

/** What is still to be deleted: neither tried in vain before nor kept by its policy. */
function awaited({ retired = [] }: StackRecord): readonly RetiredResource[] {
  return retired.filter(({ resource: { status } }) => !/^DELETE_(FAILED|SKIPPED)$/.test(status));
}

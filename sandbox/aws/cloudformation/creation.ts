import { inOrder } from "./in-order.ts";
import type { Making } from "./making.ts";
import { makeResource, open, outputsOf } from "./making.ts";
import { removeResources } from "./removal.ts";

/** What creating a stack goes by. */
export interface Creation extends Making {
  readonly onFailure: "DELETE" | "DO_NOTHING" | "ROLLBACK";
}

/** Makes every resource, as many at a time as their dependencies allow, and ends in a settled status. */
export async function createResources(creation: Creation): Promise<void> {
  const { book, stack, stop } = creation;
  const { template, scope } = open(creation);
  await inOrder(template, scope, async (placed) => {
    if (!stop.signal.aborted) await makeResource(creation, scope, placed);
  });
  // Somebody deletes the stack meanwhile, and that removes what was made.
  if (stack.status === "DELETE_IN_PROGRESS") return;
  const failed = Object.entries(stack.resources)
    .filter(([, { status }]) => status === "CREATE_FAILED")
    .map(([name]) => name);
  if (failed.length > 0) return undo(creation, failed);
  stack.outputs = outputsOf(template, scope);
  book.turn(stack, "CREATE_COMPLETE");
}

async function undo({ book, world, stack, onFailure }: Creation, failed: readonly string[]): Promise<void> {
  const names = `The following resource(s) failed to create: [${failed.join(", ")}].`;
  if (onFailure === "DO_NOTHING") return book.turn(stack, "CREATE_FAILED", `${names} `);
  const [busy, done, stuck] =
    onFailure === "DELETE"
      ? ["DELETE_IN_PROGRESS", "DELETE_COMPLETE", "DELETE_FAILED"]
      : ["ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"];
  if (onFailure === "ROLLBACK") book.begin(stack, "ROLLBACK", stack.operations.at(-1)?.token);
  book.turn(stack, busy, `${names} Rollback requested by user.`);
  const left = await removeResources({ book, world, stack, retained: [] });
  if (left.length === 0) return book.turn(stack, done);
  book.turn(stack, stuck, `The following resource(s) failed to delete: [${left.join(", ")}]. `);
}

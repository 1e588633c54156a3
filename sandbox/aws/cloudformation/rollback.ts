import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../service.ts";
import { cleanUp } from "./clean-up.ts";
import { handlerMessage } from "./handler-message.ts";
import type { Making } from "./making.ts";
import { typeOf } from "./making.ts";
import type { FormerVersion, ResourceRecord, RetiredResource, StackRecord } from "./records.ts";
import { isThere } from "./records.ts";

/** Takes an update back that failed or was canceled: what was changed is changed again, what was replaced is there still, what is new goes. */
export async function takeBack(
  making: Omit<Making, "stop">,
  { because, skipped }: { readonly because?: string; readonly skipped: readonly string[] },
): Promise<void> {
  const { book, stack } = making;
  const { former } = stack;
  if (former === undefined) throw new Error(`rolling back ${stack.name}: nothing is known of before`);
  // Who canceled the update has told so already.
  if (stack.status !== "UPDATE_ROLLBACK_IN_PROGRESS")
    book.turn(stack, "UPDATE_ROLLBACK_IN_PROGRESS", because);
  stack.plan = former.plan;
  for (const [logicalId, before] of Object.entries(former.resources)) {
    const now = stack.resources[logicalId];
    if (now !== undefined) await restore(making, logicalId, { before, now, skipped });
  }
  const failed = Object.entries(stack.resources).filter(
    ([name, { status }]) => name in former.resources && status === "UPDATE_FAILED",
  );
  if (failed.length > 0) {
    const names = failed.map(([name]) => name).join(", ");
    return book.turn(
      stack,
      "UPDATE_ROLLBACK_FAILED",
      `The following resource(s) failed to update: [${names}]. `,
    );
  }
  stack.outputs = former.outputs;
  retire(
    stack,
    Object.entries(stack.resources).filter(([name]) => !(name in former.resources)),
  );
  delete stack.former;
  book.turn(stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
  await cleanUp(making);
  book.turn(stack, "UPDATE_ROLLBACK_COMPLETE");
}

async function restore(
  { book, world, stack }: Omit<Making, "stop">,
  logicalId: string,
  {
    before,
    now,
    skipped,
  }: {
    readonly before: ResourceRecord;
    readonly now: ResourceRecord;
    readonly skipped: readonly string[];
  },
): Promise<void> {
  const resource: ResourceRecord = { ...before };
  const turn = (status: string, reason?: string) =>
    book.turnResource(stack, logicalId, resource, `UPDATE_${status}`, reason);
  stack.resources[logicalId] = resource;
  const isReplaced = before.physicalId !== now.physicalId;
  const isTouched =
    now.status === "UPDATE_FAILED" || !isDeepStrictEqual(before.properties, now.properties) || isReplaced;
  if (!isTouched) return;
  if (isReplaced) retire(stack, [[logicalId, now]], "keep");
  if (isReplaced || skipped.includes(logicalId)) return turn("COMPLETE");
  turn("IN_PROGRESS");
  const { setting } = book;
  try {
    const planned = setting.failures.takeResource({ logicalId, type: before.type });
    if (planned !== undefined) throw new AwsError("GeneralServiceException", planned.reason);
    const order = { logicalId, stackName: stack.name, properties: before.properties, setting, world };
    await typeOf(before.type).update?.(order, before.physicalId ?? "", now.properties);
    turn("COMPLETE");
  } catch (error) {
    if (book.background.isClosing) throw error;
    turn("FAILED", handlerMessage(error));
  }
}

/** Takes out of the stack what its new version replaced or has no more. */
export function retireReplaced(stack: StackRecord, stays: (logicalId: string) => boolean): void {
  const before = Object.entries((stack.former as FormerVersion).resources);
  const isReplaced = ([name, { physicalId }]: (typeof before)[number]) =>
    stack.resources[name] !== undefined && stack.resources[name].physicalId !== physicalId;
  const replaced = before.filter(isReplaced).map(
    ([name, resource]) =>
      [
        name,
        {
          ...resource,
          isRetained: resource.whenReplaced === "Retain",
          leavesSnapshot: resource.whenReplaced === "Snapshot",
        },
      ] as const,
  );
  retire(stack, replaced, "keep");
  retire(
    stack,
    Object.entries(stack.resources).filter(([name]) => !stays(name)),
  );
}

/** `keep`: the stack goes on to have a resource of that logical id. */
function retire(
  stack: StackRecord,
  resources: readonly (readonly [string, ResourceRecord])[],
  keep?: "keep",
): void {
  const there = resources.filter(([, resource]) => isThere(resource));
  const retired = there.map(([logicalId, resource]): RetiredResource => ({ logicalId, resource }));
  stack.retired = [...(stack.retired ?? []), ...retired];
  if (keep === undefined) for (const [name] of resources) delete stack.resources[name];
}

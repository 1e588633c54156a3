import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../service.ts";
import { cleanUp } from "./clean-up.ts";
import { handlerMessage } from "./handler-message.ts";
import type { Placed } from "./in-order.ts";
import { activeResources, inOrder } from "./in-order.ts";
import type { Scope } from "./intrinsics.ts";
import type { Making } from "./making.ts";
import {
  makeResource,
  open,
  outputsOf,
  policiesOf,
  propertiesOf,
  refuseIncomplete,
  typeOf,
} from "./making.ts";
import type { ResourceRecord } from "./records.ts";
import type { ResourceType } from "./resource-types.ts";
import { retireReplaced, takeBack } from "./rollback.ts";
import { requireHandler } from "./service-role.ts";
import { unless } from "./unless.ts";
import type { Properties } from "./world.ts";

/** An update in place takes this share of the creation's modeled time. */
const SHARE = 0.2;

/** What updating a stack goes by. */
export interface Update extends Making {
  /** Whether a failure leaves the stack as it is by then. */
  readonly keepsFailures: boolean;
}

/**
 * Brings every resource to what the stack's new plan says: what is new is made, what differs is changed in place or made
 * anew beside the old one, which is deleted last, with what the plan has no more. A failure takes all of it back, as does who cancels it.
 */
export async function updateResources(update: Update): Promise<void> {
  const { book, world, stack, stop } = update;
  const { template, scope } = open(update);
  await inOrder(template, scope, async (placed) => {
    if (!stop.signal.aborted) await bringUpToDate(update, scope, placed);
  });
  if (stack.status === "UPDATE_ROLLBACK_IN_PROGRESS") return takeBack(update, { skipped: [] });
  const failed = Object.values(stack.resources).some(({ status }) => status.endsWith("_FAILED"));
  if (failed && update.keepsFailures) return book.turn(stack, "UPDATE_FAILED", failureWords(stack.resources));
  if (failed) {
    const because = failureWords(stack.resources);
    book.begin(stack, "ROLLBACK", stack.operations.at(-1)?.token);
    return takeBack(update, { because, skipped: [] });
  }
  stack.outputs = outputsOf(template, scope);
  const stays = activeResources(template, scope);
  retireReplaced(stack, (logicalId) => logicalId in stays);
  delete stack.former;
  book.turn(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
  const left = await cleanUp({ book, world, stack });
  book.turn(
    stack,
    "UPDATE_COMPLETE",
    left ? "Update successful. One or more resources could not be deleted." : undefined,
  );
}

async function bringUpToDate(update: Update, scope: Scope, placed: Placed): Promise<void> {
  const { book, stack, stop } = update;
  const { logicalId, declaration, needs } = placed;
  const former = stack.resources[logicalId];
  if (former === undefined) return makeResource(update, scope, placed);
  const type = typeOf(declaration.Type);
  try {
    const properties = propertiesOf(stack, scope, placed);
    const changed = changedProperties(former.properties, properties);
    if (changed.length === 0) {
      Object.assign(former, policiesOf(declaration), { needs });
      return;
    }
    const isAnew = changed.some((name) => isReplaced(type, name, former.properties, properties));
    if (!isAnew) return await changeInPlace(update, placed, properties);
    refuseNamed(type, former, properties);
    type.besideFormer?.(properties, former.properties);
  } catch (error) {
    if (book.background.isClosing) throw error;
    const says = error instanceof NamedReplacement ? error.message : handlerMessage(error);
    book.turnResource(stack, logicalId, former, "UPDATE_FAILED", says);
    return stop.abort();
  }
  await makeResource(update, scope, placed, former);
}

async function changeInPlace(
  { book, world, stack, stop }: Making,
  { logicalId, declaration, needs }: Placed,
  properties: Properties,
): Promise<void> {
  const { setting } = book;
  const type = typeOf(declaration.Type);
  // A record of its own: the former one is what a failure brings back.
  const former = stack.resources[logicalId] as ResourceRecord;
  const resource: ResourceRecord = { ...former, ...policiesOf(declaration), needs, properties };
  stack.resources[logicalId] = resource;
  const turn = (status: string, reason?: string) =>
    book.turnResource(stack, logicalId, resource, `UPDATE_${status}`, reason);
  turn("IN_PROGRESS");
  try {
    refuseIncomplete(type, properties);
    const wait = book.background.wait(type.seconds * SHARE);
    wait.catch(() => undefined);
    const planned = setting.failures.takeResource({ logicalId, type: declaration.Type });
    if (planned !== undefined) throw new AwsError("GeneralServiceException", planned.reason);
    requireHandler({ stack, world }, resource, { logicalId, phase: "update" });
    const order = { logicalId, stackName: stack.name, properties, setting, world };
    const changed = Promise.all([wait, type.update?.(order, resource.physicalId ?? "", former.properties)]);
    if (await unless(book.background.signal(stop.signal), changed)) return turn("COMPLETE");
    if (book.background.isClosing) throw new Error(`updating ${logicalId}: the sandbox is closing`);
    turn("FAILED", "Resource update cancelled");
  } catch (error) {
    if (book.background.isClosing) throw error;
    turn("FAILED", handlerMessage(error));
    stop.abort();
  }
}

function changedProperties(before: Properties, after: Properties): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

function isReplaced(type: ResourceType, name: string, before: Properties, after: Properties): boolean {
  if (type.createOnly.includes(name)) return true;
  return (
    type.conditional?.includes(name) === true && type.isReplacedBy?.(name, before[name], after[name]) === true
  );
}

/** CloudFormation's own refusal, which no handler has worded. */
class NamedReplacement extends Error {}

function refuseNamed(
  { customName = "" }: ResourceType,
  former: ResourceRecord,
  properties: Properties,
): void {
  const name = properties[customName];
  if (name === undefined || name !== former.properties[customName]) return;
  throw new NamedReplacement(
    `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${String(name)} and update the stack again.`,
  );
}

/** `The following resource(s) failed to create: [A]. The following resource(s) failed to update: [B, C]. ` */
function failureWords(resources: Readonly<Record<string, ResourceRecord>>): string {
  const words = (act: "create" | "update") => {
    const names = Object.entries(resources)
      .filter(([, { status }]) => status === `${act.toUpperCase()}_FAILED`)
      .map(([name]) => name);
    return names.length === 0 ? "" : `The following resource(s) failed to ${act}: [${names.join(", ")}]. `;
  };
  return `${words("create")}${words("update")}`;
}

import { AwsError } from "../service.ts";
import type { Book } from "./book.ts";
import { handlerMessage } from "./handler-message.ts";
import type { Scope } from "./intrinsics.ts";
import { evaluate, invalid } from "./intrinsics.ts";
import type { ResourceRecord, StackRecord } from "./records.ts";
import { removeResources } from "./removal.ts";
import type { Order } from "./resource-types.ts";
import { resourceTypes } from "./resource-types.ts";
import { stackScope } from "./scope.ts";
import type { ResourceDeclaration } from "./template.ts";
import { dependencies, readTemplate } from "./template.ts";
import { fields } from "./types/order.ts";
import { unless } from "./unless.ts";
import type { World } from "./world.ts";

/** What creating a stack goes by. */
export interface Creation {
  readonly book: Book;
  readonly world: World;
  readonly stack: StackRecord;
  readonly onFailure: "DELETE" | "DO_NOTHING" | "ROLLBACK";
  /** Aborted when a resource fails, or from outside when somebody deletes the stack meanwhile. */
  readonly stop: AbortController;
}

/** Makes every resource, as many at a time as their dependencies allow, and ends in a settled status. */
export async function createResources(creation: Creation): Promise<void> {
  const { book, stack, stop } = creation;
  const { template, scope } = open(creation);
  const active = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || scope.holds(Condition),
  );
  const begun = new Map<string, Promise<void>>();
  const begin = (logicalId: string, declaration: ResourceDeclaration): Promise<void> => {
    const already = begun.get(logicalId);
    if (already !== undefined) return already;
    const needed = active.filter(([name]) => dependencies(declaration, scope.holds).has(name));
    const promise = Promise.all(needed.map(([name, other]) => begin(name, other))).then(() =>
      stop.signal.aborted
        ? undefined
        : createOne(creation, scope, {
            logicalId,
            declaration,
            needs: needed.map(([name]) => name),
          }),
    );
    begun.set(logicalId, promise);
    return promise;
  };
  await Promise.all(active.map(([name, declaration]) => begin(name, declaration)));
  // Somebody deletes the stack meanwhile, and that removes what was made.
  if (stack.status === "DELETE_IN_PROGRESS") return;
  const failed = Object.entries(stack.resources)
    .filter(([, { status }]) => status === "CREATE_FAILED")
    .map(([name]) => name);
  if (failed.length > 0) return undo(creation, failed);
  stack.outputs = Object.entries(template.Outputs)
    .filter(([, { Condition }]) => Condition === undefined || scope.holds(Condition))
    .map(([key, { Value, Description }]) => ({
      key,
      value: String(evaluate(Value, scope)),
      ...(Description === undefined ? {} : { description: Description }),
    }));
  book.turn(stack, "CREATE_COMPLETE");
}

function open({ book, stack }: Creation) {
  if (stack.plan === undefined) throw invalid(`Stack [${stack.name}] has no template`);
  const template = readTemplate(stack.plan.templateBody);
  const scope = stackScope({
    template,
    parameters: stack.plan.parameters,
    stack,
    resources: stack.resources,
    setting: book.setting,
  });
  return { template, scope };
}

async function createOne(
  { book, world, stack, stop }: Creation,
  scope: Scope,
  what: {
    readonly logicalId: string;
    readonly declaration: ResourceDeclaration;
    readonly needs: readonly string[];
  },
): Promise<void> {
  const { logicalId, declaration, needs } = what;
  const { setting } = book;
  const type = resourceTypes[declaration.Type];
  if (type === undefined)
    throw invalid(`Template format error: Unrecognized resource types: [${declaration.Type}]`);
  const resource: ResourceRecord = {
    type: declaration.Type,
    status: "CREATE_IN_PROGRESS",
    at: book.now(),
    needs,
    isRetained: declaration.DeletionPolicy === "Retain",
    attributes: {},
    properties: {},
  };
  stack.resources[logicalId] = resource;
  const stopped = book.background.signal(stop.signal);
  const cancel = () => {
    if (book.background.isClosing) throw new Error(`creating ${logicalId}: the sandbox is closing`);
    book.turnResource(stack, logicalId, resource, "CREATE_FAILED", "Resource creation cancelled");
  };
  try {
    resource.properties = withTags(
      evaluate(declaration.Properties, scope),
      stack,
      logicalId,
      type.isTaggable,
    );
    book.turnResource(stack, logicalId, resource, "CREATE_IN_PROGRESS");
    const missing = type.required.find((name) => !(name in resource.properties));
    if (missing !== undefined) {
      throw new AwsError(
        "InvalidRequest",
        `Model validation failed (#: required key [${missing}] not found)`,
      );
    }
    const planned = setting.failures.takeResource({ logicalId, type: declaration.Type });
    const wait = book.background.wait(type.seconds);
    // Nobody waits for it any more when the service refuses the resource.
    wait.catch(() => undefined);
    if (planned !== undefined) {
      if (!(await unless(stopped, wait))) {
        return cancel();
      }
      throw new AwsError("GeneralServiceException", planned);
    }
    const order: Order = {
      logicalId,
      stackName: stack.name,
      properties: resource.properties,
      setting,
      world,
    };
    Object.assign(resource, type.begin(order));
    book.turnResource(stack, logicalId, resource, "CREATE_IN_PROGRESS", "Resource creation Initiated");
    const ready = Promise.all([wait, type.ready?.(order, resource.physicalId ?? "")]);
    const isMade = await unless(stopped, ready);
    if (isMade) book.turnResource(stack, logicalId, resource, "CREATE_COMPLETE");
    else cancel();
  } catch (error) {
    if (book.background.isClosing) throw error;
    book.turnResource(stack, logicalId, resource, "CREATE_FAILED", handlerMessage(error));
    stop.abort();
  }
}

/** The template's tags win over the stack's; AWS adds three of its own, which nobody can set. */
function withTags(
  properties: unknown,
  stack: StackRecord,
  logicalId: string,
  isTaggable: boolean,
): Readonly<Record<string, unknown>> {
  const given = fields(properties);
  if (!isTaggable) return given;
  const own: readonly unknown[] = Array.isArray(given["Tags"]) ? given["Tags"] : [];
  const tags = new Map<string, unknown>([
    ...Object.entries(stack.plan?.tags ?? {}),
    ...own.map(fields).map(({ Key, Value }) => [String(Key), Value] as const),
    ["aws:cloudformation:stack-name", stack.name],
    ["aws:cloudformation:stack-id", stack.id],
    ["aws:cloudformation:logical-id", logicalId],
  ]);
  return { ...given, Tags: [...tags].map(([Key, Value]) => ({ Key, Value: String(Value) })) };
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

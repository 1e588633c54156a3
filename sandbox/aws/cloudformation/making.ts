import type { Setting } from "../service.ts";
import { AwsError } from "../service.ts";
import type { Book } from "./book.ts";
import { handlerMessage } from "./handler-message.ts";
import type { Placed } from "./in-order.ts";
import type { Scope } from "./intrinsics.ts";
import { evaluate, invalid } from "./intrinsics.ts";
import type { ResourceRecord, StackRecord } from "./records.ts";
import type { Order, ResourceType } from "./resource-types.ts";
import { resourceTypes } from "./resource-types.ts";
import { stackScope } from "./scope.ts";
import { requireHandler } from "./service-role.ts";
import type { Template } from "./template.ts";
import { readTemplate } from "./template.ts";
import { fields, nameSuffix } from "./types/order.ts";
import { unless } from "./unless.ts";
import type { Properties, World } from "./world.ts";

/** A stack whose resources are being made or changed. */
export interface Making {
  readonly book: Book;
  readonly world: World;
  readonly stack: StackRecord;
  /** Aborted when a resource fails, or from outside when somebody deletes the stack meanwhile. */
  readonly stop: AbortController;
}

/** In which statuses a resource is made, and in which words. */
interface Told {
  readonly verb: "CREATE" | "UPDATE";
  /** The reason of its first event. */
  readonly begins?: string;
  readonly canceled: string;
}

const creating: Told = { verb: "CREATE", canceled: "Resource creation cancelled" };
const replacing: Told = {
  verb: "UPDATE",
  begins: "Requested update requires the creation of a new physical resource; hence creating one.",
  canceled: "Resource update cancelled",
};

/** The stack's template and what answers its functions. */
export function open({
  book,
  stack,
}: {
  readonly book: { readonly setting: Setting };
  readonly stack: StackRecord;
}): {
  readonly template: Template;
  readonly scope: Scope;
} {
  if (stack.plan === undefined) throw invalid(`Stack [${stack.name}] has no template`);
  const template = readTemplate(stack.plan.templateBody);
  const { setting } = book;
  const { parameters } = stack.plan;
  return {
    template,
    scope: stackScope({ template, parameters, stack, resources: stack.resources, setting }),
  };
}

/** What the stack tells of itself once its resources are there. */
export function outputsOf(template: Template, scope: Scope): StackRecord["outputs"] {
  return Object.entries(template.Outputs)
    .filter(([, { Condition }]) => Condition === undefined || scope.holds(Condition))
    .map(([key, { Value, Description }]) => ({
      key,
      value: String(evaluate(Value, scope)),
      ...(Description === undefined ? {} : { description: Description }),
    }));
}

/** Makes a resource that the stack has not, or with `former` a new one in its place. A failure stops the others. */
export async function makeResource(
  making: Making,
  scope: Scope,
  { logicalId, declaration, needs }: Placed,
  former?: ResourceRecord,
): Promise<void> {
  const { book, world, stack, stop } = making;
  const { setting } = book;
  const told = former === undefined ? creating : replacing;
  const type = typeOf(declaration.Type);
  const resource: ResourceRecord = {
    ...policiesOf(declaration),
    type: declaration.Type,
    status: `${told.verb}_IN_PROGRESS`,
    at: book.now(),
    needs,
    // The first event of a replacement names what is still there.
    ...(former?.physicalId === undefined ? {} : { physicalId: former.physicalId }),
    ...(former?.arn === undefined ? {} : { arn: former.arn }),
    attributes: former?.attributes ?? {},
    properties: {},
  };
  stack.resources[logicalId] = resource;
  const turn = (status: "IN_PROGRESS" | "COMPLETE" | "FAILED", reason?: string) =>
    book.turnResource(stack, logicalId, resource, `${told.verb}_${status}`, reason);
  const stopped = book.background.signal(stop.signal);
  const cancel = () => {
    if (book.background.isClosing) throw new Error(`making ${logicalId}: the sandbox is closing`);
    turn("FAILED", told.canceled);
  };
  try {
    resource.properties = propertiesOf(stack, scope, { logicalId, declaration });
    turn("IN_PROGRESS", told.begins);
    refuseIncomplete(type, resource.properties);
    const planned = setting.failures.takeResource({ logicalId, type: declaration.Type });
    const wait = book.background.wait(Math.max(type.seconds, (planned?.afterMs ?? 0) / 1000));
    // Nobody waits for it any more when the service refuses the resource.
    wait.catch(() => undefined);
    if (planned !== undefined) {
      if (!(await unless(stopped, wait))) {
        return cancel();
      }
      throw new AwsError("GeneralServiceException", planned.reason);
    }
    const order: Order = {
      logicalId,
      stackName: stack.name,
      properties: resource.properties,
      setting,
      world,
      suffix: nameSuffix(),
    };
    requireHandler({ stack, world }, resource, {
      ...{ logicalId, phase: "create" },
      physicalId: type.name?.(order),
    });
    Object.assign(resource, type.begin(order));
    turn("IN_PROGRESS", "Resource creation Initiated");
    const ready = Promise.all([wait, type.ready?.(order, resource.physicalId ?? "")]);
    const isMade = await unless(stopped, ready);
    if (isMade) turn("COMPLETE");
    else cancel();
  } catch (error) {
    if (book.background.isClosing) throw error;
    turn("FAILED", handlerMessage(error));
    stop.abort();
  }
}

/** A resource's properties with every function evaluated and the stack's tags among its own. */
export function propertiesOf(
  stack: StackRecord,
  scope: Scope,
  { logicalId, declaration }: Pick<Placed, "logicalId" | "declaration">,
): Properties {
  const given = evaluate(declaration.Properties, scope);
  return withTags(given, stack, logicalId, typeOf(declaration.Type));
}

/** What becomes of the resource when it leaves the stack. */
export function policiesOf({
  DeletionPolicy,
  UpdateReplacePolicy,
}: Placed["declaration"]): Pick<ResourceRecord, "isRetained" | "whenReplaced"> {
  return { isRetained: DeletionPolicy === "Retain", whenReplaced: UpdateReplacePolicy };
}

/** Throws `ValidationError` for a type that CloudFormation does not have. */
export function typeOf(name: string): ResourceType {
  const type = resourceTypes[name];
  if (type === undefined) throw invalid(`Template format error: Unrecognized resource types: [${name}]`);
  return type;
}

/** Throws `InvalidRequest` for a property that has to be there. */
export function refuseIncomplete(type: ResourceType, properties: Properties): void {
  const missing = type.required.find((name) => !(name in properties));
  if (missing === undefined) return;
  throw new AwsError("InvalidRequest", `Model validation failed (#: required key [${missing}] not found)`);
}

function systemTags({ name, id }: StackRecord, logicalId: string): readonly (readonly [string, string])[] {
  return [
    ["aws:cloudformation:stack-name", name],
    ["aws:cloudformation:stack-id", id],
    ["aws:cloudformation:logical-id", logicalId],
  ];
}

/** The template's tags win over the stack's; AWS adds three of its own to most types, which nobody can set. */
function withTags(
  properties: unknown,
  stack: StackRecord,
  logicalId: string,
  { isTaggable, lacksSystemTags }: ResourceType,
): Readonly<Record<string, unknown>> {
  const given = fields(properties);
  if (!isTaggable) return given;
  const own: readonly unknown[] = Array.isArray(given["Tags"]) ? given["Tags"] : [];
  const tags = new Map<string, unknown>([
    ...Object.entries(stack.plan?.tags ?? {}),
    ...own.map(fields).map(({ Key, Value }) => [String(Key), Value] as const),
    ...(lacksSystemTags ? [] : systemTags(stack, logicalId)),
  ]);
  return { ...given, Tags: [...tags].map(([Key, Value]) => ({ Key, Value: String(Value) })) };
}

import { randomUUID } from "node:crypto";
import type { Book } from "./book.ts";
import { evaluate } from "./intrinsics.ts";
import { typeOf } from "./making.ts";
import type { ChangeSetRecord, StackRecord } from "./records.ts";
import { stackScope } from "./scope.ts";
import { readTemplate } from "./template.ts";
import type { World } from "./world.ts";

/** AWS's own sentence about a change set that its validation refused, as serverless/serverless#13248 quotes it. */
export const EXISTENCE_CHECK_FAILED =
  "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. " +
  "To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.";

/**
 * What a computed change set would add under a name that something has already. AWS looks since November 2025, before any
 * resource is made: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html.
 */
export function nameConflicts(
  { book, world }: { readonly book: Book; readonly world: World },
  { plan, changes, stackId }: ChangeSetRecord,
): ChangeSetRecord["validation"] {
  const template = readTemplate(plan.templateBody);
  const stack = book.find(stackId);
  const { resources } = stack;
  const { parameters } = plan;
  const scope = stackScope({ template, parameters, stack, resources, setting: book.setting });
  const conflicts = changes
    .filter(({ action }) => action === "Add")
    .flatMap(({ logicalId, type }) => {
      const { customName = "", exists } = typeOf(type);
      const declared = template.Resources[logicalId]?.Properties[customName];
      if (declared === undefined || exists === undefined) return [];
      const name = String(evaluate(declared, scope));
      return exists(world, name) ? [{ logicalId, type, name, property: customName }] : [];
    });
  return conflicts.length === 0 ? undefined : { operationId: randomUUID(), at: book.now(), conflicts };
}

/** The conflicts of a change set as DescribeEvents tells them; aws-cloudformation/rain#744 shows the words. */
export function conflictEvents(stack: StackRecord, { validation }: ChangeSetRecord): readonly object[] {
  if (validation === undefined) return [];
  const { operationId, at, conflicts } = validation;
  return conflicts.map(({ logicalId, type, name, property }) => ({
    EventId: `${operationId}-${logicalId}`,
    StackId: stack.id,
    OperationId: operationId,
    OperationType: "CREATE_CHANGESET",
    EventType: "VALIDATION_ERROR",
    LogicalResourceId: logicalId,
    PhysicalResourceId: "",
    ResourceType: type,
    Timestamp: new Date(at),
    ValidationFailureMode: "FAIL",
    ValidationName: "NAME_CONFLICT_VALIDATION",
    ValidationStatus: "FAILED",
    ValidationStatusReason: `Resource of type '${type}' with identifier '${name}' already exists.`,
    ValidationPath: `/Resources/${logicalId}/Properties/${property}`,
  }));
}

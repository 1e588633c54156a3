import type { ChangeRecord, ChangeSetRecord, EventRecord, Plan, StackRecord } from "./records.ts";
import { STACK_TYPE } from "./records.ts";
import type { Template } from "./template.ts";
import { readTemplate } from "./template.ts";

/** A stack as DescribeStacks tells it. */
export function stackAnswer(stack: StackRecord): object {
  const { plan } = stack;
  const template = plan === undefined ? undefined : readTemplate(plan.templateBody);
  return {
    StackId: stack.id,
    ...(stack.roleArn === undefined ? {} : { RoleARN: stack.roleArn }),
    StackName: stack.name,
    ...optional("ChangeSetId", stack.changeSetId),
    ...optional("Description", template?.Description),
    ...(plan === undefined || template === undefined ? {} : parametersAnswer(plan, template)),
    CreationTime: new Date(stack.createdAt),
    ...optional("LastUpdatedTime", date(stack.updatedAt)),
    ...optional("DeletionTime", date(stack.deletedAt)),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    ...optional("StackStatusReason", stack.reason),
    DisableRollback: stack.keepsFailures,
    NotificationARNs: [],
    Capabilities: plan?.capabilities ?? [],
    Outputs: stack.outputs.map(({ key, value, description }) => ({
      OutputKey: key,
      OutputValue: value,
      ...optional("Description", description),
    })),
    Tags: tagsAnswer(plan?.tags ?? {}),
    ...(stack.status === "DELETE_COMPLETE" ? {} : { EnableTerminationProtection: stack.isProtected }),
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
    LastOperations: stack.operations
      .slice(-2)
      .reverse()
      .map(({ id, type }) => ({ OperationType: type, OperationId: id })),
  };
}

/** A stack as ListStacks tells it. */
export function stackSummary(stack: StackRecord): object {
  const description =
    stack.plan === undefined ? undefined : readTemplate(stack.plan.templateBody).Description;
  return {
    StackId: stack.id,
    StackName: stack.name,
    ...optional("TemplateDescription", description),
    CreationTime: new Date(stack.createdAt),
    ...optional("LastUpdatedTime", date(stack.updatedAt)),
    ...optional("DeletionTime", date(stack.deletedAt)),
    StackStatus: stack.status,
    ...optional("StackStatusReason", stack.reason),
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
  };
}

/** A stack's resources as ListStackResources tells them. */
export function resourceSummaries(stack: StackRecord): readonly object[] {
  return Object.entries(stack.resources).map(([logicalId, resource]) => ({
    LogicalResourceId: logicalId,
    ...optional("PhysicalResourceId", resource.physicalId),
    ResourceType: resource.type,
    LastUpdatedTimestamp: new Date(resource.at),
    ResourceStatus: resource.status,
    ...optional("ResourceStatusReason", resource.reason),
    DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" },
  }));
}

/** A stack's resources as DescribeStackResources tells them. */
export function stackResources(
  stack: StackRecord,
): readonly (object & { readonly LogicalResourceId: string })[] {
  return Object.entries(stack.resources).map(([logicalId, resource]) => ({
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: logicalId,
    ...optional("PhysicalResourceId", resource.physicalId),
    ResourceType: resource.type,
    Timestamp: new Date(resource.at),
    ResourceStatus: resource.status,
    ...optional("ResourceStatusReason", resource.reason),
    DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" },
  }));
}

/** An event as DescribeStackEvents tells it. */
export function stackEvent(stack: StackRecord, event: EventRecord): object {
  return { StackName: stack.name, ...commonEvent(stack, event) };
}

/** An event as DescribeEvents tells it. */
export function operationEvent(stack: StackRecord, event: EventRecord): object {
  const operation = stack.operations.find(({ id }) => id === event.operationId);
  const eventType =
    event.type === STACK_TYPE ? "STACK_EVENT" : isFailure(event) ? "PROVISIONING_ERROR" : "PROGRESS_EVENT";
  return {
    ...commonEvent(stack, event),
    ...optional("OperationType", operation?.type),
    EventType: eventType,
  };
}

/** What `Filters.FailedEvents` lets through. */
export function isFailure({ status }: EventRecord): boolean {
  return status.endsWith("_FAILED");
}

function commonEvent(stack: StackRecord, event: EventRecord): object {
  return {
    StackId: stack.id,
    EventId: event.id,
    ...optional("OperationId", event.operationId),
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.at),
    ResourceStatus: event.status,
    ...optional("ResourceStatusReason", event.reason),
    ...optional("ResourceProperties", event.properties),
    ...optional("ClientRequestToken", event.token),
  };
}

/** A change set as ListChangeSets tells it. */
export function changeSetSummary(set: ChangeSetRecord): object {
  return {
    StackId: set.stackId,
    StackName: set.stackName,
    ChangeSetId: set.id,
    ChangeSetName: set.name,
    ExecutionStatus: set.execution,
    Status: set.status,
    ...optional("StatusReason", set.reason),
    CreationTime: new Date(set.createdAt),
    ...optional("Description", set.description),
    IncludeNestedStacks: false,
  };
}

/** A change set as DescribeChangeSet tells it, with one page of its changes; none before it is computed. */
export function changeSetAnswer(set: ChangeSetRecord, changes: readonly ChangeRecord[]): object {
  return {
    ...changeSetSummary(set),
    ...parametersAnswer(set.plan, readTemplate(set.plan.templateBody)),
    NotificationARNs: [],
    RollbackConfiguration: {},
    Capabilities: set.plan.capabilities,
    Tags: tagsAnswer(set.plan.tags),
    Changes: changes.map(changeAnswer),
    ...optional("OnStackFailure", set.onStackFailure),
    ...optional(
      "DeploymentConfig",
      set.deploymentMode === undefined ? undefined : { Mode: set.deploymentMode },
    ),
  };
}

function changeAnswer(change: ChangeRecord): object {
  return {
    Type: "Resource",
    ResourceChange: {
      Action: change.action,
      LogicalResourceId: change.logicalId,
      ...optional("PhysicalResourceId", change.physicalId),
      ResourceType: change.type,
      ...optional("Replacement", change.replacement),
      Scope: [...new Set(change.details.map(({ attribute }) => attribute))],
      Details: change.details.map(({ attribute, property, recreation, evaluation, source, cause }) => ({
        Target: { Attribute: attribute, ...optional("Name", property), RequiresRecreation: recreation },
        Evaluation: evaluation,
        ChangeSource: source,
        ...optional("CausingEntity", cause),
      })),
    },
  };
}

function parametersAnswer(plan: Plan, template: Template): object {
  return {
    Parameters: Object.entries(plan.parameters).map(([name, { value, resolved }]) => ({
      ParameterKey: name,
      ParameterValue: template.Parameters[name]?.NoEcho === "true" ? "****" : value,
      ...optional("ResolvedValue", resolved),
    })),
  };
}

function tagsAnswer(tags: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function date(iso: string | undefined): Date | undefined {
  return iso === undefined ? undefined : new Date(iso);
}

function optional(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}

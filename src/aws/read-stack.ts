import type {
  Change,
  DescribeChangeSetOutput,
  OperationEvent,
  ResourceChangeDetail,
  Stack,
} from "@aws-sdk/client-cloudformation";
import type { Recreation, ResourceChange } from "../domain/aws/plan-changes.ts";
import { withoutEmptyThreats } from "../domain/aws/plan-changes.ts";
import { StackStatus } from "../domain/aws/stack-status.ts";
import { isNoChanges } from "./aws-errors.ts";
import { instant } from "./pages.ts";
import type { ChangeSetFacts, PlanRefusal, StackFacts } from "./stack-facts.ts";

/** A described stack in our words. */
export function stackFacts(stack: Stack): StackFacts {
  return {
    name: stack.StackName ?? "",
    id: stack.StackId ?? "",
    status: new StackStatus(stack.StackStatus ?? ""),
    reason: stack.StackStatusReason ?? null,
    outputs: byName(stack.Outputs?.map((output) => [output.OutputKey, output.OutputValue])),
    parameters: byName(
      stack.Parameters?.map((each) => [each.ParameterKey, each.ResolvedValue ?? each.ParameterValue]),
    ),
    tags: byName(stack.Tags?.map((tag) => [tag.Key, tag.Value])),
    isProtected: stack.EnableTerminationProtection === true,
    createdAt: instant(stack.CreationTime),
    changeSetId: stack.ChangeSetId ?? null,
  };
}

function byName(
  pairs: readonly (readonly [string | undefined, string | undefined])[] = [],
): Record<string, string> {
  return Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, value]));
}

/** A described change set in our words; its changes come from all pages. */
export function changeSetFacts(set: DescribeChangeSetOutput, changes: readonly Change[]): ChangeSetFacts {
  const isSettled = set.Status === "CREATE_COMPLETE" || set.Status === "FAILED";
  const isEmpty = set.Status === "FAILED" && isNoChanges(set.StatusReason ?? null);
  return {
    id: set.ChangeSetId ?? "",
    stackId: set.StackId ?? "",
    isSettled,
    isExecutable: set.Status === "CREATE_COMPLETE" && set.ExecutionStatus === "AVAILABLE",
    isEmpty,
    isFailed: set.Status === "FAILED" && !isEmpty,
    reason: set.StatusReason ?? null,
    execution: executions[set.ExecutionStatus ?? ""] ?? null,
    changes: withoutEmptyThreats(
      changes.flatMap(({ ResourceChange: change }): readonly ResourceChange[] =>
        change === undefined
          ? []
          : [
              {
                action: actions[change.Action ?? ""] ?? "other",
                logicalId: change.LogicalResourceId ?? "",
                type: change.ResourceType ?? "",
                replacement: replacements[change.Replacement ?? ""] ?? "no",
                recreatedBy: (change.Details ?? []).flatMap(recreations),
              },
            ],
      ),
    ),
    createdAt: instant(set.CreationTime),
  };
}

const executions: Readonly<Record<string, ChangeSetFacts["execution"]>> = {
  EXECUTE_IN_PROGRESS: "underway",
  EXECUTE_COMPLETE: "done",
  EXECUTE_FAILED: "failed",
  OBSOLETE: "obsolete",
};

const actions: Readonly<Record<string, ResourceChange["action"]>> = {
  Add: "add",
  Modify: "modify",
  Remove: "remove",
  Import: "import",
};

const replacements: Readonly<Record<string, ResourceChange["replacement"]>> = {
  True: "yes",
  Conditional: "maybe",
};

function recreations({
  Target,
  ChangeSource,
  CausingEntity = "",
}: ResourceChangeDetail): readonly Recreation[] {
  if (Target?.RequiresRecreation !== "Always" && Target?.RequiresRecreation !== "Conditionally") return [];
  const [logicalId = "", ...attribute] = CausingEntity.split(".");
  const isOfResource = ChangeSource === "ResourceReference" || ChangeSource === "ResourceAttribute";
  return [
    {
      property: Target.Name ?? "",
      parameter: ChangeSource === "ParameterReference" ? CausingEntity : null,
      follows: isOfResource
        ? { logicalId, attribute: attribute.length === 0 ? null : attribute.join(".") }
        : null,
    },
  ];
}

/** What DescribeEvents tells of a change set that failed; events that stop nothing are left out. */
export function planRefusals(events: readonly OperationEvent[]): readonly PlanRefusal[] {
  return events.flatMap((event) => {
    const reason = event.ValidationStatusReason ?? event.HookStatusReason ?? event.ResourceStatusReason ?? "";
    if (reason === "" || event.ValidationFailureMode === "WARN") return [];
    return [
      {
        logicalId: event.LogicalResourceId ?? "",
        type: event.ResourceType ?? "",
        validation: event.ValidationName ?? null,
        reason,
      },
    ];
  });
}

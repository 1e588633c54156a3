import type { Operation } from "../service.ts";
import { AwsError } from "../service.ts";
import { resourceSummaries, stackAnswer, stackEvent, stackResources, stackSummary } from "./answers.ts";
import type { Book } from "./book.ts";
import { describeEvents } from "./describe-events.ts";
import { invalid } from "./intrinsics.ts";
import type { StackRecord } from "./records.ts";
import { page, pageNewestFirst, read, requests } from "./request.ts";
import type { Running } from "./running.ts";
import { capabilitiesNeeded, readTemplate } from "./template.ts";

/** What is done with templates and stacks. */
export function stackOperations(book: Book, running: Running): Readonly<Record<string, Operation>> {
  const { ledger } = book.setting;
  return {
    ValidateTemplate: (input) => {
      const { TemplateBody } = read(requests.validateTemplate, input);
      if (TemplateBody === undefined) {
        throw invalid("Either Template URL or Template Body must be specified.");
      }
      const template = readTemplate(TemplateBody);
      const { capability, types } = capabilitiesNeeded(template);
      return {
        ...(template.Description === undefined ? {} : { Description: template.Description }),
        Parameters: Object.entries(template.Parameters).map(([name, declaration]) => ({
          ParameterKey: name,
          NoEcho: declaration.NoEcho === "true",
          ...(declaration.Default === undefined ? {} : { DefaultValue: declaration.Default }),
          ...(declaration.Description === undefined ? {} : { Description: declaration.Description }),
        })),
        Capabilities: capability === undefined ? [] : [capability],
        ...(capability === undefined
          ? {}
          : {
              CapabilitiesReason: `The following resource(s) require capabilities: [${types.join(", ")}]`,
            }),
      };
    },

    DescribeStacks: (input) => {
      const { StackName, NextToken } = read(requests.listing, input);
      if (StackName !== undefined) {
        return { Stacks: [stackAnswer(book.find(StackName, `Stack with id ${StackName} does not exist`))] };
      }
      const living = book.state.stacks.filter(({ status }) => status !== "DELETE_COMPLETE");
      const { items, next } = page(living, NextToken, 100);
      return { Stacks: items.map(stackAnswer), ...next };
    },

    ListStacks: (input) => {
      const { NextToken, StackStatusFilter } = read(requests.listing, input);
      const wanted = book.state.stacks.filter(
        ({ status }) => StackStatusFilter.length === 0 || StackStatusFilter.includes(status),
      );
      const { items, next } = page(wanted.toReversed(), NextToken, 100);
      return { StackSummaries: items.map(stackSummary), ...next };
    },

    DescribeStackEvents: (input) => {
      const { StackName, NextToken } = read(requests.ofStack, input);
      const stack = book.find(StackName);
      const { items, next } = pageNewestFirst(stack.events, NextToken, 100);
      return { StackEvents: items.map((event) => stackEvent(stack, event)), ...next };
    },

    DescribeEvents: describeEvents(book),

    DescribeStackResources: (input) => {
      const { StackName, LogicalResourceId } = read(requests.listing, input);
      if (StackName === undefined) throw invalid("StackName or PhysicalResourceId must be specified.");
      const stack = book.find(StackName, `Stack with id ${StackName} does not exist`);
      return {
        StackResources: stackResources(stack).filter(
          (resource) => LogicalResourceId === undefined || resource.LogicalResourceId === LogicalResourceId,
        ),
      };
    },

    ListStackResources: (input) => {
      const { StackName, NextToken } = read(requests.ofStack, input);
      const stack = book.find(StackName, `Stack with id ${StackName} does not exist`);
      const { items, next } = page(resourceSummaries(stack), NextToken, 30);
      return { StackResourceSummaries: items, ...next };
    },

    GetTemplate: (input) => {
      const { StackName, ChangeSetName } = read(requests.getTemplate, input);
      const plan =
        ChangeSetName === undefined
          ? book.find(StackName ?? "", `Stack with id ${StackName} does not exist`).plan
          : book.findChangeSet(ChangeSetName, StackName).plan;
      return { TemplateBody: plan?.templateBody ?? "", StagesAvailable: ["Original", "Processed"] };
    },

    UpdateTerminationProtection: (input) => {
      const { StackName, EnableTerminationProtection } = read(requests.protection, input);
      const stack = book.find(StackName);
      if (stack.status === "DELETE_COMPLETE" || stack.status === "DELETE_IN_PROGRESS") {
        throw invalid(
          `Termination protection cannot be updated: Stack [${stack.id}] is in ${stack.status} state.`,
        );
      }
      stack.isProtected = EnableTerminationProtection;
      book.keep();
      ledger.record({
        service: "cloudformation",
        operation: "UpdateTerminationProtection",
        name: stack.name,
        id: stack.id,
      });
      return { StackId: stack.id };
    },

    ContinueUpdateRollback: (input, caller) => {
      const request = read(requests.continueUpdateRollback, input);
      const stack = book.find(request.StackName);
      const token = request.ClientRequestToken;
      if (book.isRepeated(token, `ContinueUpdateRollback ${stack.id}`)) return {};
      refuseContinuing(stack, request.ResourcesToSkip);
      running.actAs(stack, request.RoleARN, caller);
      book.useToken(token, `ContinueUpdateRollback ${stack.id}`);
      running.continueRollback(stack, { token, skipped: request.ResourcesToSkip });
      ledger.record({
        service: "cloudformation",
        operation: "ContinueUpdateRollback",
        name: stack.name,
        id: stack.id,
      });
      return {};
    },

    CancelUpdateStack: (input) => {
      const { StackName, ClientRequestToken: token } = read(requests.cancelUpdateStack, input);
      const stack = book.find(StackName);
      if (book.isRepeated(token, `CancelUpdateStack ${stack.id}`)) return undefined;
      if (stack.status !== "UPDATE_IN_PROGRESS") {
        throw invalid("CancelUpdateStack cannot be called from current stack status");
      }
      book.useToken(token, `CancelUpdateStack ${stack.id}`);
      running.cancelUpdate(stack, token);
      ledger.record({
        service: "cloudformation",
        operation: "CancelUpdateStack",
        name: stack.name,
        id: stack.id,
      });
      return undefined;
    },

    DeleteStack: (input, caller) => {
      const request = read(requests.deleteStack, input);
      const stack = book.seek(request.StackName);
      // AWS says nothing about deleting a stack that is not there, or not any more.
      if (stack === undefined || stack.status === "DELETE_COMPLETE") return undefined;
      const token = request.ClientRequestToken;
      if (book.isRepeated(token, `DeleteStack ${stack.id}`)) return undefined;
      refuseDeletion(stack, request);
      running.refuseRole(request.RoleARN);
      book.useToken(token, `DeleteStack ${stack.id}`);
      if (stack.status === "DELETE_IN_PROGRESS") return undefined;
      running.actAs(stack, request.RoleARN, caller);
      running.delete(stack, { token, retained: request.RetainResources });
      ledger.record({
        service: "cloudformation",
        operation: "DeleteStack",
        name: stack.name,
        id: stack.id,
      });
      return undefined;
    },
  };
}

function refuseContinuing(stack: StackRecord, skipped: readonly string[]): void {
  if (stack.status !== "UPDATE_ROLLBACK_FAILED") {
    throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be continued for rollback.`);
  }
  const unfit = skipped.filter((name) => stack.resources[name]?.status !== "UPDATE_FAILED");
  if (unfit.length > 0) {
    throw invalid(
      `ResourcesToSkip may name only resources in the UPDATE_FAILED state, which [${unfit.join(", ")}] are not`,
    );
  }
}

function refuseDeletion(
  stack: StackRecord,
  request: {
    readonly RetainResources: readonly string[];
    readonly DeletionMode: string;
    readonly DeploymentConfig?: { readonly Mode?: string | undefined } | undefined;
  },
): void {
  if (request.DeletionMode !== "STANDARD" || (request.DeploymentConfig?.Mode ?? "STANDARD") !== "STANDARD") {
    throw new AwsError("NotImplemented", "The sandbox's CloudFormation deletes in mode STANDARD only.", 501);
  }
  if (stack.isProtected) {
    throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  }
  // As aws-amplify/amplify-backend#2366 and aws/aws-toolkit-azure-devops#317 quote it of updates.
  if (
    stack.status === "ROLLBACK_IN_PROGRESS" ||
    /^UPDATE_.*_IN_PROGRESS$|^UPDATE_IN_PROGRESS$/.test(stack.status)
  ) {
    throw invalid(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
  }
  if (request.RetainResources.length > 0 && stack.status !== "DELETE_FAILED") {
    throw invalid(
      `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
    );
  }
}

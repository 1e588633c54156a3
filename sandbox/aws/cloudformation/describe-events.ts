import type { Operation } from "../service.ts";
import { isFailure, operationEvent } from "./answers.ts";
import type { Book } from "./book.ts";
import { conflictEvents } from "./early-validation.ts";
import { invalid } from "./intrinsics.ts";
import type { StackRecord } from "./records.ts";
import { pageNewestFirst, read, requests } from "./request.ts";

/** Events by stack, by operation or by change set; what early validation found is told by this operation alone. */
export function describeEvents(book: Book): Operation {
  return (input) => {
    const request = read(requests.describeEvents, input);
    const { StackName, OperationId, ChangeSetName, Filters, NextToken } = request;
    // AWS takes a change set's name for nothing without its stack: aws-cloudformation/cloudformation-cli#1116.
    const isNamed = ChangeSetName?.startsWith("arn:") === true || StackName !== undefined;
    if (OperationId === undefined && !isNamed) {
      throw invalid("One of ChangeSetName, OperationId or StackName must be specified");
    }
    if (ChangeSetName !== undefined) {
      const set = book.findChangeSet(ChangeSetName, StackName);
      const found = pageNewestFirst(conflictEvents(book.find(set.stackId), set), NextToken, 100);
      return { OperationEvents: found.items, ...found.next };
    }
    const stack = stackOfEvents(book, StackName, OperationId);
    const wanted = stack.events.filter(
      (event) =>
        (OperationId === undefined || event.operationId === OperationId) &&
        (!Filters.FailedEvents || isFailure(event)),
    );
    const conflicts = book.state.changeSets
      .filter(
        ({ stackId, validation }) =>
          stackId === stack.id && [undefined, validation?.operationId].includes(OperationId),
      )
      .flatMap((set) => conflictEvents(stack, set));
    const all = [...conflicts, ...wanted.map((event) => operationEvent(stack, event))];
    const { items, next } = pageNewestFirst(all, NextToken, 100);
    return { OperationEvents: items, ...next };
  };
}

function stackOfEvents(book: Book, name: string | undefined, operationId: string | undefined): StackRecord {
  if (name !== undefined) return book.find(name);
  const set = book.state.changeSets.find(({ validation }) => validation?.operationId === operationId);
  const stack = book.state.stacks.find(
    ({ id, operations }) =>
      id === set?.stackId || operations.some((operation) => operation.id === operationId),
  );
  if (stack === undefined) throw invalid(`Operation [${operationId}] does not exist`);
  return stack;
}

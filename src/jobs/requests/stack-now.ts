import type { StackFacts } from "../../aws/stack-facts.ts";
import type { StackPricer } from "../../aws/stack-pricer.ts";
import type { StackStatus } from "../../domain/aws/stack-status.ts";
import type { StackAtWork, StackNow, StackPresence } from "./requests.ts";

/** Whether the stack is there, by what CloudFormation describes; `null`: it describes none. */
export function presenceOf(facts: Pick<StackFacts, "status"> | null): StackPresence {
  if (!facts || facts.status.isDeleted || facts.status.isReviewing) return "absent";
  if (facts.status.isStuckBetween) return "stuck";
  return facts.status.isOnlyDeletable ? "remains" : "there";
}

/** The same with what is being done to it, and what it costs by the parameters that it has. */
export function stackNow(
  facts: Pick<StackFacts, "status" | "createdAt" | "parameters"> | null,
  priceOf: StackPricer,
): StackNow {
  const is = presenceOf(facts);
  if (facts === null || is === "absent") return { is, atWork: null, madeAt: null, perHour: null };
  const { status, createdAt: madeAt, parameters } = facts;
  const price = priceOf(parameters);
  return {
    ...{ is, atWork: atWork(status), madeAt },
    perHour: price.is === "known" ? price.perHour : null,
  };
}

function atWork(status: StackStatus): StackAtWork | null {
  if (!status.isUnderway) return null;
  if (status.isDeleting) return "deleting";
  if (status.isRollingBack) return "taking-back";
  return status.isFirstCreation ? "making" : "changing";
}

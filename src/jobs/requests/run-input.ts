import type { BankCalendar } from "../../domain/schedule/bank-days.ts";
import { passedOver, passedOverWords } from "../../domain/schedule/bank-days.ts";
import type { Approvable } from "../../domain/workflows/workflow-facts.ts";
import type { Ready, Request } from "./requests.ts";

/** What a run is opened with, as its journal keeps it and its steps read it. */
export function inputOf(
  { command, told }: Ready,
  { backfill }: Request,
  { calendar, approvals }: { readonly calendar: BankCalendar; readonly approvals: readonly Approvable[] },
): Readonly<Record<string, unknown>> {
  if (command.name === "withdraw") return { day: command.day, reason: command.why, told };
  if (command.name !== "run") return {};
  const { day, until, force, why: reason } = command;
  const why = force && reason !== undefined && { reason };
  if (until !== undefined) return { from: day, until, force, ...why };
  const because = passedOver(calendar, day);
  // A backfill has asked before it opens its days.
  const isAsked = force && backfill === undefined && approvals.includes("force");
  return {
    day,
    ...(force && { force }),
    ...why,
    ...(isAsked && { approval: "force" }),
    ...(backfill !== undefined && { backfill }),
    ...(because !== null && { noBankDay: passedOverWords(because) }),
  };
}

import type { ProblemRecord } from "../../domain/runs/run.ts";
import type { StackAtWork, StackNow } from "../../jobs/requests/requests.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, joined, lines, md, moment } from "./block-kit/markup.ts";
import { problemText } from "./problem.ts";

/** The stack as AWS tells of it. `silent`: it did not answer in time; a problem: it did, and not with what was asked. */
export type StackState = StackNow | "silent" | Pick<ProblemRecord, "says" | "remedy">;

/** Whether the stack is there, what is being done to it, since when it stands and what that costs. */
export function stackLine(stack: string, state: StackState): Markup {
  const named = code(stack);
  if (state === "silent")
    return md`AWS did not answer in time, so whether the stack ${named} is there is not known now.`;
  if (!("is" in state))
    return lines([md`Whether the stack ${named} is there is not known now.`, problemText(state)]);
  if (state.is === "there" && state.atWork !== null)
    return joined([md`The stack ${named} ${atWorkWords[state.atWork]}.`, costs(state)], " ");
  switch (state.is) {
    case "there":
      return joined(
        [
          md`The stack ${named} is there.`,
          state.madeAt !== null && md`Made ${moment(state.madeAt)}.`,
          costs(state),
        ],
        " ",
      );
    case "remains":
      return md`Of the stack ${named} only remains are there. ${code("/loans deploy")} clears them away and makes it anew; where days are in its lake, ${code("/loans teardown")} deletes them with it.`;
    case "stuck":
      return md`The stack ${named} is there, and CloudFormation could not take its last update back. ${code("/loans deploy")} goes on with that.`;
    case "absent":
      return md`There is no stack ${named}. ${code("/loans deploy")} makes it.`;
  }
}

/** Why no day can be run on it, as the start of a clause; `null`: days can be, or AWS does not say. */
export function takesNoDays(state: StackState): string | null {
  if (typeof state !== "object" || !("is" in state)) return null;
  if (state.is === "absent") return "there is no stack";
  if (state.is === "remains") return "only remains of the stack are there";
  return state.atWork === "deleting" ? "the stack is being deleted" : null;
}

/** That a schedule comes to nothing meanwhile; `null` where it does not. */
export function noDayIsDue(state: StackState): Markup | null {
  const none = takesNoDays(state);
  return none === null
    ? null
    : md`No day is due while ${none}: the schedule goes on with the day on which the stack is made.`;
}

const atWorkWords: Readonly<Record<StackAtWork, string>> = {
  making: "is being made",
  changing: "is there and is being changed",
  "taking-back": "is being taken back: its last change did not succeed",
  deleting: "is being deleted",
};

function costs({ perHour }: { readonly perHour: number | null }): Markup | null {
  return perHour === null ? null : md`About $${perHour.toFixed(2)} an hour.`;
}

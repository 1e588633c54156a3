import type { RunCommand } from "../../domain/commands/command.ts";
import { assertNever, Problem } from "../../domain/problem.ts";

/** Why nothing can be asked of a stack that is not there; `left`: what is there of it takes no runs. */
export function withoutStack(
  command: Exclude<RunCommand, { readonly name: "deploy" }>,
  stack: string,
  left: { readonly status: { readonly text: string } } | null,
): Problem {
  switch (command.name) {
    case "run": {
      const state = left === null ? "not deployed" : `${left.status.text}, which takes no runs`;
      return new Problem("stack-missing", `running ${command.day}: the stack "${stack}" is ${state}`, {
        remedy: `type \`/loans deploy\` first${left === null ? "" : ": it clears away what is left and begins anew"}`,
      });
    }
    case "withdraw": {
      const state = left === null ? "not deployed" : `${left.status.text}, which takes no runs`;
      const says = `withdrawing the number of ${command.day}: the stack "${stack}" is ${state}`;
      return new Problem("stack-missing", says, {
        remedy: "there is no table that shows it; nothing is to do",
      });
    }
    case "teardown":
      return new Problem("stack-missing", `tearing down "${stack}": there is no such stack`, {
        remedy: "there is nothing to do; `/loans deploy` makes one",
      });
    default:
      return assertNever(command);
  }
}

import type { Journal } from "../../domain/runs/journal.ts";
import { factsOf } from "../../domain/workflows/index.ts";
import type { AnyWorkflow } from "./workflow.ts";

/** The workflow as that run goes through it: without those questions of it that the run was opened without. */
export function asOpened<World>(workflow: AnyWorkflow<World>, [opened]: Journal): AnyWorkflow<World> {
  const steps = opened?.kind === "opened" ? opened.steps : [];
  const facts = factsOf(workflow.name).steps;
  const { name, version } = workflow;
  const isOf = (step: string) => steps.includes(step) || facts[step]?.onlyAsks !== true;
  return { name, version, steps: workflow.steps.filter((step) => isOf(step.name)) };
}

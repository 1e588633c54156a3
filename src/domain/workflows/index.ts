import { backfillFacts } from "./backfill-facts.ts";
import { batchFacts } from "./batch-facts.ts";
import { deployFacts } from "./deploy-facts.ts";
import { teardownFacts } from "./teardown-facts.ts";
import { withdrawFacts } from "./withdraw-facts.ts";
import type { StepName, WorkflowFacts } from "./workflow-facts.ts";

const all = [deployFacts, batchFacts, withdrawFacts, backfillFacts, teardownFacts] as const;

/** The things this product does over time. */
export type WorkflowName = (typeof all)[number]["name"];

/** The facts of that workflow, with its steps and what they leave. */
export type FactsOf<Name extends WorkflowName> = Extract<(typeof all)[number], { readonly name: Name }>;

/** The name of a step of any workflow. */
export type AnyStepName = { readonly [Name in WorkflowName]: StepName<FactsOf<Name>> }[WorkflowName];

/** Their names, in the order in which people read them. */
export const workflowNames: readonly WorkflowName[] = all.map(({ name }) => name);

const byName = new Map<string, WorkflowFacts>(all.map((facts) => [facts.name, facts]));

/** What is known of that workflow; throws for a name that is none. */
export function factsOf(workflow: WorkflowName): WorkflowFacts {
  const facts = byName.get(workflow);
  if (facts === undefined) throw new Error(`looking up a workflow: there is none named "${workflow}"`);
  return facts;
}

/** The names of those steps that a run has which was asked for with that input, in order. */
export function stepsFor(
  workflow: WorkflowName,
  input: Readonly<Record<string, unknown>>,
): readonly string[] {
  return Object.entries(factsOf(workflow).steps).flatMap(([name, { isFor }]) =>
    isFor === undefined || isFor(input) ? [name] : [],
  );
}

/** The permanent names of its steps, in order: also of those that not every run has. */
export function stepNamesOf(workflow: WorkflowName): readonly string[] {
  return Object.keys(factsOf(workflow).steps);
}

const titles: ReadonlyMap<string, string> = new Map(
  all.flatMap(({ steps }) => Object.entries(steps).map(([name, { title }]) => [name, title] as const)),
);

/** A step in words; a name that no workflow has any more, as an old journal may, without its hyphens. */
export function stepTitle(name: string): string {
  return titles.get(name) ?? name.replaceAll("-", " ");
}

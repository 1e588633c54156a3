import { EMR_STEPS, STAGE } from "../../domain/runs/effect-names.ts";
import { idsBegin } from "../../domain/runs/run-id.ts";
import { factsOf, workflowNames } from "../../domain/workflows/index.ts";
import type { World } from "../workflows/world.ts";
import { runOfOperation } from "./runs-from-traces.ts";

/** What is looked at for traces of runs. */
export type TracedWorld = Pick<World, "stacks" | "clusters" | "lake" | "warehouse"> & {
  readonly settings: Pick<World["settings"], "stack">;
};

/** Names that AWS holds since then, and which stack operation is underway. Throws what AWS throws. */
export async function awsTraces(world: TracedWorld, since: Date) {
  const { stacks, clusters, lake, warehouse, settings } = world;
  const stack = await stacks.see(settings.stack);
  if (!stack || stack.status.isDeleted) {
    return {
      stack: settings.stack,
      steps: [],
      staged: [],
      keyed: [],
      sets: [],
      current: null,
      made: null,
      bucket: null,
    };
  }
  const events = await stacks.events({ stackId: stack.id });
  const sets = await stacks.changeSets(stack.id);
  const executed = /:changeSet\/([^/]+)\//.exec(stack.changeSetId ?? "")?.[1];
  const tokens = [
    ...events.flatMap(({ token }) => token ?? []),
    ...(executed === undefined ? [] : [executed]),
  ];

  const staged: string[] = [];
  const { BucketName: bucket, RedshiftClusterId: cluster, RedshiftDatabase: database } = stack.outputs;
  if (bucket !== undefined) {
    for await (const { key } of lake.list({ bucket, prefix: STAGE })) staged.push(key);
  }
  const emr = await clusters.findLive({ stack: settings.stack });
  const steps = emr
    ? await clusters.steps({ clusterId: emr.id, since: since.toISOString(), prefix: EMR_STEPS })
    : [];
  const statements: string[] = [];
  if (cluster !== undefined && database !== undefined) {
    for (const workflow of workflowNames.filter((name) => factsOf(name).namesStatements)) {
      const begin = idsBegin(workflow, settings.stack);
      statements.push(...(await warehouse.names(begin, { cluster, database })));
    }
  }

  // A plan that nobody has applied yet left no event that bears its name: its change set alone tells of it.
  const waiting = sets.findLast(({ isWaiting }) => isWaiting)?.name;
  const newest = events.findLast(({ token }) => token !== null)?.token ?? executed;
  const isWorking = !stack.status.isSettled && !stack.status.isReviewing;
  const operation = isWorking ? newest : waiting;
  return {
    stack: settings.stack,
    bucket: bucket ?? null,
    steps,
    staged,
    keyed: [...tokens, ...sets.map(({ name }) => name), ...statements],
    sets: sets.map(({ name }) => name),
    made: stack.status.isReviewing ? null : { id: stack.id, madeAt: stack.createdAt },
    current: operation === undefined ? null : runOfOperation(operation),
  };
}

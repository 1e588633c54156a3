import { totalsOf } from "../../../domain/aws/lake-weight.ts";
import { Problem } from "../../../domain/problem.ts";
import type { CurrentStack } from "../../../domain/runs/current-stack.ts";
import type { TeardownSurvey } from "../../../domain/workflows/teardown-facts.ts";
import type { World } from "../world.ts";
import { lakeWeight } from "./lake-weight.ts";

/** The lake is counted for about this long; of a larger one it is told that there is more. */
const WEIGH_MS = 2_000;

/** What a teardown would take now, in numbers. */
export async function survey(world: World): Promise<TeardownSurvey> {
  const { stack: name } = world.settings;
  const stack = await world.stacks.see(name);
  if (stack === null) return { stack: null, lake: null };
  const there = (await world.stacks.resources(stack.id)).filter(({ phase }) => phase !== "gone");
  const lake = await lakeWeight(world, { stack: name, forMs: WEIGH_MS });
  return {
    stack: {
      id: lastPart(stack.id),
      change: stack.changeSetId === null ? null : lastPart(stack.changeSetId),
      resources: there.length,
    },
    lake: lake === null ? null : totalsOf(lake),
  };
}

/** Why nothing is torn down: the stack is another one than that it was asked for. */
export function anotherStack(stack: string): Problem {
  const says = `tearing down "${stack}": the stack that is there was made after this was asked for`;
  return new Problem("another-stack", says, { remedy: "type `/loans teardown` to tear that one down" });
}

/** The stack of that name as it is now, by which a run that was asked for is told from one of another stack. */
export function asCurrent({
  id,
  createdAt,
}: {
  readonly id: string;
  readonly createdAt: string;
}): CurrentStack {
  return { id, madeAt: createdAt };
}

/** An ARN names the account, which a card must not. */
function lastPart(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}

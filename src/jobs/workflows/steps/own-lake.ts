import type { ResourceFacts } from "../../../aws/stacks.ts";
import { EMR_LOGS, logicalIds } from "../../../domain/aws/logical-ids.ts";
import { Problem } from "../../../domain/problem.ts";
import type { World } from "../world.ts";

/** How the bucket stands that a stack has made its lake. */
export type LakeStanding =
  /** The stack never made one, or has deleted it; or somebody else did. */
  | { readonly is: "gone" }
  /** A bucket of its name that this stack has not made: whoever made it anew keeps what is in it. */
  | { readonly is: "alien"; readonly bucket: string }
  | { readonly is: "own"; readonly bucket: string };

/** The physical id of that resource of a stack, `null` where it is not there: never begun, or deleted. */
export function physicalIdOf(resources: readonly ResourceFacts[], logicalId: string): string | null {
  const found = resources.find((one) => one.logicalId === logicalId);
  return found === undefined || found.phase === "gone" ? null : found.physicalId;
}

/**
 * The bucket of that stack, which its list of resources names and its own tag proves: a name alone may be the next
 * stack's by now, or a stranger's who made the bucket anew.
 */
export async function ownLake(world: World, stackId: string | null): Promise<LakeStanding> {
  const stack = stackId === null ? null : await world.stacks.see(stackId);
  if (stack === null || stack.status.isDeleted) return { is: "gone" };
  const bucket = physicalIdOf(await world.stacks.resources(stack.id), logicalIds.lake);
  if (bucket === null) return { is: "gone" };
  const maker = await world.lake.makerOf(bucket);
  if (maker === null) return { is: "gone" };
  return { is: maker.stackId === stack.id ? "own" : "alien", bucket };
}

/**
 * Takes away what EMR has written into the lake of a stack that never was complete, for about two seconds; `false` once
 * there was nothing to take. Throws a Problem, and takes nothing, where the lake holds more than that: a bank's days are
 * deleted only by a teardown, for which somebody typed the stack's name.
 */
export async function takeLogs(world: World, bucket: string): Promise<boolean> {
  const more = await world.lake.besides({ bucket, prefix: EMR_LOGS });
  if (more.length > 0) throw holdsMore(bucket, more);
  if (await world.lake.isEmpty(bucket)) return false;
  await world.lake.purge({ bucket, prefix: EMR_LOGS, forMs: 2_000 });
  return true;
}

function holdsMore(bucket: string, keys: readonly string[]): Problem {
  const named = keys.map((key) => `"${key}"`).join(", ");
  return new Problem(
    "lake-not-empty",
    `emptying the lake "${bucket}": it holds more than EMR's logs: ${named}`,
    {
      remedy:
        "take that out and type `/loans deploy`, or type `/loans teardown`, which deletes it with all that is left",
    },
  );
}

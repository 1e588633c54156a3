import type { ResourceFacts } from "../../../aws/stacks.ts";
import { keptProblem } from "../../../domain/aws/kept-versions.ts";
import { EMR_LOGS, logicalIds } from "../../../domain/aws/logical-ids.ts";
import { Problem } from "../../../domain/problem.ts";
import { quotedList } from "../../../domain/quoted-list.ts";
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
export async function ownLake(
  world: Pick<World, "stacks" | "lake">,
  stackId: string | null,
): Promise<LakeStanding> {
  const stack = stackId === null ? null : await world.stacks.see(stackId);
  if (stack === null || stack.status.isDeleted) return { is: "gone" };
  const bucket = physicalIdOf(await world.stacks.resources(stack.id), logicalIds.lake);
  if (bucket === null) return { is: "gone" };
  const maker = await world.lake.makerOf(bucket);
  if (maker === null) return { is: "gone" };
  return { is: maker.stackId === stack.id ? "own" : "alien", bucket };
}

/**
 * Throws a Problem where the lake of a stack that never was complete holds more than what EMR has written: a bank's days
 * are deleted only by a teardown, for which somebody typed the stack's name.
 */
export async function refuseMoreThanLogs(world: World, bucket: string): Promise<void> {
  const more = await world.lake.besides({ bucket, prefix: EMR_LOGS });
  if (more.length > 0) throw holdsMore(bucket, more);
}

/**
 * Takes away what EMR has written into such a lake, for about two seconds; `false` once there was nothing to take. Throws
 * a Problem, and takes nothing, where the lake holds more than that; and one that ends with `next` where S3 keeps it.
 */
export async function takeLogs(
  world: World,
  { bucket, next }: { readonly bucket: string; readonly next: string },
): Promise<boolean> {
  await refuseMoreThanLogs(world, bucket);
  if (await world.lake.isEmpty(bucket)) return false;
  await emptyForAWhile(world, { bucket, prefix: EMR_LOGS, next });
  return true;
}

/** Empties a lake, or what is below `prefix` of it, for about two seconds. Throws a Problem for what S3 keeps. */
export async function emptyForAWhile(
  { lake, network }: World,
  { next, ...where }: { readonly bucket: string; readonly prefix?: string; readonly next: string },
): Promise<void> {
  const { kept } = await lake.purge({ ...where, forMs: 2_000 });
  if (kept !== null) throw keptProblem({ bucket: where.bucket, kept, region: network.region, next });
}

function holdsMore(bucket: string, keys: readonly string[]): Problem {
  return new Problem(
    "lake-not-empty",
    `emptying the lake "${bucket}": it holds more than EMR's logs: ${quotedList(keys)}`,
    {
      remedy:
        "take that out and type `/loans deploy`, or type `/loans teardown`, which deletes it with all that is left",
    },
  );
}

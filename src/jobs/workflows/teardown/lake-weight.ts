import type { LakeWeight } from "../../../domain/aws/lake-weight.ts";
import { ownLake } from "../steps/own-lake.ts";
import type { World } from "../world.ts";

/** What a teardown would take with the stack's own lake, as far as that is counted in about `forMs`; `null`: there is none. */
export async function lakeWeight(
  world: Pick<World, "stacks" | "lake">,
  { stack, forMs }: { readonly stack: string; readonly forMs: number },
): Promise<LakeWeight | null> {
  const facts = await world.stacks.see(stack);
  const lake = await ownLake(world, facts?.id ?? null);
  return lake.is === "own" ? await world.lake.weigh({ bucket: lake.bucket, forMs }) : null;
}

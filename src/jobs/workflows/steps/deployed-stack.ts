import { z } from "zod";
import { Problem } from "../../../domain/problem.ts";
import type { World } from "../world.ts";

/** The stack's outputs by the names the template gives them. */
const outputsSchema = z.object({
  BucketName: z.string(),
  EmrClusterId: z.string(),
  RedshiftClusterId: z.string(),
  RedshiftDatabase: z.string(),
  RedshiftSecretArn: z.string(),
  SpectrumRoleArn: z.string(),
  GlueDatabaseName: z.string(),
});

/** What a deployed stack offers. */
export type DeployedStack = z.infer<typeof outputsSchema>;

/** An answer of AWS serves this long: who asks holds the stack's lock, so no deploy or teardown changes it meanwhile. */
const FRESH_MS = 10_000;

/** The newest answer, for as long as its world lives. */
const newest = new WeakMap<World["stacks"], { readonly at: number; readonly stack: DeployedStack }>();

/** Asks AWS what the stack offers; throws a Problem with the remedy when there is none. */
export async function deployedStack({ stacks, clock, settings }: World): Promise<DeployedStack> {
  const known = newest.get(stacks);
  if (known && clock.monotonic() - known.at < FRESH_MS / settings.pace) return known.stack;
  const facts = await stacks.see(settings.stack);
  if (!facts || facts.status.isReviewing || facts.status.isDeleted) {
    throw new Problem("stack-missing", `looking for the stack "${settings.stack}": it is not deployed`, {
      remedy: "type `/loans deploy` first",
    });
  }
  const outputs = outputsSchema.safeParse(facts.outputs);
  if (!outputs.success) {
    const says = `reading the stack "${settings.stack}": it is ${facts.status}, its outputs are incomplete`;
    throw new Problem("stack-unfit", says, { remedy: "type `/loans deploy` to bring it up to date" });
  }
  newest.set(stacks, { at: clock.monotonic(), stack: outputs.data });
  return outputs.data;
}

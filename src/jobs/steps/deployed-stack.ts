import { z } from "zod";
import { Problem } from "../../domain/problem.ts";
import type { World } from "../parts.ts";

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

/** What a healthy stack offers; throws a Problem with the remedy when there is none. */
export type DeployedStack = z.infer<typeof outputsSchema>;

export async function deployedStack(world: World): Promise<DeployedStack> {
  const { stack } = world.settings;
  const facts = await world.stacks.see(stack);
  if (!facts || facts.status.isReviewing || facts.status.isDeleted) {
    throw new Problem("stack-missing", `looking for the stack "${stack}": it is not deployed`, {
      remedy: "type `/loans deploy` first",
    });
  }
  const outputs = outputsSchema.safeParse(facts.outputs);
  if (!outputs.success) {
    throw new Problem(
      "stack-unfit",
      `reading the stack "${stack}": it is ${facts.status}, its outputs are incomplete`,
      {
        remedy: "type `/loans deploy` to bring it up to date",
      },
    );
  }
  return outputs.data;
}

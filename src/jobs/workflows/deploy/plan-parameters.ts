import type { StackParameters } from "../../../domain/aws/stack-parameters.ts";
import { imageOfDashboard, stackParameters, zonesProblem } from "../../../domain/aws/stack-parameters.ts";
import type { World } from "../world.ts";

/** What a plan gives the template, beside what the stack has now. Throws a `Problem` for zones that cannot be. */
export async function planParameters(
  { settings, identity, images, clock }: Pick<World, "settings" | "identity" | "images" | "clock">,
  standing: StackParameters,
): Promise<StackParameters> {
  const { bucket, stack, parameters: asked, schedule } = settings;
  const { account, region } = await identity.account();
  const unfit = zonesProblem({ asked, standing, region });
  if (unfit !== null) throw unfit;
  return stackParameters({
    asked,
    bucket: bucket ?? `${stack}-${account}-${region}`,
    image: imageOfDashboard({ asked, standing }) ?? (await images.newest()),
    schedule,
    year: clock.now().getUTCFullYear(),
  });
}

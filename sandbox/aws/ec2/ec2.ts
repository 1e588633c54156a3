import type { Service, Setting } from "../service.ts";
import type { ForeignPieces } from "./foreign.ts";
import { machineOperations } from "./machines.ts";
import type { NetworkPieces } from "./network.ts";
import { networkOperations } from "./network.ts";

/** EC2, as far as it tells what is there, and lets people put something into a stack's network and take it out again. */
export function createEc2(
  setting: Setting,
  { stacks, foreign }: { readonly stacks: NetworkPieces; readonly foreign: ForeignPieces },
): Service {
  const told = { ...networkOperations(setting, [stacks, foreign]), ...machineOperations(setting, [stacks]) };
  return { name: "ec2", scope: "ec2", protocol: "ec2", operations: { ...told, ...foreign.operations } };
}

import type { Service, Setting } from "../service.ts";
import type { NetworkPieces } from "./network.ts";
import { networkOperations } from "./network.ts";

/** EC2, as far as it tells what is there: nothing is made by it but by CloudFormation. */
export function createEc2(setting: Setting, owners: readonly NetworkPieces[]): Service {
  return { name: "ec2", scope: "ec2", protocol: "ec2", operations: networkOperations(setting, owners) };
}

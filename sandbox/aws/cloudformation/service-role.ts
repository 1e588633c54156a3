import type { Phase } from "../access/handler-schemas.ts";
import type { ResourceRecord, StackRecord } from "./records.ts";
import type { World } from "./world.ts";

/** Asks the stack's service role for what a handler needs; without one CloudFormation acts as whoever asked. */
export function requireHandler(
  { stack, world }: { readonly stack: StackRecord; readonly world: World },
  { type, properties, physicalId: made, arn }: ResourceRecord,
  {
    logicalId,
    phase,
    physicalId = made,
  }: { readonly logicalId: string; readonly phase: Phase; readonly physicalId?: string | undefined },
): void {
  const actor = stack.roleArn ?? stack.callerArn;
  if (actor === undefined) return;
  const handled = { type, logicalId, stackName: stack.name, properties, physicalId, arn };
  world.roles.require(actor, handled, {
    phase,
    roleOfProfile: (profile) => {
      const found = Object.values(stack.resources).find(
        (one) => one.type === "AWS::IAM::InstanceProfile" && one.physicalId === profile,
      );
      const roles = found?.properties["Roles"];
      return Array.isArray(roles) ? String(roles[0]) : undefined;
    },
  });
}

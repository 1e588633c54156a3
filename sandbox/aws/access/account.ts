import type { Decision } from "../iam.ts";
import type { Setting } from "../service.ts";
import { Access } from "./access.ts";
import type { AccessParameters } from "./bot-access.ts";
import { readBotAccess } from "./bot-access.ts";
import { readHandlerPermissions } from "./handler-schemas.ts";
import type { Surroundings } from "./needs.ts";
import type { Need, PolicyDocument } from "./policy.ts";
import { evaluate } from "./policy.ts";
import type { ServiceRoles } from "./service-role.ts";
import { createServiceRoles } from "./service-role.ts";
import type { FindRole, StackRoles } from "./stack-roles.ts";
import { createStackRoles } from "./stack-roles.ts";

/** All whose permissions are evaluated in the sandbox's account. */
export interface AccountAccess {
  /** The bot, and what was asked for by anybody. */
  readonly access: Access;
  /** CloudFormation. */
  readonly serviceRoles: ServiceRoles;
  /** EMR's machines and Redshift. */
  readonly stackRoles: StackRoles;
  /** What a simulation of IAM's says of that user or role; whoever `bot-access.yaml` did not make may do everything. */
  readonly simulate: (arn: string, need: Need) => Decision;
}

/**
 * An account in which an administrator has deployed `bot-access.yaml` for the setting's stack. What it looks up is asked only
 * once a request has come. Throws a `Problem` when set-up has not run: AWS's resource schemas come from there.
 */
export function openAccount(
  setting: Setting,
  parameters: AccessParameters,
  { findRole, ...around }: Omit<Surroundings, "region" | "account"> & { readonly findRole: FindRole },
): AccountAccess {
  const { region, account } = setting;
  const botAccess = readBotAccess(setting, parameters);
  const readFor = (stack: string) =>
    stack === setting.stack
      ? botAccess
      : readBotAccess({ ...setting, stack }, { bucket: "", sourceBucket: "", sourceKey: "" });
  const withheld = (): readonly PolicyDocument[] => {
    const Action = setting.circumstances.deniedActions;
    return Action.length === 0 ? [] : [{ Statement: [{ Effect: "Deny", Action, Resource: "*" }] }];
  };
  const policiesOf = (name: string, stack: string): readonly PolicyDocument[] => {
    if (name === "") return [{ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }];
    const { bot, cloudFormation } = readFor(stack);
    return name === "LoansBot" ? bot : cloudFormation.policies;
  };
  const access = new Access(() => [...botAccess.bot, ...withheld()], { region, account, ...around });
  const permissions = readHandlerPermissions(region);
  return {
    access,
    serviceRoles: createServiceRoles(setting, { access, readFor, withheld, permissions }),
    simulate(arn, need) {
      const [, name = "", stack = ""] = /:role\/(LoansBot|LoansCloudFormation)-(.+)$/.exec(arn) ?? [];
      const verdict = evaluate({ identity: [...policiesOf(name, stack), ...withheld()] }, need);
      if (verdict.is === "allowed") return "allowed";
      return verdict.because === "explicit" ? "explicitDeny" : "implicitDeny";
    },
    stackRoles: createStackRoles(setting, { access, boundary: botAccess.boundary, find: findRole }),
  };
}

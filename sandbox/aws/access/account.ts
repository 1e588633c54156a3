import type { Setting } from "../service.ts";
import { Access } from "./access.ts";
import type { AccessParameters } from "./bot-access.ts";
import { readBotAccess } from "./bot-access.ts";
import { readHandlerPermissions } from "./handler-schemas.ts";
import type { Surroundings } from "./needs.ts";
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
  const access = new Access(botAccess.bot, { region, account, ...around });
  const permissions = readHandlerPermissions(region);
  return {
    access,
    serviceRoles: createServiceRoles(setting, { access, readFor, permissions }),
    stackRoles: createStackRoles(setting, { access, boundary: botAccess.boundary, find: findRole }),
  };
}

import type { Setting } from "../service.ts";
import { AwsError } from "../service.ts";
import type { Access, Principal } from "./access.ts";
import { Denied } from "./access.ts";
import type { BotAccess } from "./bot-access.ts";
import type { HandlerPermissions, Phase } from "./handler-schemas.ts";
import type { Handled, RoleOfProfile } from "./handlers.ts";
import { handlerNeeds } from "./handlers.ts";
import type { PolicyDocument } from "./policy.ts";

/** As whom CloudFormation acts on a stack. */
export interface ServiceRoles {
  /** Whether CloudFormation can take the role of that ARN. */
  isAssumable(role: string): boolean;
  /** Lets a handler work on a resource as that role, or caller, or throws `AccessDenied`. */
  require(
    role: string,
    handled: Handled,
    how: { readonly phase: Phase; readonly roleOfProfile: RoleOfProfile },
  ): void;
}

/**
 * The service roles that `bot-access.yaml` makes, each for its stack, as if an administrator had deployed it for any that is
 * asked for: every permission of theirs is evaluated. The account has no others.
 */
export function createServiceRoles(
  setting: Setting,
  {
    access,
    readFor,
    withheld,
    permissions,
  }: {
    readonly access: Access;
    /** What was deployed for a stack. */
    readonly readFor: (stack: string) => BotAccess;
    /** What is taken away from all of them by now. */
    readonly withheld: () => readonly PolicyDocument[];
    readonly permissions: HandlerPermissions;
  },
): ServiceRoles {
  const { account } = setting;
  const prefix = `arn:aws:iam::${account}:role/LoansCloudFormation-`;
  const known = new Map<string, Principal>();
  const principalOf = (role: string): Principal => {
    // Whoever passes no role has CloudFormation act as themselves.
    if (!role.startsWith(prefix)) return { name: "bot", arn: role, identity: readFor(setting.stack).bot };
    const stack = role.slice(prefix.length);
    const principal = known.get(role) ?? {
      name: "cloudformation",
      arn: `arn:aws:sts::${account}:assumed-role/LoansCloudFormation-${stack}/AWSCloudFormation`,
      identity: readFor(stack).cloudFormation.policies,
    };
    known.set(role, principal);
    return principal;
  };
  return {
    isAssumable: (role) => setting.circumstances.hasBotAccess && role.startsWith(prefix),
    require(role, handled, { phase, roleOfProfile }) {
      try {
        const principal = principalOf(role);
        access.require(
          { ...principal, identity: [...principal.identity, ...withheld()] },
          handlerNeeds({ permissions, setting, roleOfProfile }, handled, phase),
        );
      } catch (error) {
        throw error instanceof Denied ? new AwsError("AccessDenied", error.message, 403) : error;
      }
    },
  };
}

import type { Readable } from "node:stream";
import type { ObjectStore, Setting } from "../service.ts";
import type { Access, Principal } from "./access.ts";
import type { BotAccess } from "./bot-access.ts";
import { policiesOf } from "./bot-access.ts";
import type { Need } from "./policy.ts";

/** A role that a stack made, as CloudFormation's stand-in has it. */
export interface MadeRole {
  readonly logicalId: string;
  /** Its physical id. */
  readonly name: string;
  /** Of `AWS::IAM::Role`. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Finds a role by its ARN or by the name of its instance profile; `undefined` for one that no stack made. */
export type FindRole = (arnOrProfile: string) => MadeRole | undefined;

/** What services do in the name of the stack's roles. */
export interface StackRoles {
  /** The lake as somebody with that role sees it; whole for a role that no stack made, as an administrator's are. */
  lakeAs(lake: ObjectStore, arnOrProfile: string): ObjectStore;
  /** Throws `Denied` where the role may not do this to the resource; `context`: condition keys beside the region. */
  require(arnOrProfile: string, action: string, resource: string, context?: Need["context"]): void;
}

/** The roles of the stacks with their inline policies and their boundary; AWS's managed policies are not evaluated. */
export function createStackRoles(
  setting: Pick<Setting, "region" | "account">,
  {
    access,
    boundary,
    find,
  }: { readonly access: Access; readonly boundary: BotAccess["boundary"]; readonly find: FindRole },
): StackRoles {
  const principal = ({ logicalId, name, properties }: MadeRole): Principal => ({
    name: logicalId,
    arn: `arn:aws:sts::${setting.account}:assumed-role/${name}/sandbox`,
    identity: policiesOf(properties),
    ...(properties["PermissionsBoundary"] === boundary.arn ? { boundary: boundary.document } : {}),
  });
  const roles: StackRoles = {
    require(arnOrProfile, action, resource, context = {}) {
      const made = find(arnOrProfile);
      if (made === undefined) return;
      const whole = { "aws:RequestedRegion": setting.region, ...context };
      access.require(principal(made), [{ action, resource, context: whole }]);
    },
    lakeAs(lake, role) {
      const object = (bucket: string, key: string) => `arn:aws:s3:::${bucket}/${key}`;
      return {
        ...lake,
        list(bucket, prefix) {
          roles.require(role, "s3:ListBucket", `arn:aws:s3:::${bucket}`, { "s3:prefix": prefix });
          return lake.list(bucket, prefix);
        },
        head(bucket, key) {
          roles.require(role, "s3:GetObject", object(bucket, key));
          return lake.head(bucket, key);
        },
        path(bucket, key) {
          roles.require(role, "s3:GetObject", object(bucket, key));
          return lake.path(bucket, key);
        },
        async put(bucket: string, key: string, body: Buffer | Readable) {
          roles.require(role, "s3:PutObject", object(bucket, key));
          return await lake.put(bucket, key, body);
        },
      };
    },
  };
  return roles;
}

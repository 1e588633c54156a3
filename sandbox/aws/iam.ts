import { z } from "zod";
import type { Need } from "./access/policy.ts";
import { readRequest } from "./request.ts";
import type { Service, Setting } from "./service.ts";
import { AwsError } from "./service.ts";

const getRole = z.object({ RoleName: z.string() });
const getPolicy = z.object({ PolicyArn: z.string() });
const simulation = z.object({
  PolicySourceArn: z.string(),
  ActionNames: z.array(z.string()).min(1),
  ResourceArns: z.array(z.string()).default(["*"]),
  ContextEntries: z
    .array(z.object({ ContextKeyName: z.string(), ContextKeyValues: z.array(z.string()) }))
    .default([]),
});

/** IAM's answer to a simulation. */
export type Decision = "allowed" | "explicitDeny" | "implicitDeny";

/** IAM, as far as it tells of the roles around the stack, and of what their policies allow. */
export function createIam(setting: Setting, decide: (source: string, need: Need) => Decision): Service {
  const { account, stack, now } = setting;
  const arnOf = (resource: string) => `arn:aws:iam::${account}:${resource}`;
  const dated = { CreateDate: now() };
  const roles = () => {
    const { hasBotAccess, hasLinkedRoles } = setting.circumstances;
    return [
      ...(hasBotAccess ? [`LoansBot-${stack}`, `LoansCloudFormation-${stack}`] : []).map((name) => ({
        name,
        path: "/",
      })),
      ...(hasLinkedRoles ? linked : []),
    ];
  };
  return {
    name: "iam",
    scope: "iam",
    protocol: "query",
    operations: {
      GetRole(input) {
        const { RoleName } = readRequest(getRole, input, "ValidationError");
        const role = roles().find(({ name }) => name === RoleName);
        if (role === undefined) throw noSuch(`The role with name ${RoleName} cannot be found.`);
        return {
          Role: {
            Path: role.path,
            RoleName,
            RoleId: "AROALOANSBOTSANDBOX00",
            Arn: arnOf(`role${role.path}${RoleName}`),
            ...dated,
          },
        };
      },
      GetPolicy(input) {
        const { PolicyArn } = readRequest(getPolicy, input, "ValidationError");
        const name = `LoansBoundary-${stack}`;
        if (!setting.circumstances.hasBotAccess || PolicyArn !== arnOf(`policy/${name}`)) {
          throw noSuch(`Policy ${PolicyArn} was not found.`);
        }
        return {
          Policy: {
            ...{ PolicyName: name, PolicyId: "ANPALOANSBOUNDARYBOX0", Arn: PolicyArn, Path: "/" },
            ...{ DefaultVersionId: "v1", AttachmentCount: 0, IsAttachable: true, ...dated },
          },
        };
      },
      /**
       * Refuses more than one action at once: IAM does where they differ in what they are decided by, and documents nowhere which
       * do (aws-cloudformation/rain, internal/aws/iam, read 2026-11-29: its creators' actions, of one bucket, do).
       */
      SimulatePrincipalPolicy(input) {
        const wanted = readRequest(simulation, input, "ValidationError");
        const [one, other] = wanted.ActionNames;
        if (other !== undefined) {
          const which = `Invalid Input Actions: [${one}] and [${other}]`;
          throw new AwsError("InvalidInput", `${which} require different authorization information.`, 400);
        }
        const source = wanted.PolicySourceArn;
        const name = source.slice(source.lastIndexOf("/") + 1);
        if (source.includes(":role/") && !roles().some((role) => role.name === name)) {
          throw noSuch(`The role with name ${name} cannot be found.`);
        }
        const context = Object.fromEntries(
          wanted.ContextEntries.map((entry) => [entry.ContextKeyName, entry.ContextKeyValues]),
        );
        return {
          EvaluationResults: wanted.ActionNames.flatMap((action) =>
            wanted.ResourceArns.map((resource) => ({
              EvalActionName: action,
              EvalResourceName: resource,
              EvalDecision: decide(source, { action, resource, context }),
              MatchedStatements: [],
              MissingContextValues: [],
            })),
          ),
          IsTruncated: false,
        };
      },
    },
  };
}

/** The roles that EMR and Redshift make for themselves. */
const linked = [
  { name: "AWSServiceRoleForEMRCleanup", path: "/aws-service-role/elasticmapreduce.amazonaws.com/" },
  { name: "AWSServiceRoleForRedshift", path: "/aws-service-role/redshift.amazonaws.com/" },
];

function noSuch(says: string): AwsError {
  return new AwsError("NoSuchEntity", says, 404);
}

import { lakeFormationGrant } from "./lake-formation.ts";

/**
 * What to do about the reason for which a resource was not made or changed: what CloudFormation's service role was not allowed,
 * by IAM or by Lake Formation, which may refuse it as well (`Required Create Database on Catalog`).
 */
export function mendCause(reason: string, stack: string): string {
  const role = `\`LoansCloudFormation-${stack}\``;
  const [, action] =
    /assumed-role\/LoansCloudFormation-\S+ is not authorized to perform: ([\w-]+:\w+)/.exec(reason) ?? [];
  if (action !== undefined) {
    return `let an administrator deploy cloudformation/bot-access.yaml again, which allows \`${action}\` to the role ${role}`;
  }
  const to = { role, principal: "<its ARN>", glueDatabase: stack.replaceAll("-", "_") };
  return lakeFormationGrant(reason, to) ?? "mend the cause";
}

import { Problem } from "../problem.ts";

/**
 * The database user as which Redshift lets in the IAM identity of this ARN (STS's `GetCallerIdentity`) when no secret is
 * named: `IAM:foo` for a user (https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_ExecuteStatement.html),
 * `IAMR:foo` for a role (https://docs.aws.amazon.com/bedrock/latest/userguide/knowledge-base-prereq-structured.html).
 * A session's ARN has the role's name without its path, a user's has both. Throws a `Problem` for any other identity.
 */
export function databaseUserOf(callerArn: string): string {
  const { user, role } =
    /^arn:[^:]+:(?:iam::\d+:user\/(?:.*\/)?(?<user>[^/]+)|sts::\d+:assumed-role\/(?<role>[^/]+)\/[^/]+)$/.exec(
      callerArn,
    )?.groups ?? {};
  if (user !== undefined) return `IAM:${user}`;
  if (role !== undefined) return `IAMR:${role}`;
  throw new Problem("no-database-user", `naming the bot's database user: it runs with ${kindOf(callerArn)}`, {
    remedy: "run the bot with the role that cloudformation/bot-access.yaml makes, then press Retry",
  });
}

/** Kinds of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html, without account or name. */
function kindOf(callerArn: string): string {
  if (/:root$/.test(callerArn)) return "the credentials of the account's root";
  if (/:federated-user\//.test(callerArn)) return "a federated user's session";
  return "credentials that are neither a role's nor an IAM user's";
}

/** Whose credentials the app runs with, read from their ARN. */
export interface AwsCaller {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-us-gov` … */
  readonly partition: string;
  /** For people: `role LoansBot-loan-tracker`, `user ann`. */
  readonly name: string;
  /** The role's own name; `null` for anybody who has taken none. */
  readonly role: string | null;
  /** The ARN of the user; `null` for anybody else. */
  readonly userArn: string | null;
}

/**
 * Reads what GetCallerIdentity answers. An assumed role is named without its path there:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function readCaller({
  arn,
  account,
  region,
}: {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
}): AwsCaller {
  const [, partition = "aws", , , , ...rest] = arn.split(":");
  const [kind = "", name = "", ...more] = rest.join(":").split("/");
  const role = kind === "assumed-role" ? name : null;
  const userArn = kind === "user" ? arn : null;
  const shown = kind === "root" ? "the account's root user" : `${kind === "assumed-role" ? "role" : kind} `;
  const last = kind === "assumed-role" ? name : (more.at(-1) ?? name);
  return { account, region, partition, name: `${shown}${last}`, role, userArn };
}

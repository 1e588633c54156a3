import { AwsError } from "../service.ts";

/** How somebody asks for a session: by a secret, as a database user, or as the IAM identity that it is. */
export interface SignIn {
  readonly cluster: string;
  readonly secretArn?: string | undefined;
  readonly dbUser?: string | undefined;
  /** ARN of who asks. */
  readonly caller: string;
  /** The statement's. */
  readonly name?: string | undefined;
}

/**
 * The database user of an IAM identity: `IAM:foo` of the user foo (ExecuteStatement's reference), `IAMR:foo` of the role foo
 * (Bedrock's guide for Redshift). What others come to is documented nowhere and not played.
 */
export function iamUser(arn: string): string {
  const [kind, ...path] = (arn.split(":")[5] ?? "").split("/");
  if (kind === "user") return `IAM:${path.at(-1)}`;
  if (kind === "assumed-role") return `IAMR:${path[0]}`;
  throw new AwsError("ValidationException", `Signing in to Redshift as ${arn} is not played by the sandbox.`);
}

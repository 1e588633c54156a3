/**
 * What a person can do about a refusal of Lake Formation's; `null`: it is none. Where the account's catalog is governed by
 * Lake Formation, its grants count beside IAM's. The words as they are met in the field:
 * `Insufficient Lake Formation permission(s): Required Create Table on loan_tracker`.
 */
export function lakeFormationGrant(
  words: string,
  to: {
    /** The role that lacks the right, for people. */
    readonly role: string;
    /** Its ARN, or what has to be put there. */
    readonly principal: string;
    /** The database of the catalog that `last` shows. */
    readonly glueDatabase: string;
  },
): string | null {
  if (!/Insufficient Lake Formation permission\(s\)/i.test(words)) return null;
  const { right, thing } = /Required (?<right>[A-Za-z ]+?) on (?<thing>[^\s,;"]+)/i.exec(words)?.groups ?? {};
  const grant =
    right === undefined || thing === undefined
      ? "in Lake Formation what AWS names"
      : `\`aws lakeformation grant-permissions --principal DataLakePrincipalIdentifier=${to.principal} --permissions ${right.trim().toUpperCase().replaceAll(" ", "_")} --resource '${JSON.stringify(resourceOf(thing, to.glueDatabase))}'\``;
  return `let an administrator of the data lake grant the role ${to.role} ${grant}`;
}

/** What Lake Formation's `GrantPermissions` takes as its resource. */
function resourceOf(thing: string, glueDatabase: string): object {
  if (thing === "Catalog") return { Catalog: {} };
  if (thing.startsWith("s3://")) {
    return { DataLocation: { ResourceArn: thing.replace(/^s3:\/\//, "arn:aws:s3:::") } };
  }
  const [table = ""] = thing.split(".").slice(-1);
  return thing === glueDatabase
    ? { Database: { Name: glueDatabase } }
    : { Table: { DatabaseName: glueDatabase, Name: table } };
}

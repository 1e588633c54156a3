import { databaseUserOf } from "../domain/aws/database-user.ts";
import type { Clients } from "./clients.ts";

/** Who the credentials are. */
export interface Identity {
  /** The account's twelve digits (for the bucket's name, never for a channel) and the region in use. */
  account(): Promise<{ readonly account: string; readonly region: string }>;
  /** The database user as which Redshift lets them in where no secret is named; a `Problem` where there is none. */
  databaseUser(): Promise<string>;
}

/**
 * The ARN of the role by which CloudFormation acts on that stack, as `cloudformation/bot-access.yaml` names it: in the
 * account and the partition of who asks.
 */
export async function serviceRole(clients: Clients, stack: string): Promise<string> {
  const { sdk, client } = await clients.sts();
  const { Account, Arn = "" } = await client.send(new sdk.GetCallerIdentityCommand({}));
  const [, partition] = Arn.split(":");
  return `arn:${partition}:iam::${Account}:role/LoansCloudFormation-${stack}`;
}

/** Identity over STS, which answers to any valid credentials, whatever they may do. */
export function createIdentity(clients: Clients): Identity {
  return {
    async account() {
      const { sdk, client } = await clients.sts();
      const { Account: account = "" } = await client.send(new sdk.GetCallerIdentityCommand({}));
      return { account, region: clients.region };
    },

    async databaseUser() {
      const { sdk, client } = await clients.sts();
      const { Arn = "" } = await client.send(new sdk.GetCallerIdentityCommand({}));
      return databaseUserOf(Arn);
    },
  };
}

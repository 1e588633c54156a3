/** Who a request is from. */
export interface Caller {
  /** As `GetCallerIdentity` answers it and as a denial names it. */
  readonly arn: string;
  readonly userId: string;
  /** An administrator is asked for no permission; everybody else for each. */
  readonly isAdministrator: boolean;
}

/** Whose account it is: who sends no key of the app's. */
export function administrator(account: string): Caller {
  return {
    arn: `arn:aws:iam::${account}:user/sandbox`,
    userId: "AIDASANDBOX1234567890",
    isAdministrator: true,
  };
}

/** The id of the key that the sandbox gives to the app: `ASIA`, since a role's credentials are temporary. */
export const botAccessKey = "ASIALOANSBOTSANDBOX0";

/**
 * Callers are told apart by their access key alone, since the sandbox's secrets guard nothing: the app's key is that of
 * the role which `bot-access.yaml` makes, any other is the account's administrator.
 */
export function callerOf(
  accessKey: string | undefined,
  { account, stack }: { readonly account: string; readonly stack: string },
): Caller {
  return accessKey === botAccessKey
    ? {
        arn: `arn:aws:sts::${account}:assumed-role/LoansBot-${stack}/sandbox`,
        userId: "AROALOANSBOTSANDBOX00:sandbox",
        isAdministrator: false,
      }
    : administrator(account);
}

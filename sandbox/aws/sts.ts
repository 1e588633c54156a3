import type { Service, Setting } from "./service.ts";

/** The security token service: who the caller is. There is one caller, since credentials are not checked here. */
export function createSts(setting: Setting): Service {
  return {
    name: "sts",
    scope: "sts",
    protocol: "query",
    operations: {
      GetCallerIdentity: () => ({
        Arn: callerArn(setting),
        UserId: "AIDASANDBOX1234567890",
        Account: setting.account,
      }),
    },
  };
}

/** The one user of the sandbox's account. */
export function callerArn({ account }: Pick<Setting, "account">): string {
  return `arn:aws:iam::${account}:user/sandbox`;
}

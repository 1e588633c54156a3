import type { Service, Setting } from "./service.ts";

/** The security token service: who the caller is. */
export function createSts(setting: Setting): Service {
  return {
    name: "sts",
    scope: "sts",
    protocol: "query",
    operations: {
      GetCallerIdentity: (_input, { arn, userId }) => ({
        Arn: arn,
        UserId: userId,
        Account: setting.account,
      }),
    },
  };
}

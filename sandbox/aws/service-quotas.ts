import { z } from "zod";
import { readRequest } from "./request.ts";
import type { Service, Setting } from "./service.ts";
import { AwsError } from "./service.ts";

const getQuota = z.object({ ServiceCode: z.string(), QuotaCode: z.string() });
const listQuotas = z.object({ ServiceCode: z.string() });

/** Service Quotas, for the two that a stack can run into. */
export function createServiceQuotas(setting: Setting): Service {
  const { region, account } = setting;
  const all = () => [
    {
      ServiceCode: "ec2",
      ServiceName: "Amazon Elastic Compute Cloud (Amazon EC2)",
      QuotaCode: "L-1216C47A",
      QuotaName: "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances",
      Value: setting.circumstances.vcpus,
    },
    {
      ServiceCode: "redshift",
      ServiceName: "Amazon Redshift",
      // Which code AWS has for it no public source says; the app asks by the name, which is documented.
      QuotaCode: "L-0SANDBOX",
      QuotaName: "Nodes",
      Value: setting.circumstances.redshiftNodes,
    },
  ];
  const described = (quota: ReturnType<typeof all>[number]) => ({
    ...quota,
    QuotaArn: `arn:aws:servicequotas:${region}:${account}:${quota.ServiceCode}/${quota.QuotaCode}`,
    Unit: "None",
    Adjustable: true,
    GlobalQuota: false,
    QuotaAppliedAtLevel: "ACCOUNT",
  });
  return {
    name: "servicequotas",
    scope: "servicequotas",
    protocol: "json",
    operations: {
      GetServiceQuota(input) {
        const { ServiceCode, QuotaCode } = readRequest(getQuota, input, "IllegalArgumentException");
        const quota = all().find((one) => one.ServiceCode === ServiceCode && one.QuotaCode === QuotaCode);
        if (quota === undefined) {
          throw new AwsError(
            "NoSuchResourceException",
            "The request failed because the specified quota does not exist.",
          );
        }
        return { Quota: described(quota) };
      },
      ListServiceQuotas(input) {
        const { ServiceCode } = readRequest(listQuotas, input, "IllegalArgumentException");
        return {
          Quotas: all()
            .filter((one) => one.ServiceCode === ServiceCode)
            .map(described),
        };
      },
    },
  };
}

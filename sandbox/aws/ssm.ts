import { z } from "zod";
import { readRequest } from "./request.ts";
import type { Service, Setting } from "./service.ts";
import { AwsError } from "./service.ts";

/** AWS's public parameters that the sandbox knows, as the image ids they hold. */
export const publicParameters: Readonly<Record<string, string>> = {
  "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64": "ami-0a1b2c3d4e5f60718",
  "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64": "ami-0f1e2d3c4b5a69780",
};

const getParameter = z.object({ Name: z.string() });

/** Systems Manager's parameter store, which holds AWS's public parameters alone. */
export function createSsm({ region, now }: Pick<Setting, "region" | "now">): Service {
  return {
    name: "ssm",
    scope: "ssm",
    protocol: "json",
    operations: {
      GetParameter(input) {
        const { Name } = readRequest(getParameter, input);
        const Value = publicParameters[Name];
        if (Value === undefined) throw new AwsError("ParameterNotFound", `Parameter ${Name} not found.`);
        return {
          Parameter: {
            ...{ Name, Value, Type: "String", DataType: "aws:ec2:image", Version: 1 },
            LastModifiedDate: now(),
            // Public parameters belong to no account.
            ARN: `arn:aws:ssm:${region}::parameter${Name}`,
          },
        };
      },
    },
  };
}

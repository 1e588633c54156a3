import type { Clients } from "./clients.ts";

/** AWS's public parameter that names the newest Amazon Linux 2023 of the region. */
const amazonLinux = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

/** Machine images. Errors rise as the SDK threw them: `classifyAwsError`. */
export interface Images {
  /** The id of the newest image for the dashboard's host (`ami-…`); another one whenever AWS publishes one. */
  newest(): Promise<string>;
}

/** Images by AWS's public parameters: https://docs.aws.amazon.com/linux/al2023/ug/ec2.html. */
export function createImages(clients: Clients): Images {
  return {
    async newest() {
      const { sdk, client } = await clients.ssm();
      const { Parameter } = await client.send(new sdk.GetParameterCommand({ Name: amazonLinux }));
      return Parameter?.Value ?? "";
    },
  };
}

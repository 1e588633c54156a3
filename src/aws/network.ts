import type { NetworkRemain } from "../domain/aws/network-remains.ts";
import type { Clients } from "./clients.ts";
import { gatherPages } from "./pages.ts";

/** What lies in a VPC. Errors rise as the SDK threw them: `classifyAwsError`. */
export interface Network {
  readonly region: string;
  /**
   * The endpoints, interfaces and groups in that VPC, whoever made them, in the order in which they can be deleted. Left out
   * are its default group, which goes with it, and the interfaces of its endpoints.
   */
  inVpc(vpcId: string): Promise<readonly NetworkRemain[]>;
}

/** Networks over the EC2 API. */
export function createNetwork(clients: Clients): Network {
  return {
    region: clients.region,
    async inVpc(vpcId) {
      const { sdk, client } = await clients.ec2();
      const Filters = [{ Name: "vpc-id", Values: [vpcId] }];
      const next = (page: { readonly NextToken?: string | undefined }) => page.NextToken;
      const endpoints = await gatherPages(
        (NextToken) => client.send(new sdk.DescribeVpcEndpointsCommand({ Filters, NextToken })),
        next,
      );
      const interfaces = await gatherPages(
        (NextToken) => client.send(new sdk.DescribeNetworkInterfacesCommand({ Filters, NextToken })),
        next,
      );
      const groups = await gatherPages(
        (NextToken) => client.send(new sdk.DescribeSecurityGroupsCommand({ Filters, NextToken })),
        next,
      );
      return [
        ...endpoints
          .flatMap((page) => page.VpcEndpoints ?? [])
          .map(
            (one): NetworkRemain => ({
              kind: "endpoint",
              id: one.VpcEndpointId ?? "",
              words: one.ServiceName ?? "",
              isInUse: one.RequesterManaged === true,
            }),
          ),
        ...interfaces
          .flatMap((page) => page.NetworkInterfaces ?? [])
          .filter((one) => one.InterfaceType !== "vpc_endpoint")
          .map(
            (one): NetworkRemain => ({
              kind: "interface",
              id: one.NetworkInterfaceId ?? "",
              words: one.Description ?? "",
              isInUse: one.RequesterManaged === true || one.Status !== "available",
            }),
          ),
        ...groups
          .flatMap((page) => page.SecurityGroups ?? [])
          .filter((one) => one.GroupName !== "default")
          .map(
            (one): NetworkRemain => ({
              kind: "group",
              id: one.GroupId ?? "",
              words: one.GroupName ?? "",
              isInUse: false,
            }),
          ),
      ];
    },
  };
}

import { z } from "zod";
import { ec2Id } from "../cloudformation/types/order.ts";
import { readRequest } from "../request.ts";
import type { Operation, Setting } from "../service.ts";
import { AwsError } from "../service.ts";
import type { NetworkPieces, PlacedPiece } from "./network.ts";

/** What is in the account's networks and in no stack: made by hand, or by AWS for one of its services. */
export interface ForeignPieces extends NetworkPieces {
  /** Whether something of it is in that VPC or subnet, which EC2 then does not delete. */
  hangsOn(id: string): boolean;
  /** What a person does in EC2 by hand. */
  readonly operations: Readonly<Record<string, Operation>>;
}

const ids = z.array(z.string().min(1)).min(1);
const requests = {
  CreateSecurityGroup: z.object({
    ...{ GroupName: z.string().min(1), GroupDescription: z.string().min(1), VpcId: z.string() },
  }),
  DeleteSecurityGroup: z.object({ GroupId: z.string() }),
  CreateNetworkInterface: z.object({ SubnetId: z.string(), Description: z.string().default("") }),
  DeleteNetworkInterface: z.object({ NetworkInterfaceId: z.string() }),
  CreateVpcEndpoint: z.object({
    ...{ VpcId: z.string(), ServiceName: z.string(), VpcEndpointType: z.string().default("Gateway") },
  }),
  DeleteVpcEndpoints: z.object({ VpcEndpointId: ids }),
};

/** The pieces of an earlier start, and those that people make and delete from now on. */
export function openForeignPieces(
  { snapshots }: Pick<Setting, "snapshots">,
  { isThere }: { readonly isThere: (id: string) => boolean },
): ForeignPieces {
  // What was saved is this very shape: no other program writes the sandbox's state.
  let pieces = (snapshots.load("ec2") as readonly PlacedPiece[] | undefined) ?? [];
  const keep = (all: readonly PlacedPiece[]) => {
    pieces = all;
    snapshots.save("ec2", () => pieces);
  };
  const make = (
    prefix: string,
    { type, place, ...properties }: Readonly<Record<string, string>> & { type: string; place: string },
  ) => {
    if (!isThere(place)) {
      const kind = place.startsWith("vpc-") ? ["Vpc", "vpc"] : ["Subnet", "subnet"];
      throw new AwsError(`Invalid${kind[0]}ID.NotFound`, `The ${kind[1]} ID '${place}' does not exist`);
    }
    const id = ec2Id(prefix);
    keep([...pieces, { type, id, properties, tags: {} }]);
    return id;
  };
  const drop = (id: string, code: string, what: string) => {
    if (!pieces.some((piece) => piece.id === id)) {
      throw new AwsError(code, `The ${what} '${id}' does not exist`);
    }
    keep(pieces.filter((piece) => piece.id !== id));
  };
  return {
    networkPieces: () => pieces,
    hangsOn: (id) =>
      pieces.some(({ properties }) => properties["VpcId"] === id || properties["SubnetId"] === id),
    operations: {
      CreateSecurityGroup: (input) => {
        const { VpcId, ...rest } = readRequest(requests.CreateSecurityGroup, input, "MissingParameter");
        return { groupId: make("sg", { type: "AWS::EC2::SecurityGroup", place: VpcId, VpcId, ...rest }) };
      },
      DeleteSecurityGroup: (input) => {
        const { GroupId } = readRequest(requests.DeleteSecurityGroup, input, "MissingParameter");
        // Each group of a stack is named by a rule of another one, or by a machine.
        if (isThere(GroupId) && !pieces.some(({ id }) => id === GroupId)) {
          throw new AwsError("DependencyViolation", `resource ${GroupId} has a dependent object`);
        }
        drop(GroupId, "InvalidGroup.NotFound", "security group");
        return { return: true, groupId: GroupId };
      },
      CreateNetworkInterface: (input) => {
        const request = readRequest(requests.CreateNetworkInterface, input, "MissingParameter");
        const type = "AWS::EC2::NetworkInterface";
        const id = make("eni", { type, place: request.SubnetId, Status: "available", ...request });
        const { SubnetId: subnetId, Description: description } = request;
        return { networkInterface: { networkInterfaceId: id, subnetId, description, status: "available" } };
      },
      DeleteNetworkInterface: (input) => {
        const { NetworkInterfaceId } = readRequest(
          requests.DeleteNetworkInterface,
          input,
          "MissingParameter",
        );
        drop(NetworkInterfaceId, "InvalidNetworkInterfaceID.NotFound", "networkInterface ID");
        return { return: true };
      },
      CreateVpcEndpoint: (input) => {
        const request = readRequest(requests.CreateVpcEndpoint, input, "MissingParameter");
        const id = make("vpce", { type: "AWS::EC2::VPCEndpoint", place: request.VpcId, ...request });
        return {
          vpcEndpoint: {
            ...{ vpcEndpointId: id, vpcId: request.VpcId, serviceName: request.ServiceName },
            vpcEndpointType: request.VpcEndpointType,
          },
        };
      },
      DeleteVpcEndpoints: (input) => {
        const { VpcEndpointId } = readRequest(requests.DeleteVpcEndpoints, input, "MissingParameter");
        for (const id of VpcEndpointId) drop(id, "InvalidVpcEndpointId.NotFound", "Vpc Endpoint Id");
        return { unsuccessful: [] };
      },
    },
  };
}

import { createHash } from "node:crypto";
import type { Operation, Setting } from "../service.ts";
import { AwsError } from "../service.ts";

/** A piece of somebody's network, as CloudFormation describes it. */
export interface PlacedPiece {
  /** `AWS::EC2::SecurityGroup`. */
  readonly type: string;
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Who has pieces of a network. */
export interface NetworkPieces {
  /** Those that are there now. */
  networkPieces(): readonly PlacedPiece[];
}

interface Filter {
  readonly Name?: string;
  readonly Value?: readonly string[];
}

/** What lies in a VPC: its groups, its endpoints, its interfaces. */
export function networkOperations(
  { account, region }: Pick<Setting, "account" | "region">,
  owners: readonly NetworkPieces[],
): Readonly<Record<string, Operation>> {
  const all = () => owners.flatMap((owner) => owner.networkPieces());
  const listed = (input: Record<string, unknown>, type: string, ids: string) => {
    const vpcOf = new Map(
      all()
        .filter((piece) => piece.type === "AWS::EC2::Subnet")
        .map(({ id, properties }) => [id, properties["VpcId"]]),
    );
    const wanted = input[ids] as readonly string[] | undefined;
    return [...all(), ...all().flatMap(itsDefaultGroup)]
      .filter((piece) => piece.type === type)
      .map((piece) => {
        const { VpcId = vpcOf.get(textOf(piece.properties["SubnetId"])) } = piece.properties;
        return { ...piece, vpcId: textOf(VpcId) };
      })
      .filter((piece) => wanted === undefined || wanted.includes(piece.id))
      .filter((piece) => passes(input["Filter"] as readonly Filter[] | undefined, piece));
  };
  const tagSet = (tags: PlacedPiece["tags"]) => Object.entries(tags).map(([key, value]) => ({ key, value }));
  return {
    DescribeSecurityGroups: (input) => ({
      securityGroupInfo: listed(input, "AWS::EC2::SecurityGroup", "GroupId").map((piece) => ({
        ownerId: account,
        groupId: piece.id,
        groupName: textOf(piece.properties["GroupName"]) || piece.id,
        groupDescription: textOf(piece.properties["GroupDescription"]),
        vpcId: piece.vpcId,
        tagSet: tagSet(piece.tags),
      })),
    }),
    DescribeVpcEndpoints: (input) => ({
      vpcEndpointSet: listed(input, "AWS::EC2::VPCEndpoint", "VpcEndpointId").map((piece) => ({
        vpcEndpointId: piece.id,
        vpcEndpointType: textOf(piece.properties["VpcEndpointType"]) || "Gateway",
        vpcId: piece.vpcId,
        serviceName: textOf(piece.properties["ServiceName"]),
        requesterManaged: false,
        ownerId: account,
        tagSet: tagSet(piece.tags),
      })),
    }),
    DescribeNetworkInterfaces: (input) => ({
      networkInterfaceSet: listed(input, "AWS::EC2::NetworkInterface", "NetworkInterfaceId").map((piece) => ({
        networkInterfaceId: piece.id,
        subnetId: textOf(piece.properties["SubnetId"]),
        vpcId: piece.vpcId,
        availabilityZone: `${region}a`,
        description: textOf(piece.properties["Description"]),
        ownerId: account,
        requesterManaged: false,
        status: textOf(piece.properties["Status"]) || "in-use",
        interfaceType: "interface",
        tagSet: tagSet(piece.tags),
      })),
    }),
  };
}

/** Every VPC is born with a group called `default`, which goes with it. */
function itsDefaultGroup({ type, id }: PlacedPiece): readonly PlacedPiece[] {
  if (type !== "AWS::EC2::VPC") return [];
  const digits = createHash("sha256").update(id).digest("hex").slice(0, 17);
  return [
    {
      type: "AWS::EC2::SecurityGroup",
      id: `sg-${digits}`,
      properties: { VpcId: id, GroupName: "default", GroupDescription: "default VPC security group" },
      tags: {},
    },
  ];
}

/** Throws `InvalidParameterValue` for a filter that is not played. */
function passes(filters: readonly Filter[] = [], { vpcId }: { readonly vpcId: string }): boolean {
  return filters.every(({ Name = "", Value = [] }) => {
    if (Name !== "vpc-id") throw new AwsError("InvalidParameterValue", `The filter '${Name}' is invalid`);
    return Value.includes(vpcId);
  });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

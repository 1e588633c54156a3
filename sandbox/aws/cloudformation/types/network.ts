import { AwsError } from "../../service.ts";
import type { Made, Order, ResourceType } from "../resource-types.ts";
import { arn, ec2Id, text } from "./order.ts";

interface NetworkPiece {
  readonly required: readonly string[];
  readonly attributes?: Readonly<Record<string, (order: Order, id: string) => string>>;
  readonly createOnly?: readonly string[];
  readonly conditional?: readonly string[];
  readonly customName?: string;
  /** As EC2's ARNs name the type; absent for what carries no tags. */
  readonly tagged?: string;
  readonly costs?: ResourceType["costs"];
  readonly besideFormer?: ResourceType["besideFormer"];
  /** What EC2 calls it in its refusal to delete one in which something else still is. */
  readonly holds?: string;
}

/** A piece of a network is an id: nothing in the sandbox sends packets through it. */
function piece(id: string | ((order: Order) => string), described: NetworkPiece): ResourceType {
  const {
    required,
    attributes = {},
    createOnly = [],
    conditional = [],
    customName,
    tagged,
    costs,
    besideFormer,
    holds,
  } = described;
  const remove = ({ world }: Order, physicalId: string) => {
    if (!world.network.hangsOn(physicalId)) return;
    const says = `The ${holds} '${physicalId}' has dependencies and cannot be deleted.`;
    throw new AwsError("DependencyViolation", says);
  };
  const begin = (order: Order): Made => {
    const physicalId = typeof id === "string" ? ec2Id(id) : id(order);
    return {
      physicalId,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, tell]) => [name, tell(order, physicalId)]),
      ),
      ...(tagged === undefined ? {} : { arn: arn(order, "ec2", `${tagged}/${physicalId}`) }),
    };
  };
  return {
    seconds: 3,
    required,
    attributes: Object.keys(attributes),
    createOnly,
    conditional,
    ...(customName === undefined ? {} : { customName }),
    isTaggable: tagged !== undefined,
    begin,
    ...(holds === undefined ? {} : { remove }),
    ...(costs === undefined ? {} : { costs }),
    ...(besideFormer === undefined ? {} : { besideFormer }),
  };
}

const itsId = (_order: Order, id: string) => id;
const asGiven = (property: string) => (order: Order) => text(order, property);

/** VPC, subnets, routes, endpoints, security groups and their rules. */
export const networkTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::EC2::VPC": piece("vpc", {
    required: [],
    attributes: { VpcId: itsId, CidrBlock: asGiven("CidrBlock") },
    createOnly: ["CidrBlock", "Ipv4IpamPoolId", "Ipv4NetmaskLength", "VpcEncryptionControl"],
    conditional: ["InstanceTenancy"],
    tagged: "vpc",
    holds: "vpc",
  }),
  "AWS::EC2::Subnet": piece("subnet", {
    required: ["VpcId"],
    attributes: {
      SubnetId: itsId,
      VpcId: asGiven("VpcId"),
      CidrBlock: asGiven("CidrBlock"),
      AvailabilityZone: asGiven("AvailabilityZone"),
    },
    createOnly: [
      "AvailabilityZone",
      "AvailabilityZoneId",
      "CidrBlock",
      "Ipv4IpamPoolId",
      "Ipv4NetmaskLength",
      "Ipv6IpamPoolId",
      "Ipv6Native",
      "Ipv6NetmaskLength",
      "OutpostArn",
      "VpcId",
    ],
    conditional: ["Ipv6CidrBlock"],
    tagged: "subnet",
    besideFormer: ({ VpcId, CidrBlock }, former) => {
      if (VpcId !== former["VpcId"] || CidrBlock !== former["CidrBlock"]) return;
      throw new AwsError(
        "InvalidSubnet.Conflict",
        `The CIDR '${String(CidrBlock)}' conflicts with another subnet`,
      );
    },
    holds: "subnet",
  }),
  "AWS::EC2::InternetGateway": piece("igw", {
    required: [],
    attributes: { InternetGatewayId: itsId },
    tagged: "internet-gateway",
  }),
  "AWS::EC2::VPCGatewayAttachment": piece((order) => `IGW|${text(order, "VpcId")}`, {
    required: ["VpcId"],
    createOnly: ["VpcId"],
  }),
  "AWS::EC2::RouteTable": piece("rtb", {
    required: ["VpcId"],
    createOnly: ["VpcId"],
    attributes: { RouteTableId: itsId },
    tagged: "route-table",
  }),
  "AWS::EC2::Route": piece(
    (order) => `${text(order, "RouteTableId")}|${text(order, "DestinationCidrBlock")}`,
    {
      required: ["RouteTableId"],
      createOnly: [
        "DestinationCidrBlock",
        "DestinationIpv6CidrBlock",
        "DestinationPrefixListId",
        "RouteTableId",
      ],
    },
  ),
  "AWS::EC2::SubnetRouteTableAssociation": piece("rtbassoc", {
    required: ["RouteTableId", "SubnetId"],
    createOnly: ["RouteTableId", "SubnetId"],
    attributes: { Id: itsId },
  }),
  "AWS::EC2::VPCEndpoint": piece("vpce", {
    required: ["VpcId"],
    attributes: { Id: itsId },
    createOnly: [
      "ResourceConfigurationArn",
      "ServiceName",
      "ServiceNetworkArn",
      "ServiceRegion",
      "VpcEndpointType",
      "VpcId",
    ],
    // Of `DnsOptions` the schema names two members as create-only.
    conditional: ["DnsOptions"],
    tagged: "vpc-endpoint",
    costs: (order) => text(order, "VpcEndpointType") === "Interface",
  }),
  "AWS::EC2::SecurityGroup": piece("sg", {
    required: ["GroupDescription"],
    attributes: { GroupId: itsId, Id: itsId, VpcId: asGiven("VpcId") },
    createOnly: ["GroupDescription", "GroupName", "VpcId"],
    customName: "GroupName",
    tagged: "security-group",
  }),
  "AWS::EC2::SecurityGroupIngress": piece("sgr", {
    required: ["IpProtocol"],
    attributes: { Id: itsId },
    createOnly: [
      "CidrIp",
      "CidrIpv6",
      "FromPort",
      "GroupId",
      "GroupName",
      "IpProtocol",
      "SourcePrefixListId",
      "SourceSecurityGroupId",
      "SourceSecurityGroupName",
      "SourceSecurityGroupOwnerId",
      "ToPort",
    ],
  }),
};

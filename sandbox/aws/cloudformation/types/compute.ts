import type { ResourceType } from "../resource-types.ts";
import { arn, ec2Id } from "./order.ts";

/** The dashboard's host; the sandbox runs no Metabase on it. */
export const dashboardTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::EC2::Instance": {
    seconds: 25,
    required: [],
    attributes: [
      "AvailabilityZone",
      "InstanceId",
      "PrivateDnsName",
      "PrivateIp",
      "PublicDnsName",
      "PublicIp",
    ],
    createOnly: [
      "AvailabilityZone",
      "CpuOptions",
      "ElasticGpuSpecifications",
      "ElasticInferenceAccelerators",
      "EnclaveOptions",
      "HibernationOptions",
      "HostResourceGroupArn",
      "ImageId",
      "Ipv6AddressCount",
      "Ipv6Addresses",
      "KeyName",
      "LaunchTemplate",
      "LicenseSpecifications",
      "NetworkInterfaces",
      "PlacementGroupName",
      "PrivateIpAddress",
      "SecurityGroups",
      "SubnetId",
    ],
    conditional: [
      "AdditionalInfo",
      "Affinity",
      "BlockDeviceMappings",
      "EbsOptimized",
      "HostId",
      "InstanceType",
      "KernelId",
      "PrivateDnsNameOptions",
      "RamdiskId",
      "SecurityGroupIds",
      "Tenancy",
      "UserData",
    ],
    // The disk of every instance here is EBS's: type and user data change by a stop and a start, the disks never do.
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html
    isReplacedBy: (property) => property === "BlockDeviceMappings",
    isTaggable: true,
    begin: (order) => {
      const id = ec2Id("i");
      const { region } = order.setting;
      return {
        physicalId: id,
        attributes: {
          AvailabilityZone: `${region}a`,
          InstanceId: id,
          PrivateDnsName: `ip-10-20-128-10.${region}.compute.internal`,
          PrivateIp: "10.20.128.10",
          // A documentation address (RFC 5737): nobody can reach it.
          PublicDnsName: `ec2-203-0-113-10.${region}.compute.amazonaws.com`,
          PublicIp: "203.0.113.10",
        },
        arn: arn(order, "ec2", `instance/${id}`),
      };
    },
    costs: () => true,
  },
};

import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { ResourceType } from "../resource-types.ts";
import { arn, fields, generatedName, text } from "./order.ts";

/** The cluster, which EMR's stand-in launches and ends, and what it encrypts its disks by. */
export const clusterTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::EMR::Cluster": {
    seconds: 0,
    required: ["Instances", "JobFlowRole", "Name", "ServiceRole"],
    attributes: ["Id", "MasterPublicDNS"],
    createOnly: [
      "AdditionalInfo",
      "Applications",
      "AutoScalingRole",
      "BootstrapActions",
      "Configurations",
      "CustomAmiId",
      "EbsRootVolumeIops",
      "EbsRootVolumeSize",
      "EbsRootVolumeThroughput",
      "JobFlowRole",
      "KerberosAttributes",
      "LogEncryptionKmsKeyId",
      "LogUri",
      "Name",
      "OSReleaseLabel",
      "PlacementGroupConfigs",
      "ReleaseLabel",
      "ScaleDownBehavior",
      "SecurityConfiguration",
      "ServiceRole",
      "Steps",
    ],
    // The schema is silent about what `Instances` holds; the documentation of JobFlowInstancesConfig and of
    // InstanceGroupConfig lets counts and protection change, and replaces the cluster for the rest.
    conditional: ["Instances"],
    isReplacedBy: (_property, before, after) => !isDeepStrictEqual(unchangeable(before), unchangeable(after)),
    update: ({ world, properties }, id) => world.emr.modify(id, properties),
    isTaggable: true,
    begin: (order) => {
      const { id, masterPublicDns } = order.world.emr.launch(order.properties);
      return {
        physicalId: id,
        attributes: { Id: id, MasterPublicDNS: masterPublicDns },
        arn: arn(order, "elasticmapreduce", `cluster/${id}`),
      };
    },
    ready: ({ world }, id) => world.emr.ready(id),
    remove: ({ world }, id) => world.emr.terminate(id),
    costs: ({ world }, id) =>
      !["TERMINATED", "TERMINATED_WITH_ERRORS", undefined].includes(world.emr.state(id)),
  },
  "AWS::EMR::SecurityConfiguration": {
    seconds: 3,
    required: ["SecurityConfiguration"],
    attributes: [],
    createOnly: ["Name", "SecurityConfiguration"],
    customName: "Name",
    isTaggable: false,
    begin: (order) => ({ physicalId: text(order, "Name") || generatedName(order, 128), attributes: {} }),
  },
  // Deleting a key schedules its deletion, after 7 days at least; AWS stops billing it at that moment.
  "AWS::KMS::Key": {
    seconds: 3,
    required: [],
    attributes: ["Arn", "KeyId"],
    createOnly: [],
    isTaggable: true,
    lacksSystemTags: true,
    staysListed: true,
    begin: (order) => {
      const id = randomUUID();
      const keyArn = arn(order, "kms", `key/${id}`);
      return { physicalId: id, attributes: { Arn: keyArn, KeyId: id }, arn: keyArn };
    },
    costs: () => true,
  },
};

/** What of `Instances` cannot be changed in a running cluster. */
function unchangeable(instances: unknown): unknown {
  const { TerminationProtected: _protected, ...rest } = fields(instances);
  const withoutCount = (group: unknown): unknown => {
    const { InstanceCount: _count, AutoScalingPolicy: _policy, ...kept } = fields(group);
    return kept;
  };
  return { ...rest, CoreInstanceGroup: withoutCount(rest["CoreInstanceGroup"]) };
}

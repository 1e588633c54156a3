import { randomUUID } from "node:crypto";
import type { ResourceType } from "../resource-types.ts";
import { arn, generatedName, text } from "./order.ts";

/** The cluster, which EMR's stand-in launches and ends, and what it encrypts its disks by. */
export const clusterTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::EMR::Cluster": {
    seconds: 0,
    required: ["Instances", "JobFlowRole", "Name", "ServiceRole"],
    attributes: ["Id", "MasterPublicDNS"],
    createOnly: [
      "Applications",
      "BootstrapActions",
      "Configurations",
      "JobFlowRole",
      "LogUri",
      "Name",
      "ReleaseLabel",
      "SecurityConfiguration",
      "ServiceRole",
    ],
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
    isTaggable: false,
    begin: (order) => ({ physicalId: text(order, "Name") || generatedName(order, 128), attributes: {} }),
  },
  // Deleting a key schedules its deletion; AWS stops billing it at that moment.
  "AWS::KMS::Key": {
    seconds: 3,
    required: [],
    attributes: ["Arn", "KeyId"],
    createOnly: [],
    isTaggable: true,
    begin: (order) => {
      const id = randomUUID();
      const keyArn = arn(order, "kms", `key/${id}`);
      return { physicalId: id, attributes: { Arn: keyArn, KeyId: id }, arn: keyArn };
    },
    costs: () => true,
  },
};

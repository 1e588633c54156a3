import { AwsError } from "../../service.ts";
import type { Order, ResourceType } from "../resource-types.ts";
import { lakeDocuments } from "./lake-documents.ts";
import { fields, generatedName, tagsOf, text } from "./order.ts";

/** The bucket and its policy, kept in S3's stand-in. */
export const lakeTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::S3::Bucket": {
    seconds: 20,
    required: [],
    attributes: ["Arn", "DomainName", "RegionalDomainName"],
    createOnly: ["BucketName", "BucketNamePrefix", "BucketNamespace"],
    customName: "BucketName",
    exists: ({ lake }, name) => lake.hasBucket(name),
    isTaggable: true,
    begin: (order) => {
      const name = text(order, "BucketName") || generatedName(order, 63).toLowerCase();
      const { lake } = order.world;
      const versioning = fields(order.properties["VersioningConfiguration"]);
      lake.createBucket(name, { versioned: versioning["Status"] === "Enabled", tags: tagsOf(order) });
      for (const { subResource, document } of lakeDocuments(order.properties)) {
        lake.configure(name, subResource, document);
      }
      const bucketArn = `arn:aws:s3:::${name}`;
      return {
        physicalId: name,
        attributes: {
          Arn: bucketArn,
          DomainName: `${name}.s3.amazonaws.com`,
          RegionalDomainName: `${name}.s3.${order.setting.region}.amazonaws.com`,
        },
        arn: bucketArn,
      };
    },
    update: (order, name, former) => {
      const { lake } = order.world;
      const settings = lakeDocuments(order.properties);
      for (const { subResource, document } of settings) lake.configure(name, subResource, document);
      for (const { subResource } of lakeDocuments(former)) {
        if (!settings.some((setting) => setting.subResource === subResource)) lake.unset(name, subResource);
      }
      lake.tag(name, tagsOf(order));
    },
    remove: ({ world }, name) => removeBucket(world, name),
    costs: ({ world }, name) => world.lake.hasBucket(name),
  },
  // The policy goes with its bucket: in a deletion the bucket follows at once.
  "AWS::S3::BucketPolicy": {
    seconds: 3,
    required: ["Bucket", "PolicyDocument"],
    attributes: [],
    createOnly: ["Bucket"],
    isTaggable: false,
    begin: (order) => {
      const bucket = text(order, "Bucket");
      order.world.lake.configure(bucket, "policy", JSON.stringify(order.properties["PolicyDocument"]));
      return { physicalId: bucket, attributes: {} };
    },
    update: ({ world, properties }, bucket) =>
      world.lake.configure(bucket, "policy", JSON.stringify(properties["PolicyDocument"])),
  },
};

/** A bucket that somebody deleted already is what the deletion wants. */
function removeBucket({ lake }: Order["world"], name: string): void {
  try {
    lake.deleteBucket(name);
  } catch (error) {
    if (!(error instanceof AwsError && error.code === "NoSuchBucket")) throw error;
  }
}

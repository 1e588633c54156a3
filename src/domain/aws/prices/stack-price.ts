import type { StackParameters } from "../stack-parameters.ts";
import type { Price, PriceSource, RegionPrices } from "./price-table.ts";
import { priceTable } from "./price-table.ts";
import type { Template, TemplateResource } from "./template-values.ts";
import { TemplateValues } from "./template-values.ts";

export const HOURS_OF_DAY = 24;
/** AWS counts a month as so many hours. */
const HOURS_OF_MONTH = 730;

/** GiB of the disk that EMR gives each node for its system, from release 6.15 on, where nothing else is asked for. */
const EMR_ROOT_GIB = 15;

/** A part of what a stack costs while it stands, whether anything runs on it or not. */
export interface PriceLine {
  readonly what: PricedPart;
  /** US dollars. */
  readonly perHour: number;
  readonly sources: readonly PriceSource[];
}

/** The parts, in the order in which they are told. */
export const pricedParts = [
  "Spark cluster",
  "warehouse",
  "dashboard host",
  "disks",
  "public address",
  "endpoint",
  "key and secret",
] as const;
export type PricedPart = (typeof pricedParts)[number];

/** What a stack costs by the hour; or what of it has no price in the table, so that no sum is told. */
export type StackPrice =
  | {
      readonly is: "known";
      readonly lines: readonly PriceLine[];
      readonly perHour: number;
      readonly perDay: number;
      /** Each row of the table behind it was compared with AWS's own list. */
      readonly isVerified: boolean;
    }
  | { readonly is: "unknown"; readonly missing: readonly string[] };

/** What is taken from the table, and how often. */
interface Billed {
  readonly part: PricedPart;
  readonly times: number;
  readonly name: string;
  readonly price: Price | undefined;
}

/**
 * The price of a template with parameters in a region, on demand, by the table of `price-table.ts`. What is billed by use (bytes
 * that are stored, sent or scanned) is not in it.
 */
export function stackPrice({
  template,
  parameters,
  region,
}: {
  readonly template: Template;
  readonly parameters: StackParameters;
  readonly region: string;
}): StackPrice {
  const prices = priceTable[region];
  if (prices === undefined) return { is: "unknown", missing: [region] };
  const values = new TemplateValues(template, parameters);
  const billed = values.resources.flatMap((resource) => billedBy(resource, values, prices));
  const missing = billed.filter(({ price }) => price === undefined).map(({ name }) => `${name} in ${region}`);
  if (missing.length > 0) return { is: "unknown", missing: [...new Set(missing)] };
  const lines = pricedParts.flatMap((what) => lineOf(what, billed));
  const perHour = lines.reduce((sum, line) => sum + line.perHour, 0);
  const isVerified = lines.every(({ sources }) => sources.every((source) => source.isVerified));
  return { is: "known", lines, perHour, perDay: perHour * HOURS_OF_DAY, isVerified };
}

function lineOf(what: PricedPart, all: readonly Billed[]): readonly PriceLine[] {
  const billed = all.filter(({ part, times }) => part === what && times > 0);
  if (billed.length === 0) return [];
  const perHour = billed.reduce((sum, { times, price }) => sum + times * (price?.usd ?? 0), 0);
  return [{ what, perHour, sources: [...new Set(billed.flatMap(({ price }) => price?.source ?? []))] }];
}

/** By type of resource, what of it is billed by the hour. Every other type is free, or billed by use. */
function billedBy(
  { type, properties }: TemplateResource,
  values: TemplateValues,
  prices: RegionPrices,
): readonly Billed[] {
  const ofMonth = 1 / HOURS_OF_MONTH;
  const disk = (times: number): Billed => ({
    ...{ part: "disks", times: times * ofMonth, name: "gp3", price: prices.gp3Month },
  });
  switch (type) {
    case "AWS::EMR::Cluster":
      return ["MasterInstanceGroup", "CoreInstanceGroup", "TaskInstanceGroup"].flatMap((group) => {
        const at = ["Instances", group];
        const nodes = values.number(properties, [...at, "InstanceCount"], 0);
        const kind = String(values.at(properties, ...at, "InstanceType"));
        const gib = values
          .list(properties, ...at, "EbsConfiguration", "EbsBlockDeviceConfigs")
          .map(
            (one) =>
              values.number(one, ["VolumeSpecification", "SizeInGB"], 0) *
              values.number(one, ["VolumesPerInstance"], 1),
          )
          .reduce((sum, one) => sum + one, EMR_ROOT_GIB);
        if (nodes === 0) return [];
        return [
          { part: "Spark cluster", times: nodes, name: kind, price: prices.ec2[kind] } as const,
          { part: "Spark cluster", times: nodes, name: `${kind} (EMR)`, price: prices.emr[kind] } as const,
          disk(nodes * gib),
        ];
      });
    case "AWS::Redshift::Cluster": {
      const kind = String(values.at(properties, "NodeType"));
      const nodes = values.number(properties, ["NumberOfNodes"], 1);
      const hasSecret = values.at(properties, "ManageMasterPassword") === true;
      return [
        { part: "warehouse", times: nodes, name: kind, price: prices.redshift[kind] },
        ...(hasSecret
          ? [{ part: "key and secret", times: ofMonth, name: "secret", price: prices.secretMonth } as const]
          : []),
      ];
    }
    case "AWS::EC2::Instance": {
      const kind = String(values.at(properties, "InstanceType"));
      const disks = values.list(properties, "BlockDeviceMappings");
      const addresses = values
        .list(properties, "NetworkInterfaces")
        .filter((one) => values.at(one, "AssociatePublicIpAddress") === true);
      return [
        { part: "dashboard host", times: 1, name: kind, price: prices.ec2[kind] },
        ...disks.map((one) => disk(values.number(one, ["Ebs", "VolumeSize"], 0))),
        ...addresses.map(
          () => ({ part: "public address", times: 1, name: "IPv4", price: prices.ipv4 }) as const,
        ),
      ];
    }
    case "AWS::EC2::VPCEndpoint": {
      const isBilled = values.at(properties, "VpcEndpointType") === "Interface";
      const zones = isBilled ? values.list(properties, "SubnetIds").length : 0;
      return [{ part: "endpoint", times: zones, name: "endpoint", price: prices.endpoint }];
    }
    case "AWS::KMS::Key":
      return [{ part: "key and secret", times: ofMonth, name: "key", price: prices.keyMonth }];
    default:
      return [];
  }
}

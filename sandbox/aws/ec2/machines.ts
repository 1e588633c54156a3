import type { Operation, Setting } from "../service.ts";
import { AwsError } from "../service.ts";
import type { NetworkPieces } from "./network.ts";
import { zonesOf } from "./zones.ts";

/** vCPUs and threads per core of the types that the template allows: https://aws.amazon.com/ec2/instance-types/. */
const shapes: Readonly<Record<string, { readonly vcpus: number; readonly threads: number }>> = {
  "m4.xlarge": { vcpus: 4, threads: 2 },
  "m5.xlarge": { vcpus: 4, threads: 2 },
  "m5.2xlarge": { vcpus: 8, threads: 2 },
  "m6a.xlarge": { vcpus: 4, threads: 2 },
  "m6g.xlarge": { vcpus: 4, threads: 1 },
  "m6i.xlarge": { vcpus: 4, threads: 2 },
  "m7g.xlarge": { vcpus: 4, threads: 1 },
  "m7i.xlarge": { vcpus: 4, threads: 2 },
  "m8g.xlarge": { vcpus: 4, threads: 1 },
  "t2.large": { vcpus: 2, threads: 1 },
  "t3.medium": { vcpus: 2, threads: 2 },
  "t3.large": { vcpus: 2, threads: 2 },
  "t3.xlarge": { vcpus: 4, threads: 2 },
};

interface Filter {
  readonly Name?: string;
  readonly Value?: readonly string[];
}

/** Zones, types of machines and where they are offered, and the machines that run. */
export function machineOperations(
  setting: Setting,
  owners: readonly NetworkPieces[],
): Readonly<Record<string, Operation>> {
  const { region, account } = setting;
  const zones = zonesOf(region);
  const isOffered = (zone: string, type: string) => {
    const { notOffered } = setting.circumstances;
    return !notOffered.includes(type) && !notOffered.includes(`${zone} ${type}`);
  };
  return {
    DescribeAvailabilityZones: () => ({
      availabilityZoneInfo: zones.map((zoneName, index) => ({
        zoneName,
        zoneId: `${region.replace(/^(..)-(.).*-(\d)$/, "$1$2$3")}-az${index + 1}`,
        zoneState: "available",
        regionName: region,
        groupName: `${region}-zg-1`,
        networkBorderGroup: region,
        zoneType: "availability-zone",
        optInStatus: "opt-in-not-required",
        messageSet: [],
      })),
    }),
    DescribeInstanceTypeOfferings(input) {
      if (input["LocationType"] !== "availability-zone") {
        throw new AwsError(
          "InvalidParameterValue",
          "Only the location type availability-zone is played here.",
        );
      }
      const wanted = valuesOf(input, "instance-type");
      const places = zones.flatMap((location) =>
        Object.keys(shapes).map((instanceType) => ({
          instanceType,
          locationType: "availability-zone",
          location,
        })),
      );
      return {
        instanceTypeOfferingSet: places
          .filter(({ instanceType, location }) => isOffered(location, instanceType))
          .filter(({ instanceType }) => wanted.length === 0 || wanted.includes(instanceType)),
      };
    },
    DescribeInstanceTypes(input) {
      const types = (input["InstanceType"] ?? []) as readonly string[];
      const unknown = types.filter((type) => !zones.some((zone) => isOffered(zone, type)) || !shapes[type]);
      if (unknown.length > 0) {
        throw new AwsError(
          "InvalidInstanceType",
          `The following supplied instance types do not exist: [${unknown.join(", ")}]`,
        );
      }
      return {
        instanceTypeSet: types.map((instanceType) => ({
          instanceType,
          currentGeneration: !/^(m4|t2)\./.test(instanceType),
          vCpuInfo: coresOf(instanceType),
        })),
      };
    },
    DescribeInstances: () => ({
      reservationSet: owners
        .flatMap((owner) => owner.networkPieces())
        .filter(({ type }) => type === "AWS::EC2::Instance")
        .map(({ id, properties, tags }) => {
          const instanceType = String(properties["InstanceType"]);
          const { defaultCores = 1, defaultThreadsPerCore = 1 } = coresOf(instanceType);
          return {
            reservationId: id.replace("i-", "r-"),
            ownerId: account,
            groupSet: [],
            instancesSet: [
              {
                instanceId: id,
                instanceType,
                instanceState: { code: 16, name: "running" },
                cpuOptions: { coreCount: defaultCores, threadsPerCore: defaultThreadsPerCore },
                tagSet: Object.entries(tags).map(([key, value]) => ({ key, value })),
              },
            ],
          };
        }),
    }),
  };
}

function coresOf(type: string) {
  const { vcpus, threads } = shapes[type] ?? { vcpus: 2, threads: 2 };
  return { defaultVCpus: vcpus, defaultCores: vcpus / threads, defaultThreadsPerCore: threads };
}

/** Throws `InvalidParameterValue` for a filter that is not played. */
function valuesOf(input: Record<string, unknown>, name: string): readonly string[] {
  const filters = (input["Filter"] ?? []) as readonly Filter[];
  const stranger = filters.find((filter) => filter.Name !== name);
  if (stranger !== undefined) {
    throw new AwsError("InvalidParameterValue", `The filter '${stranger.Name}' is invalid`);
  }
  return filters.flatMap(({ Value = [] }) => Value);
}

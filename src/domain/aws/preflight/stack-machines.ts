/** The machines that a plan would start. */
export interface MachinesToStart {
  /** Their zone; `null`: the region's first. */
  readonly zone: string | null;
  /** The type of each machine. */
  readonly types: readonly string[];
}

/** The template's own values, as far as they are about machines; a test holds them against it. */
export const templateDefaults = {
  Zone: "",
  EmrInstanceType: "m5.xlarge",
  EmrCoreCount: "2",
  MetabaseInstanceType: "t3.large",
} as const;

/** What parameters over the template's own values want, beyond the machines of a stack that stands (`null`: there is none). */
export function machinesToStart(
  parameters: Readonly<Record<string, string>>,
  standing: Readonly<Record<string, string>> | null,
): MachinesToStart {
  const wanted = { ...templateDefaults, ...parameters };
  const there = standing === null ? null : { ...templateDefaults, ...standing };
  const isSameCluster = there?.EmrInstanceType === wanted.EmrInstanceType;
  // A primary node beside the core nodes. More of them join a cluster that stands; another type is another cluster.
  const nodes = isSameCluster
    ? Math.max(0, Number(wanted.EmrCoreCount) - Number(there.EmrCoreCount))
    : 1 + Number(wanted.EmrCoreCount);
  const hosts = there?.MetabaseInstanceType === wanted.MetabaseInstanceType ? 0 : 1;
  return {
    zone: wanted.Zone === "" ? null : wanted.Zone,
    types: [
      ...Array<string>(nodes).fill(wanted.EmrInstanceType),
      ...Array<string>(hosts).fill(wanted.MetabaseInstanceType),
    ],
  };
}

/**
 * Whether that instance counts towards the quota "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances":
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html
 */
export function isStandard(instanceType: string): boolean {
  return /^(a|c|d|d3en|h|i|im|is|m|r|t|z)\d/.test(instanceType);
}

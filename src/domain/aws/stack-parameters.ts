import { Problem } from "../problem.ts";
import type { DailyTime } from "../schedule/due-days.ts";
import { maintenanceWindow } from "./maintenance-window.ts";

/** Parameters of the template, by name. */
export type StackParameters = Readonly<Record<string, string>>;

/** In place of an image's id: the newest that AWS has by then. */
const NEWEST = "latest";

/**
 * The image of the dashboard's host: the one that is asked for, else the one it stands on, because another one makes the
 * host anew, and Metabase's own data with it. `null`: the newest is to be looked up.
 */
export function imageOfDashboard({
  asked,
  standing,
}: {
  /** `LOANS_STACK_PARAMETERS`. */
  readonly asked: StackParameters;
  /** Of the stack as it is; none where there is no stack. */
  readonly standing: StackParameters;
}): string | null {
  const wanted = asked["MetabaseAmi"] ?? standing["MetabaseAmi"] ?? NEWEST;
  return wanted === NEWEST ? null : wanted;
}

/** All parameters that a plan names: what people ask for goes before what follows from the rest of the configuration. */
export function stackParameters({
  asked,
  bucket,
  image,
  schedule,
  year,
}: {
  readonly asked: StackParameters;
  readonly bucket: string;
  readonly image: string;
  /** `null`: days are run by hand alone. */
  readonly schedule: DailyTime | null;
  readonly year: number;
}): StackParameters {
  return {
    BucketName: bucket,
    ...(schedule === null ? {} : { RedshiftMaintenanceWindow: maintenanceWindow(schedule, year) }),
    ...asked,
    MetabaseAmi: image,
  };
}

/**
 * What is wrong with the zones that are asked for, as far as it can be told without asking AWS; `null`: nothing. Those of a
 * stack that is there are settled: its subnets would be made anew beside the old ones, and EC2 refuses two of one range.
 */
export function zonesProblem({
  asked,
  standing,
  region,
}: {
  readonly asked: StackParameters;
  /** Of the stack as it is; none where there is no stack. */
  readonly standing: StackParameters;
  readonly region: string;
}): Problem | null {
  const { Zone: zone = "", SecondZone: second = "" } = asked;
  const { Zone: itsZone = "", SecondZone: itsSecond = "" } = standing;
  if (Object.keys(standing).length > 0 && (zone !== itsZone || second !== itsSecond)) {
    const says = `the stack was made with ${zoneWords(itsZone, itsSecond)}, and is asked for with ${zoneWords(zone, second)}`;
    return new Problem("zones-settled", `reading the zones of the stack: ${says}`, {
      remedy:
        "put Zone and SecondZone in LOANS_STACK_PARAMETERS back to what they were; other zones take a `/loans teardown` first",
    });
  }
  const foreign = [zone, second].find((one) => one !== "" && !one.startsWith(region));
  const says =
    foreign !== undefined
      ? `"${foreign}" is no zone of ${region}`
      : zone !== "" && second === ""
        ? `Zone is "${zone}", and no SecondZone is named`
        : zone !== "" && zone === second
          ? `Zone and SecondZone are both "${zone}"`
          : null;
  if (says === null) return null;
  return new Problem("zones-unfit", `reading the zones of the stack: ${says}`, {
    remedy: `name two zones of ${region} as Zone and SecondZone in LOANS_STACK_PARAMETERS, or neither`,
  });
}

function zoneWords(zone: string, second: string): string {
  return zone === "" && second === ""
    ? "the region's first zones"
    : `${zone || "the region's first zone"} and ${second || "its second"}`;
}

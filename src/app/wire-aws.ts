import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { AuditPlace } from "../aws/audit-place.ts";
import { openAuditPlace } from "../aws/audit-place.ts";
import type { HearsCall } from "../aws/clients.ts";
import { createClients } from "../aws/clients.ts";
import { createClusters } from "../aws/clusters.ts";
import { createIdentity } from "../aws/identity.ts";
import { createImages } from "../aws/images.ts";
import { createLake } from "../aws/lake.ts";
import { createNetwork } from "../aws/network.ts";
import { createPreflight } from "../aws/preflight/preflight.ts";
import { createRegionalLake } from "../aws/regional-lake.ts";
import { openSource } from "../aws/source.ts";
import { stackPricer } from "../aws/stack-pricer.ts";
import { createStacks } from "../aws/stacks.ts";
import { createTagged } from "../aws/tagged-resources.ts";
import { createWarehouse } from "../aws/warehouse.ts";
import type { Config } from "../config/config.ts";
import type { Day } from "../domain/day.ts";
import { dayIn } from "../domain/day.ts";
import type { Contract } from "../domain/loans/contract/contract.ts";
import type { Settings, World } from "../jobs/workflows/world.ts";
import { readContract } from "./read-contract.ts";

/** AWS, and the place where the days' files come from. */
export type Aws = Pick<
  World,
  | "stacks"
  | "clusters"
  | "warehouse"
  | "lake"
  | "network"
  | "tagged"
  | "identity"
  | "preflight"
  | "images"
  | "source"
> & {
  /** Reads what the days' files are, as `readContract`. */
  readonly contract: () => Promise<Contract>;
  /** Where the audit record is kept beside Redis; `null`: nowhere. */
  readonly auditPlace: AuditPlace | null;
};

/** Reaches AWS as configured; nothing is asked yet. */
export function wireAws(
  config: Pick<Config, "aws" | "daily" | "audit" | "stack">,
  how: {
    /** Hears of each call. */
    readonly called?: HearsCall;
    /** How long AWS may say nothing before a try is given up, in milliseconds. */
    readonly silenceMs?: number | undefined;
  } = {},
): Aws {
  const clients = createClients(config.aws, how);
  const sources = createRegionalLake(clients);
  const placeOf = (day: Day) => config.daily.source.replaceAll("{date}", day);
  return {
    stacks: createStacks(clients),
    clusters: createClusters(clients),
    warehouse: createWarehouse(clients),
    lake: createLake(clients),
    network: createNetwork(clients),
    tagged: createTagged(clients),
    identity: createIdentity(clients),
    images: createImages(clients),
    preflight: createPreflight(
      clients,
      () => placeOf(dayIn(config.daily.zone, new Date())),
      config.audit.place,
    ),
    source: (day) => {
      const place = placeOf(day);
      return { name: basename(place), file: openSource(place, sources) };
    },
    auditPlace:
      config.audit.place === null ? null : openAuditPlace(config.audit.place, config.stack.name, sources),
    contract: async () => await readContract(config.daily.contract, (place) => openSource(place, sources)),
  };
}

/** What is the same for every run: from the configuration, the contract, and the product's own files. */
export async function readSettings(
  { stack, daily, pace, people }: Pick<Config, "stack" | "daily" | "pace" | "people">,
  { contract, network }: Pick<Aws, "contract" | "network">,
): Promise<Settings> {
  const file = async (path: string) => await readFile(new URL(`../../${path}`, import.meta.url));
  const template = (await file("cloudformation/loan-tracker.yaml")).toString("utf8");
  return {
    stack: stack.name,
    bucket: stack.bucket,
    parameters: stack.parameters,
    contract: await contract(),
    calendar: daily.calendar,
    isFileOfAllDays: !daily.source.includes("{date}"),
    schedule: daily.at === null ? null : { time: daily.at, zone: daily.zone },
    pace,
    approvals: people.approvals,
    template,
    priceOf: stackPricer(template, network.region),
    script: await file("spark/loan_tracker.py"),
  };
}

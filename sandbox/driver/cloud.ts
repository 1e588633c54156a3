import type { Effect } from "../aws/service.ts";
import type { FaultRule } from "./control-door.ts";
import { openControlDoor } from "./control-door.ts";

/** The AWS stand-in as who is behind it sees it: what was really done there, and what goes wrong or takes its time. */
export interface Cloud {
  /** Every effect so far, oldest first. */
  effects(): Promise<readonly Effect[]>;
  /** Those of one operation on whatever is named so. */
  ledger(filter: { readonly operation: string; readonly prefix: string }): Promise<readonly Effect[]>;
  /** What would still cost money. */
  leftovers(): Promise<readonly unknown[]>;
  awsFault(rule: FaultRule): Promise<void>;
  /** How often AWS faults fired, all together. */
  firedFaults(): Promise<number>;
  /** AWS faults are forgotten, also those that have fired. */
  clearAwsFaults(): Promise<void>;
  /** From now on the account is like that, as far as it is named: no quota, a bucket of somebody else … */
  account(changed: Readonly<Record<string, unknown>>): Promise<void>;
  /** The account is a usual one again. */
  usualAccount(): Promise<void>;
  /** From now on AWS's waits are divided by this; what waits already keeps its time. */
  awsSpeed(speed: number): Promise<void>;
}

/** The AWS stand-in at that URL. */
export function openCloud(url: string): Cloud {
  const { get, post, reset, fault, firedFaults, clearFaults } = openControlDoor(url);
  const effects = async () => (await get("ledger")) as readonly Effect[];
  return {
    effects,
    ledger: async ({ operation, prefix }) =>
      (await effects()).filter((effect) => effect.operation === operation && effect.name.startsWith(prefix)),
    leftovers: async () => ((await get("leftovers")) as { readonly leftovers: readonly unknown[] }).leftovers,
    awsFault: fault,
    firedFaults,
    clearAwsFaults: clearFaults,
    account: async (changed) => void (await post("account", changed)),
    usualAccount: async () => void (await reset("account")),
    awsSpeed: async (speed) => void (await post("speed", { speed })),
  };
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { usualCircumstances } from "../../../sandbox/aws/circumstances.ts";
import type { Faults } from "../../../sandbox/aws/faults.ts";
import { createFaults } from "../../../sandbox/aws/faults.ts";
import { openLedger } from "../../../sandbox/aws/ledger.ts";
import type { S3Store } from "../../../sandbox/aws/s3/store.ts";
import { openStore } from "../../../sandbox/aws/s3/store.ts";
import type { Setting } from "../../../sandbox/aws/service.ts";
import type { SnapshotDirectory } from "../../../sandbox/aws/snapshots.ts";
import { openSnapshots } from "../../../sandbox/aws/snapshots.ts";

/** What the stand-in's services are given, without its server. */
export interface Surroundings {
  readonly setting: Setting & { readonly failures: Faults; readonly snapshots: SnapshotDirectory };
  readonly lake: S3Store;
  /** The same directory after the stand-in was stopped and started: nothing but what it wrote down is left. */
  reopen(): Surroundings;
  /** Closes the store and removes the directory. */
  remove(): void;
}

/** Opens a setting in a directory of its own. */
export function openSurroundings({
  speed,
  home = mkdtempSync(join(tmpdir(), "aws-setting-")),
}: {
  readonly speed: number;
  readonly home?: string;
}): Surroundings {
  const now = () => new Date();
  const region = "us-west-1";
  const lake = openStore(join(home, "s3"), { now, region, circumstances: usualCircumstances });
  const snapshots = openSnapshots(join(home, "state"));
  return {
    setting: {
      region,
      account: "123456789012",
      stack: "loan-tracker",
      speed,
      home,
      ledger: openLedger(join(home, "ledger.jsonl"), now),
      failures: createFaults(),
      circumstances: usualCircumstances,
      snapshots,
      now,
    },
    lake,
    reopen() {
      snapshots.flush();
      lake.close();
      return openSurroundings({ speed, home });
    },
    remove() {
      snapshots.flush();
      lake.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

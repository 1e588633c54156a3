import { audit } from "./audit.ts";
import { cancel } from "./cancel.ts";
import { chart } from "./chart.ts";
import type { AnyCommandEntry } from "./command-entry.ts";
import { compare } from "./compare.ts";
import { deploy } from "./deploy.ts";
import { helpOn } from "./help.ts";
import { lock } from "./lock.ts";
import { logs } from "./logs.ts";
import { menu } from "./menu.ts";
import { release } from "./release.ts";
import { retry } from "./retry.ts";
import { run } from "./run.ts";
import { runs } from "./runs.ts";
import { schedule } from "./schedule.ts";
import { skip } from "./skip.ts";
import { status } from "./status.ts";
import { summary } from "./summary.ts";
import { teardown } from "./teardown.ts";
import { trend } from "./trend.ts";
import { unlock } from "./unlock.ts";
import { unskip } from "./unskip.ts";
import { withdraw } from "./withdraw.ts";

/** Every command, in the order in which help lists them. Help, the manifest's usage hint and routing read this table. */
export const commands: readonly AnyCommandEntry[] = [
  deploy,
  run,
  status,
  runs,
  summary,
  chart,
  compare,
  trend,
  skip,
  unskip,
  schedule,
  release,
  withdraw,
  lock,
  unlock,
  cancel,
  retry,
  logs,
  audit,
  teardown,
  menu,
  helpOn(() => commands),
];

/** What Slack shows while somebody types: its only completion of what may follow `/loans`. */
export function usageHint(): string {
  return commands.map(({ usage }) => usage).join(" | ");
}

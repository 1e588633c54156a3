import { alerts } from "./alerts.ts";
import { backfill } from "./backfill.ts";
import { batch } from "./batch.ts";
import type { CardFamily } from "./card-state.ts";
import { deploy } from "./deploy.ts";
import { notices } from "./notices.ts";
import { summaries } from "./summaries.ts";
import { teardown } from "./teardown.ts";
import { withdraw } from "./withdraw.ts";

/** Every state of every message that the channel has of a run, a day or the timetable. */
export const cardFamilies: readonly CardFamily[] = [
  ...[batch, summaries, alerts, deploy, teardown, backfill, withdraw, notices],
];

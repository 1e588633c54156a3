import { applyRun, approveRun } from "./approve-run.ts";
import type { ActionEntry } from "./button.ts";
import { cancelRun, denyRun } from "./cancel-run.ts";
import { confirmTeardown } from "./confirm-teardown.ts";
import { moreOffers, offerButtons, openMenu } from "./offer-buttons.ts";
import { releaseDay } from "./release-day.ts";
import { retryRun } from "./retry-run.ts";
import { takeLock } from "./take-lock.ts";

/** Every button. */
export const actions: readonly ActionEntry[] = [
  applyRun,
  approveRun,
  denyRun,
  retryRun,
  cancelRun,
  releaseDay,
  confirmTeardown,
  takeLock,
  openMenu,
  moreOffers,
  ...offerButtons,
];

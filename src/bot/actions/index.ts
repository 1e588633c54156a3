import { acknowledgeWarnings } from "./acknowledge-warnings.ts";
import { applyRun, approveRun } from "./approve-run.ts";
import type { ActionEntry } from "./button.ts";
import { cancelRun, denyRun } from "./cancel-run.ts";
import { chooseNews } from "./choose-news.ts";
import { confirmTeardown } from "./confirm-teardown.ts";
import { moreOffers, offerButtons, openMenu } from "./offer-buttons.ts";
import { releaseDay } from "./release-day.ts";
import { restartRun } from "./restart-run.ts";
import { retryRun } from "./retry-run.ts";
import { skipDay } from "./skip-day.ts";
import { compareDay, compareWithDay, csvOfDay } from "./summary-buttons.ts";
import { takeLock } from "./take-lock.ts";
import { takeRun } from "./take-run.ts";
import { typeCommand } from "./type-command.ts";

/** Every button. */
export const actions: readonly ActionEntry[] = [
  applyRun,
  approveRun,
  denyRun,
  retryRun,
  restartRun,
  takeRun,
  skipDay,
  cancelRun,
  releaseDay,
  confirmTeardown,
  takeLock,
  typeCommand,
  acknowledgeWarnings,
  compareDay,
  compareWithDay,
  csvOfDay,
  openMenu,
  moreOffers,
  ...offerButtons,
  chooseNews,
];

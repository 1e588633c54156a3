import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { firstLine, startProgram } from "../../sandbox/driver/program.ts";
import { startApp } from "../../sandbox/driver/started-app.ts";
import { openSlackSender } from "../baselines/slack-sender.ts";
import type { Comparison, Figure } from "../figure.ts";
import { setZeroWaitStage } from "../stages/zero-wait-stage.ts";

/** Between one batch and the next, where a bank has one a day. */
const BATCH_EVERY_MS = 1_000;

/** How soon a command is acknowledged: when it is quiet, while batches run, and as the first one after a start. */
export const acknowledgment: Figure = {
  name: "acknowledgment",
  async measure(workshop) {
    const stage = await setZeroWaitStage(workshop);
    const { env, urls } = stage.sandbox;
    const secret = env["SLACK_SIGNING_SECRET"] ?? "";
    const bare = startProgram([join(import.meta.dirname, "..", "baselines", "bare-server.ts"), secret], {
      stderr: "inherit",
    });
    workshop.defer(() => bare.stop());
    const bareUrl = await firstLine(bare);
    const sender = await openSlackSender(workshop, secret);
    const places = [urls.app, bareUrl];
    const times = workshop.atMost(300);

    const quiet = await sender.sendPaced({ to: places, times });

    let isOver = false;
    const during = sender.sendPaced({ to: places, times }).finally(() => {
      isOver = true;
    });
    let batches = 0;
    do {
      batches += 1;
      await stage.runBatch(`2026-02-${String(batches).padStart(2, "0")}`);
      await Promise.race([wait(BATCH_EVERY_MS), during]);
    } while (!isOver);

    const [first, floor]: readonly number[][] = [[], []];
    await workshop.repeat({ times: 9, withinMs: 10_000 }, async () => {
      const app = await startApp({ env, roles: ["bot"], signal: workshop.signal });
      try {
        first?.push(await sender.send(app.url));
        floor?.push(await sender.send(bareUrl));
      } finally {
        await app.stop();
      }
    });
    return [
      comparison("when it is quiet", quiet),
      { case: "batches", ...comparison("while a batch begins every second or so", await during) },
      { case: "first", ...comparison("the first one after the start of a bot", [first ?? [], floor ?? []]) },
    ];
  },
};

function comparison(when: string, [app = [], bare = []]: readonly (readonly number[])[]): Comparison {
  return {
    unit: "ms",
    measured: { what: `acknowledgment of \`/loans status\`, ${when}`, values: app },
    baseline: {
      what: "a bare node:http server that verifies the same signature and answers 200, asked in turn with the app",
      values: bare,
    },
    aim: { of: "p99", under: 50 },
    notes: [
      `the longest took ${Math.max(...app).toFixed(0)} ms, of the baseline ${Math.max(...bare).toFixed(0)} ms`,
    ],
  };
}

import { join } from "node:path";
import { appOptions } from "../sandbox/sandbox.ts";
import { projectDirectory } from "../sandbox/setup/tools.ts";
import { freePort } from "../sandbox/supervisor.ts";
import type { Comparison, Figure } from "./figure.ts";
import { firstLine, startNode } from "./processes.ts";
import { isReady } from "./ready.ts";
import { openSlackSender } from "./slack-sender.ts";
import { setStage } from "./stage.ts";

/** AWS waits as good as nothing, Spark is real: a batch that keeps the machine busy for some seconds. */
const SPEED = 1_000;

/** How soon a command is acknowledged: when it is quiet, while a batch runs, and right after the start. */
export const acknowledgment: Figure = {
  name: "acknowledgment",
  async measure(workshop) {
    const stage = await setStage(workshop, { speed: SPEED });
    const { env, urls } = stage.sandbox;
    const secret = env["SLACK_SIGNING_SECRET"] ?? "";
    const bare = startNode([join(import.meta.dirname, "bare-server.ts"), secret]);
    workshop.defer(() => bare.stop());
    const bareUrl = await firstLine(bare);
    const sender = await openSlackSender(workshop, secret);
    const times = workshop.atMost(300);
    const comparisons: Comparison[] = [];
    const compare = (what: string, [app = [], floor = []]: readonly (readonly number[])[], name?: string) =>
      comparisons.push({
        ...(name === undefined ? {} : { case: name }),
        unit: "ms",
        measured: { what: `acknowledgment of \`/loans status\`, 40 a second, ${what}`, values: app },
        baseline: {
          what: "a bare node:http server that verifies the same signature and answers 200, asked in turn with the app",
          values: floor,
        },
        aim: { of: "p99", under: 50 },
        notes: [
          `the longest took ${Math.max(...app).toFixed(0)} ms, the baseline's ${Math.max(...floor).toFixed(0)} ms`,
        ],
      });

    compare("when it is quiet", await sender.sendPaced({ to: [urls.app, bareUrl], times }));

    let isOver = false;
    const batch = stage.runBatch("2026-01-01").finally(() => {
      isOver = true;
    });
    const during = sender.sendPaced({ to: [urls.app, bareUrl], times, isOver: () => isOver });
    await Promise.all([batch, during]);
    compare("while a batch runs on real Spark", await during, "batch");

    const port = await freePort();
    const fresh = startNode([...appOptions, join(projectDirectory, "src", "main.ts"), "bot"], {
      ...env,
      PORT: String(port),
    });
    fresh.child.stdout?.resume();
    workshop.defer(() => fresh.stop());
    const freshUrl = `http://127.0.0.1:${port}`;
    await isReady(`${freshUrl}/readyz`, workshop.signal);
    const first = await sender.sendPaced({ to: [freshUrl, bareUrl], times: workshop.atMost(100) });
    compare("the first ones after the start of a bot", first, "fresh");
    return comparisons;
  },
};

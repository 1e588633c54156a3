import { expect, test } from "vitest";
import { emrSteps } from "../../../src/jobs/workflows/batch/emr-steps.ts";

/** Which of the logs of a failed EMR step is read for its cause. */

const folder = "logs/j-1/steps/s-1/";

/** What is told of a step that failed two minutes ago, or so long, with these logs. */
async function told(logs: Readonly<Record<string, string>>, { minutesAgo = 2 } = {}) {
  const now = Date.parse("2026-11-23T04:00:00Z");
  const endedAt = new Date(now - minutesAgo * 60_000).toISOString();
  const step = {
    ...{ id: "s-1", name: "lt/r/a1/1-in", args: [], state: "FAILED", createdAt: endedAt, endedAt },
    ...{ isSettled: true, isCompleted: false, isFailed: true, isCanceled: false, isCanceling: false },
    failure: { reason: "Unknown Error.", message: "", logFile: `s3://lake/${folder}stderr.gz` },
  };
  const watched = emrSteps<unknown, unknown>({
    wish: () => ({
      ...{ clusterId: "j-1", prefix: "lt/r/a1/", runPrefix: "lt/r/" },
      ...{ steps: [{ name: step.name, args: [] }], counts: () => true },
    }),
    retryFrom: "check-source",
  });
  return await watched.observe({
    world: {
      clusters: { steps: async () => [step], see: async () => ({ isLive: true }) },
      lake: {
        tailOfGzip: async ({ key }: { readonly key: string }) =>
          logs[key.slice(folder.length)]?.split("\n") ?? null,
      },
      clock: { now: () => new Date(now) },
      settings: { pace: 1 },
    },
    journal: [],
  } as never);
}

const controller = "2026-11-23T03:58:00Z INFO startExec\njava.io.IOException: Cannot run program";

test.each([
  [{ "stderr.gz": "ValueError: no", "controller.gz": controller }, "ValueError: no"],
  [
    { "stderr.gz": "", "controller.gz": 'ERROR Cannot run program "s3-dist-cp"' },
    'Cannot run program "s3-dist-cp"',
  ],
  [
    {
      "stderr.gz": "Command exiting with ret '1'",
      "syslog.gz": "Error: java.io.IOException: No space left on device",
    },
    "java.io.IOException: No space left on device",
  ],
  [{ "stderr.gz": "Command exiting with ret '1'" }, "Command exiting with ret '1'"],
] as const)("%o", async (logs, cause) => {
  expect(await told(logs)).toMatchObject({
    is: "failed",
    problem: { says: `running the EMR step 1-in: ${cause}` },
  });
});

test("a program's own log may come yet; where it never does, EMR's tell", async () => {
  const logs = { "controller.gz": 'ERROR Cannot run program "s3-dist-cp"' };
  expect(await told(logs)).toMatchObject({ is: "underway" });
  expect(await told(logs, { minutesAgo: 7 })).toMatchObject({
    problem: { says: 'running the EMR step 1-in: Cannot run program "s3-dist-cp"' },
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultLoanFile } from "../../sandbox/data/loan-file.ts";
import { recordSpark } from "../../sandbox/spark/replay.ts";
import { cases } from "./matrix/cases.ts";
import { runCases } from "./matrix/run-cases.ts";

/** A sample of the fault matrix; `npm run faults` plays all of it. */

const home = mkdtempSync(join(tmpdir(), "fault-matrix-"));
const { signal } = new AbortController();
let recorded = "";

beforeAll(async () => {
  const loans = join(home, "loan.csv");
  writeFileSync(loans, defaultLoanFile());
  recorded = await recordSpark(loans, { cwd: join(home, "spark"), signal });
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

async function play(names: readonly string[], weakened?: string) {
  const chosen = cases.filter(({ fault, name }) => names.includes(`${fault}: ${name}`));
  expect(chosen).toHaveLength(names.length);
  const verdicts = await runCases(chosen, {
    ...{ recorded, signal, lanes: 1, lockMs: 1_500 },
    ...(weakened === undefined ? {} : { weakened }),
  });
  return new Map(verdicts.map(({ one, problem }) => [`${one.fault}: ${one.name}`, problem]));
}

const frozen = "SIGSTOP, a second worker, SIGCONT: daily-batch process after-intent";
const lagging = "a list that lags: daily-batch emr ListSteps, the submission reset after its effect";

test("struck in the middle, a batch has every effect once, right counts, one card, one summary, no lock left", async () => {
  const sample = [
    "SIGTERM: daily-batch process after-effect",
    "SIGKILL: daily-batch publish after-effect",
    "Redis killed, away longer than the lock: daily-batch process after-intent",
    "500 after the effect, 4 times: daily-batch redshift-data ExecuteStatement",
    "access denied, then Retry: daily-batch emr AddJobFlowSteps",
    "Slack's reply is lost after the effect: daily-batch chat.postMessage",
    "people: daily-batch two people ask at once",
    lagging,
  ];
  const problems = await play(sample);
  expect([...problems].filter(([, problem]) => problem !== null)).toEqual([]);
});

test("without the fence a worker that comes back submits a second time, and the matrix sees it", async () => {
  expect((await play([frozen], "no-fence")).get(frozen)).toContain(
    "2 times instead of once: emr AddJobFlowSteps",
  );
});

test("without intents a lost reply and a list that lags submit a second time, and the matrix sees it", async () => {
  expect((await play([lagging], "no-intent")).get(lagging)).toContain(
    "2 times instead of once: emr AddJobFlowSteps",
  );
});

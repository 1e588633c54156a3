import { afterAll, beforeAll, expect, test } from "vitest";
import { recordedSpark } from "../support/spark/shared-recording.ts";
import { playGrace } from "./matrix/cases/grace-case.ts";
import { cases } from "./matrix/cases/index.ts";
import { runCases } from "./matrix/run-cases.ts";

/** A sample of the fault matrix; `npm run faults` plays all of it. */

const frozen = "SIGSTOP, a second worker, SIGCONT: daily-batch process after-intent";
const lagging = "a list that lags: daily-batch emr ListSteps, the submission reset after its effect";
const unanswered = "Slack's reply is lost after the effect: daily-batch chat.postMessage of the summary";
const sample = [
  "SIGKILL: daily-batch publish after-effect",
  "Redis killed, away longer than the lock: daily-batch process after-intent",
  "500 after the effect, 4 times: daily-batch redshift-data ExecuteStatement",
  "expired credentials, then Retry: daily-batch s3 HeadObject",
  "the cluster ends and is replaced: daily-batch while 2-count runs",
  "Slack's reply is lost after the effect: daily-batch chat.postMessage",
  unanswered,
  "people: daily-batch two people ask at once",
  lagging,
  "Slack's connections: renewed all along: daily-batch",
  "Slack's connections: cut as a request is answered: daily-batch",
  "Slack's connections: cut between a command and its first message: daily-batch",
  "Slack's connections: the app killed with a mention unanswered: daily-batch",
];

/** Far more than any of it takes on a machine that does nothing else. */
const LIMIT_MS = 240_000;

const interruption = new AbortController();
let recorded = "";

type Problems = ReadonlyMap<string, string | null>;

/** Most of the time is spent waiting, so two products play beside each other; each test awaits its part. */
let sampled: Promise<Problems>;
let unfenced: Promise<Problems>;
let unmeant: Promise<Problems>;
let unseen: Promise<Problems>;
let graced: Promise<number>;

beforeAll(async () => {
  recorded = await recordedSpark();
  sampled = play(sample);
  unfenced = play([frozen], "no-fence");
  unmeant = unfenced.then(async () => await play([lagging], "no-intent"));
  unseen = unmeant.then(async () => await play([unanswered], "no-look"));
  graced = unseen.then(async () => await playGrace({ recorded, weakened: null }));
  // Each is awaited by a test, which may come to it only after it has failed.
  for (const each of [sampled, unfenced, unmeant, unseen, graced]) each.catch(() => {});
}, LIMIT_MS);

afterAll(async () => {
  interruption.abort();
  await Promise.allSettled([sampled, unfenced, unmeant, unseen, graced]);
}, LIMIT_MS);

async function play(names: readonly string[], weakened: string | null = null): Promise<Problems> {
  const chosen = cases.filter(({ fault, name }) => names.includes(`${fault}: ${name}`));
  if (chosen.length !== names.length) throw new Error("the sample names a case that there is not");
  const { verdicts, left } = await runCases(chosen, {
    ...{ recorded, weakened, signal: interruption.signal, lanes: 1, lockMs: 1_500 },
  });
  if (left.length > 0) throw new Error(left.join("; "));
  return new Map(verdicts.map(({ one, problem }) => [`${one.fault}: ${one.name}`, problem]));
}

test(
  "struck in the middle, a batch has every effect once, right counts, one card, one summary, no lock left",
  async () => {
    const problems = await sampled;
    expect(problems.size).toBe(sample.length);
    expect([...problems].filter(([, problem]) => problem !== null)).toEqual([]);
  },
  LIMIT_MS,
);

test(
  "without the fence a worker that comes back submits a second time, and the matrix sees it",
  async () => {
    expect((await unfenced).get(frozen)).toContain("2 times instead of once: emr AddJobFlowSteps");
  },
  LIMIT_MS,
);

test(
  "without intents a lost reply and a list that lags submit a second time, and the matrix sees it",
  async () => {
    expect((await unmeant).get(lagging)).toContain("2 times instead of once: emr AddJobFlowSteps");
  },
  LIMIT_MS,
);

test(
  "without a look at the channel a lost reply posts the summary a second time, and the matrix sees it",
  async () => {
    expect((await unseen).get(unanswered)).toContain("2 summaries instead of 1");
  },
  LIMIT_MS,
);

test(
  "at its real pace it submits again only after 60 s and two empty looks, and then once",
  async () => {
    expect(await graced).toBe(3);
  },
  LIMIT_MS,
);

import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsCallsOf } from "../../../../sandbox/driver/app-status.ts";
import { until } from "../../../../sandbox/driver/until.ts";
import type { Entry, Journal } from "../../../../src/domain/runs/journal.ts";
import { keysFor } from "../../../../src/jobs/store/keys.ts";
import { connectForAsking } from "../../../../src/jobs/store/redis.ts";
import { WakeQueue } from "../../../../src/jobs/store/wake-queue.ts";
import type { Product } from "../../../support/product.ts";
import type { FaultCase } from "../case.ts";
import type { Play } from "../play.ts";
import { accompany, batchPlay, forgetScript } from "../play.ts";
import type { StageSettings } from "../stage.ts";
import { startWeakened } from "../weakened-product.ts";
import { sentenceOf, wrongEffects } from "../wrong.ts";

/** How long EMR may keep steps to itself that it was given: `emr-steps.ts` says so, and at pace 1 it is real time. */
const GRACE_MS = 60_000;

/** How long each of the runs may take, on a busy machine. */
const RUN_MS = 60_000;

/**
 * The product at its real pace, whose clock is moved forward and whose parked runs are woken by hand: minutes of waiting
 * are moments, and nothing else is different.
 */
class Timed {
  readonly product: Product;
  readonly #clockFile: string;
  readonly #queue: WakeQueue;
  readonly #redis: ReturnType<typeof connectForAsking>;
  readonly #keys = keysFor("loan-tracker");
  #aheadMs = 0;

  constructor(product: Product, clockFile: string) {
    this.product = product;
    this.#clockFile = clockFile;
    this.#redis = connectForAsking(product.sandbox.urls.redis);
    this.#queue = new WakeQueue("runs", { redis: this.#redis, keys: this.#keys });
  }

  forward(ms: number): void {
    this.#aheadMs += ms;
    // Replaced whole: half a number would be another time.
    writeFileSync(`${this.#clockFile}.new`, String(this.#aheadMs));
    renameSync(`${this.#clockFile}.new`, this.#clockFile);
  }

  /** What the product takes for now. */
  now(): number {
    return Date.now() + this.#aheadMs;
  }

  /** Wakes the run and waits until it has looked at EMR's list of steps. */
  async look(runId: string): Promise<void> {
    const before = await this.#looks();
    await this.#queue.wake(runId);
    await until(`${runId} has looked at EMR's steps`, async () => (await this.#looks()) > before);
  }

  /** Wakes every live run again and again while something goes on. */
  async hurry<Result>(work: Promise<Result>): Promise<Result> {
    const waking = setInterval(() => {
      void this.#redis
        .smembers(this.#keys.live)
        .then(async (ids) => await Promise.all(ids.map((id) => this.#queue.wake(id))))
        .catch(() => {}); // the product is being stopped
    }, 150);
    try {
      return await work;
    } finally {
      clearInterval(waking);
    }
  }

  async close(): Promise<void> {
    await this.#queue.close();
    this.#redis.disconnect();
    await this.product.stop();
  }

  async #looks(): Promise<number> {
    return (await awsCallsOf(this.product.sandbox.urls.app)).get("EMR ListSteps") ?? 0;
  }
}

/** Asks for the day, and goes on until its submission has met the fault. */
async function submitted(stage: Timed, { ask }: Play): Promise<void> {
  await ask();
  await stage.hurry(
    until("the submission has met its fault", async () => (await stage.product.firedFaults()) > 0, {
      withinMs: RUN_MS,
    }),
  );
}

/** What is in the journal about the step that submits. */
function entriesOf(journal: Journal, kind: "started" | "missed"): readonly Entry[] {
  return journal.filter((entry) => entry.kind === kind && entry.step === "process");
}

/** Throws when the submission was begun a second time. */
async function begunOnce({ product }: Timed, { runId }: Play, when: string): Promise<void> {
  const begun = entriesOf(await product.journal(runId), "started").length;
  if (begun !== 1) throw new Error(`${runId}, ${when}: it was begun ${begun} times`);
}

/** Throws unless the submission was begun twice, and the grace and two empty looks lie between. */
async function repeatedInTime({ product }: Timed, { runId }: Play): Promise<void> {
  const journal = await product.journal(runId);
  const [first, second, ...more] = entriesOf(journal, "started");
  if (!first || !second || more.length > 0) throw new Error(`${runId}: it was not repeated exactly once`);
  const apartMs = Date.parse(second.at) - Date.parse(first.at);
  if (apartMs < GRACE_MS) throw new Error(`${runId}: it was repeated after ${apartMs} ms`);
  const looks = entriesOf(journal, "missed").filter(({ seq }) => seq > first.seq && seq < second.seq);
  if (looks.length < 2) throw new Error(`${runId}: it was repeated after ${looks.length} empty looks`);
}

async function finished(stage: Timed, play: Play): Promise<void> {
  await stage.hurry(accompany(stage.product, play, { retries: 0, withinMs: RUN_MS }));
}

const submission = { service: "emr", operation: "AddJobFlowSteps" };

/** Lost before EMR heard of it: not repeated within the grace, however often the list is empty, and once after it. */
async function repeatedAfterGrace(stage: Timed, play: Play): Promise<void> {
  await stage.product.awsFault({ ...submission, kind: "drop-before" });
  await submitted(stage, play);
  const [begun] = entriesOf(await stage.product.journal(play.runId), "started");
  const sinceMs = () => stage.now() - Date.parse(begun?.at ?? "");
  for (const atMs of [5_000, 20_000, 35_000, 50_000]) {
    stage.forward(Math.max(0, atMs - sinceMs()));
    await stage.look(play.runId);
    // On so slow a machine the grace has passed meanwhile; the journal tells the rest.
    if (sinceMs() < GRACE_MS) await begunOnce(stage, play, `${atMs} ms after the submission`);
  }
  stage.forward(GRACE_MS);
  await finished(stage, play);
  await repeatedInTime(stage, play);
}

/** Lost likewise; long past the grace, and yet one empty look alone is no proof. */
async function repeatedAfterTwoLooks(stage: Timed, play: Play): Promise<void> {
  await stage.product.awsFault({ ...submission, kind: "drop-before" });
  await submitted(stage, play);
  stage.forward(2 * GRACE_MS);
  await finished(stage, play);
  await repeatedInTime(stage, play);
}

/** Carried out, but its reply was lost and the list lags: not repeated within the grace, and adopted once it is seen. */
async function adopted(stage: Timed, play: Play): Promise<void> {
  const { product } = stage;
  await product.awsFault({ ...submission, kind: "drop-after" });
  const lag = { service: "emr", operation: "ListSteps", kind: "lag" };
  await product.awsFault({ ...lag, times: 1_000, delayMs: 600_000 });
  await submitted(stage, play);
  stage.forward(GRACE_MS / 2);
  for (let looks = 0; looks < 3; looks += 1) await stage.look(play.runId);
  await begunOnce(stage, play, "half the grace and three empty looks after the submission");
  if ((await product.firedFaults()) < 4) throw new Error("the list did not lag");
  await product.clearAwsFaults();
  await finished(stage, play);
  await begunOnce(stage, play, "once the list showed the steps");
}

/** One product at its real pace plays one day after the other; answers how many, and throws when one went wrong. */
export async function playGrace({
  recorded,
  weakened,
}: Pick<StageSettings, "recorded" | "weakened">): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), "fault-grace-"));
  const clockFile = join(home, "clock");
  writeFileSync(clockFile, "0");
  const product = await startWeakened(
    { LOANS_PACE: "1", CLOCK_FILE: clockFile },
    { speed: 1_000, replaySpark: recorded, weakened },
  );
  const stage = new Timed(product, clockFile);
  try {
    await stage.hurry(product.deploy());
    const plays = [repeatedAfterGrace, repeatedAfterTwoLooks, adopted];
    for (const [at, play] of plays.entries()) {
      await product.clearAwsFaults();
      await forgetScript(product);
      const day = batchPlay(product, `2026-01-0${1 + at}`);
      const { length } = await product.effects();
      await play(stage, day);
      const effects = (await product.effects()).slice(length);
      const wrong = wrongEffects(day, effects, { hasUndone: false });
      if (wrong.length > 0) throw new Error(`${day.runId}: ${sentenceOf(wrong)}`);
    }
    return plays.length;
  } finally {
    await stage.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** It brings a product of its own; the stage lends what Spark has left. */
export const graceCase: FaultCase = {
  fault: "the grace, at LOANS_PACE 1 with a clock in hand",
  name: "daily-batch a submission that nobody answered",
  workers: 1,
  run: async ({ settings }) => await playGrace(settings),
};

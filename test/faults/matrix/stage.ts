import { Redis } from "ioredis";
import { countFile } from "../../../sandbox/count-file.ts";
import { countsShown } from "../../../sandbox/door-client.ts";
import { isRunningProcess } from "../../../sandbox/setup/lock.ts";
import type { Day } from "../../../src/domain/day.ts";
import { addDays } from "../../../src/domain/day.ts";
import type { Journal } from "../../../src/domain/journal.ts";
import type { WorkflowName } from "../../../src/domain/run.ts";
import { keysFor } from "../../../src/jobs/keys.ts";
import type { Product } from "../../support/product.ts";
import { startProduct } from "../../support/product.ts";
import { until } from "../../support/until.ts";
import type { Play } from "./play.ts";
import {
  accompany,
  backfillPlay,
  batchPlay,
  deployPlay,
  forgetScript,
  teardownPlay,
  wrongEffects,
} from "./play.ts";

/** What a stage is started with. */
export interface StageSettings {
  /** A real Spark run's output, handed out by each Spark step. */
  readonly recorded: string;
  /** One: bot and worker in one process. Two: a bot and two workers, three processes. */
  readonly workers: 1 | 2;
  readonly weakened?: string;
  /** How long a worker may be silent until another takes over. */
  readonly lockMs: number;
}

/** What a case does to a run. */
export interface Injection {
  /** Before the run is asked for. */
  readonly before?: (play: Play) => Promise<unknown> | unknown;
  /** While it runs; the case waits for its end. */
  readonly meanwhile?: (play: Play) => Promise<unknown>;
  /** Once the run has succeeded, before everything is counted. */
  readonly afterwards?: (play: Play) => Promise<unknown>;
  /** Somebody took the summary away. */
  readonly hasNoSummary?: boolean;
  /** How often each fault fired, asked at the end; none, and the case has shown nothing. */
  readonly fired: () => Promise<number> | number;
  /** Effects that the fault itself brings with it. */
  readonly more?: readonly string[];
  readonly retries?: number;
}

const keys = keysFor("loan-tracker");

/** How long a case may take. */
const CASE_MS = 40_000;

/** So many runs pass a place before a fault that never fired there fails its case; AWS is slower each time. */
const RUNS = 3;
const SLOWER = 3;

/** How long AWS may say nothing until a try is given up; the product waits 20 s. */
const SILENCE_MS = 1_500;

/** The product waits so long for an answer of Slack. */
export const ANSWER_MS = 1_500;

/** AWS's waits are divided by this: a batch takes 0.6 s, a deploy 2 s. */
export const SPEED = 1_000;

/** So long after all is settled the channel may still show what somebody said late. */
const SAID_WITHIN_MS = 3_000;

/** The whole product, on which one case after the other is played. */
export class Stage {
  readonly product: Product;
  readonly settings: StageSettings;
  readonly #redis: Redis;
  readonly #pids = new Set<number>();
  #counts: ReadonlyMap<string, number> | null = null; // null: nobody has asked yet
  #day = "2026-01-01" as Day;
  #deploys = 0;
  #teardowns = 0;
  #backfills = 0;
  #isDeployed = false;

  constructor(product: Product, settings: StageSettings) {
    this.product = product;
    this.settings = settings;
    this.#redis = new Redis(product.sandbox.urls.redis);
    this.#redis.on("error", () => {});
  }

  static async start(settings: StageSettings): Promise<Stage> {
    const { recorded, workers, weakened, lockMs } = settings;
    const product = await startProduct(
      {
        LOCK_MS: String(lockMs),
        SILENCE_MS: String(SILENCE_MS),
        ANSWER_MS: String(ANSWER_MS),
        ...(weakened === undefined ? {} : { WEAKENED: weakened }),
      },
      {
        speed: SPEED,
        replaySpark: recorded,
        ...(workers === 2 ? { roles: ["bot", "worker", "worker"] } : {}),
      },
    );
    return new Stage(product, settings);
  }

  /**
   * Plays a run of the workflow with the fault, and throws unless everything holds. Answers how often it fired: a wait
   * may be over before it began, so a run that passed the place is followed by another, in which waits are longer.
   */
  async play(workflow: WorkflowName, injection: Injection): Promise<number> {
    for (let run = 1; run <= RUNS; run += 1) {
      const speed = Math.round(SPEED / SLOWER ** (run - 1));
      const fired = await this.#playOnce(workflow, injection, speed);
      if (fired > 0) return fired;
    }
    throw new Error(`the fault never fired, in ${RUNS} runs`);
  }

  async #playOnce(workflow: WorkflowName, injection: Injection, speed: number): Promise<number> {
    const { product } = this;
    await product.clearAwsFaults();
    const play = await this.prepare(workflow);
    await product.awsSpeed(speed);
    const { length } = await product.effects();
    await injection.before?.(play);
    this.#remember();
    const company = { retries: injection.retries ?? 0, withinMs: CASE_MS };
    await Promise.all([accompany(product, play, company), injection.meanwhile?.(play)]);
    this.#remember();
    await injection.afterwards?.(play);
    const fired = await injection.fired();
    const expected = { ...play, effects: [...play.effects, ...(injection.more ?? [])] };
    await this.#holds(expected, { from: length, summaries: injection.hasNoSummary ? 0 : 1 });
    this.#isDeployed = workflow !== "teardown-stack";
    await product.awsSpeed(SPEED);
    return fired;
  }

  /** The pid of a program of the sandbox: `app`, `bot`, `worker`, `worker-2`, `redis`. */
  pid(name: string): number {
    return this.product.sandbox.processes().find((one) => one.name === name)?.pid ?? 0;
  }

  /** Stops everything; throws when a process is left behind. */
  async close(): Promise<void> {
    this.#remember();
    this.#redis.disconnect();
    await this.product.stop();
    const left = [...this.#pids].filter(isRunningProcess);
    if (left.length > 0) throw new Error(`processes are left behind: ${left.join(", ")}`);
  }

  /** Brings everything to where the run can be asked for, and answers how. */
  async prepare(workflow: WorkflowName): Promise<Play> {
    if (workflow === "deploy-stack") {
      if (this.#isDeployed) await this.#quietly(await this.#next("teardown-stack"));
      return await this.#next(workflow);
    }
    if (!this.#isDeployed) await this.#quietly(await this.#next("deploy-stack"));
    return await this.#next(workflow);
  }

  /** Plays the next run of the workflow without a fault. */
  async playQuietly(workflow: WorkflowName): Promise<void> {
    await this.#quietly(await this.prepare(workflow));
  }

  /** What is there after a run that ended otherwise. */
  stands(isDeployed: boolean): void {
    this.#isDeployed = isDeployed;
  }

  async #quietly(play: Play): Promise<void> {
    await accompany(this.product, play, { retries: 0, withinMs: CASE_MS });
    this.#isDeployed = play.workflow === "deploy-stack";
  }

  async #next(workflow: WorkflowName): Promise<Play> {
    switch (workflow) {
      case "deploy-stack":
        this.#deploys += 1;
        return deployPlay(this.product, this.#deploys);
      case "teardown-stack":
        this.#teardowns += 1;
        return await teardownPlay(this.product, this.#teardowns);
      case "backfill": {
        const from = addDays(this.#day, 1);
        this.#day = addDays(from, 2);
        this.#backfills += 1;
        await forgetScript(this.product);
        return backfillPlay(this.product, { number: this.#backfills, from });
      }
      default:
        this.#day = addDays(this.#day, 1);
        await forgetScript(this.product);
        return batchPlay(this.product, this.#day);
    }
  }

  async #holds(
    play: Play,
    { from, summaries }: { readonly from: number; readonly summaries: number },
  ): Promise<void> {
    await until(
      "no lock, no live run and no unsaid message is left",
      async () => (await this.left()).length === 0,
      {
        withinMs: 10_000,
      },
    ).catch(async (error: unknown) => {
      throw new Error(`${String(error)}: ${(await this.left()).join(", ")}`);
    });
    const runs = [play, ...(play.batches ?? [])];
    const journals = await Promise.all(runs.map(async ({ runId }) => await this.product.journal(runId)));
    const hasUndone = journals.flat().some(({ kind }) => kind === "undone");
    // A process that stood still before it spoke takes back, or says anew, what was overtaken.
    let wrongMessages: readonly string[] = ["nobody could read the channel"];
    const isSaidRight = async () => {
      wrongMessages = await this.wrongMessages(play, summaries);
      return wrongMessages.length === 0;
    };
    await until("the messages are right", isSaidRight, { withinMs: SAID_WITHIN_MS }).catch(() => {});
    const wrong = [
      ...wrongEffects(play, (await this.product.effects()).slice(from), { hasUndone }),
      ...journals.flatMap((journal, at) =>
        wrongJournal(journal).map((what) => `${runs[at]?.runId}: ${what}`),
      ),
      ...wrongMessages,
    ];
    if (wrong.length > 0) throw new Error(wrong.join("; "));
  }

  /** Locks and debts that nobody may leave behind. */
  async left(): Promise<readonly string[]> {
    const redis = this.#redis;
    const locks = await redis.exists(
      `${keys.prefix}:lock`,
      `${keys.prefix}:turn`,
      `${keys.prefix}:line`,
      `${keys.prefix}:guests`,
    );
    const queueLocks = await redis.keys(`${keys.queues}:*:lock`);
    return [
      ...(locks > 0 ? [`${locks} locks of the stack`] : []),
      ...queueLocks.map((key) => `lock ${key}`),
      ...(await redis.smembers(keys.live)).map((id) => `live ${id}`),
      ...(await redis.zrange(keys.stale, "0", "-1")).map((id) => `unsaid ${id}`),
    ];
  }

  /** What is wrong with the card and the summary of a run. */
  async wrongMessages(play: Play, summaries = 1): Promise<readonly string[]> {
    const { workflow, runId, batches = [] } = play;
    const all = await this.product.door.messages("operator");
    const of = (id: string) => all.filter((one) => one.metadata?.event_payload["id"] === id);
    const cards = of(`card-${runId}`).length;
    const wrong = cards === 1 ? [] : [`${cards} cards instead of one`];
    const counts = await this.#fileCounts();
    if (workflow === "backfill") {
      const loans = [...counts.values()].reduce((sum, one) => sum + one, 0);
      const text = await this.product.textOf(`card-${runId}`);
      const told = text.split(`· ${loans} loans`).length - 1;
      const alien = batches.flatMap((batch) => [
        ...of(`card-${batch.runId}`),
        ...of(`summary-${batch.runId}`),
      ]);
      return [
        ...wrong,
        ...(told === batches.length ? [] : [`the card tells ${told} days with ${loans} loans: ${text}`]),
        ...(alien.length === 0 ? [] : [`its days said ${alien.length} messages`]),
      ];
    }
    if (workflow !== "daily-batch") return wrong;
    const said = of(`summary-${runId}`);
    if (said.length !== summaries) return [...wrong, `${said.length} summaries instead of ${summaries}`];
    const [summary] = said;
    if (!summary) return wrong;
    const shown = countsShown(summary);
    const differs = shown.size !== counts.size || [...counts].some(([name, n]) => shown.get(name) !== n);
    return differs ? [...wrong, "the summary's counts are not those of the file"] : wrong;
  }

  async #fileCounts(): Promise<ReadonlyMap<string, number>> {
    this.#counts ??= await countFile(this.product.sandbox.env["LOANS_SOURCE"] ?? "");
    return this.#counts;
  }

  #remember(): void {
    for (const { pid } of this.product.sandbox.processes()) this.#pids.add(pid);
  }
}

/** A journal without gaps, whose fences only rise, in which each step was done once an attempt, ended once. */
function wrongJournal(journal: Journal): readonly string[] {
  const wrong: string[] = [];
  if (journal.some(({ seq }, at) => seq !== at + 1)) wrong.push("the journal has gaps");
  const fences = journal.flatMap(({ fence }) => (fence === 0 ? [] : [fence]));
  if (fences.some((fence, at) => fence < (fences[at - 1] ?? 0))) wrong.push("the journal's fences fall");
  const done = journal.flatMap((entry) => (entry.kind === "done" ? [`${entry.step} a${entry.attempt}`] : []));
  for (const [step, { length }] of Map.groupBy(done, (step) => step)) {
    if (length > 1) wrong.push(`${step} was written down ${length} times`);
  }
  if (journal.filter((entry) => entry.kind === "finished" && entry.outcome === "succeeded").length !== 1) {
    wrong.push("the run did not succeed once");
  }
  return wrong;
}

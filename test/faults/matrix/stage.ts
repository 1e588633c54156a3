import { join } from "node:path";
import { countFile } from "../../../sandbox/data/count-file.ts";
import { placeDailyFiles } from "../../../sandbox/data/daily-files.ts";
import { until } from "../../../sandbox/driver/until.ts";
import { isRunningProcess } from "../../../sandbox/setup/lock.ts";
import type { Day } from "../../../src/domain/day.ts";
import { addDays, daysOf } from "../../../src/domain/day.ts";
import { assertNever } from "../../../src/domain/problem.ts";
import type { WorkflowName } from "../../../src/domain/workflows/index.ts";
import type { Product } from "../../support/product.ts";
import type { Play } from "./play.ts";
import {
  accompany,
  backfillPlay,
  batchPlay,
  deployPlay,
  forgetScript,
  teardownPlay,
  withdrawPlay,
} from "./play.ts";
import { startWeakened } from "./weakened-product.ts";
import type { Wrong } from "./wrong.ts";
import { sentenceOf, wrongEffects, wrongJournal, wrongMessages } from "./wrong.ts";

/** What a stage is started with. */
export interface StageSettings {
  /** A real Spark run's output, handed out by each Spark step. */
  readonly recorded: string;
  /** One: bot and worker in one process. Two: a bot and two workers, three processes. */
  readonly workers: 1 | 2;
  /** The app hears Slack over connections of its own. */
  readonly hasSockets?: boolean | undefined;
  /** Of `weaknesses`; `null`: the engine as it is. */
  readonly weakened: string | null;
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

/** How long a case may take, also where others have the processors. */
const CASE_MS = 90_000;

/** So many runs pass a place before a fault that never fired there fails its case; AWS is slower each time. */
const RUNS = 4;
const SLOWER = 3;

/** How long AWS may say nothing until a try is given up; the product waits 20 s. */
const SILENCE_MS = 1_500;

/** The product waits so long for an answer of Slack. */
export const ANSWER_MS = 1_500;

/** AWS's waits are divided by this: a batch takes 0.6 s, a deploy 2 s. */
export const SPEED = 1_000;

/** So long after all is settled the channel may still show what somebody said late. */
const SAID_WITHIN_MS = 6_000;

/** The whole product, on which one case after the other is played. */
export class Stage {
  readonly product: Product;
  readonly settings: StageSettings;
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
  }

  static async start(settings: StageSettings): Promise<Stage> {
    const { recorded, workers, hasSockets = false, weakened, lockMs } = settings;
    const product = await startWeakened(
      { LOCK_MS: String(lockMs), SILENCE_MS: String(SILENCE_MS), ANSWER_MS: String(ANSWER_MS) },
      {
        speed: SPEED,
        replaySpark: recorded,
        weakened,
        hasSockets,
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
    const asked = await this.prepare(workflow);
    await product.awsSpeed(speed);
    const { length } = await product.effects();
    await injection.before?.(asked);
    this.#remember();
    const company = { retries: injection.retries ?? 0, withinMs: CASE_MS };
    const [play] = await Promise.all([accompany(product, asked, company), injection.meanwhile?.(asked)]);
    this.#remember();
    await injection.afterwards?.(play);
    const fired = await injection.fired();
    const expected = { ...play, effects: [...play.effects, ...(injection.more ?? [])] };
    await this.#holds(expected, { from: length, summaries: injection.hasNoSummary ? 0 : 1 });
    this.#isDeployed = workflow !== "teardown-stack";
    await product.awsSpeed(SPEED);
    return fired;
  }

  /** Stops everything; throws when a process is left behind. */
  async close(): Promise<void> {
    this.#remember();
    await this.product.stop();
    const left = [...this.#pids].filter(isRunningProcess);
    if (left.length > 0) throw new Error(`processes are left behind: ${left.join(", ")}`);
  }

  /** Brings everything to where the run can be asked for, and answers how. */
  async prepare(workflow: WorkflowName): Promise<Play> {
    if (workflow === "deploy-stack") {
      if (this.#isDeployed) await this.quietly(await this.#next("teardown-stack"));
      return await this.#next(workflow);
    }
    if (!this.#isDeployed) await this.quietly(await this.#next("deploy-stack"));
    return await this.#next(workflow);
  }

  /** Plays the next run of the workflow without a fault. */
  async playQuietly(workflow: WorkflowName): Promise<void> {
    await this.quietly(await this.prepare(workflow));
  }

  /** What is there after a run that ended otherwise. */
  stands(isDeployed: boolean): void {
    this.#isDeployed = isDeployed;
  }

  /** Plays that run without a fault. */
  async quietly(play: Play): Promise<void> {
    await accompany(this.product, play, { retries: 0, withinMs: CASE_MS });
    this.#isDeployed = play.workflow !== "teardown-stack";
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
        this.#placeFiles(from);
        this.#backfills += 1;
        await forgetScript(this.product);
        return backfillPlay(this.product, { number: this.#backfills, from });
      }
      case "daily-batch":
        this.#day = addDays(this.#day, 1);
        this.#placeFiles(this.#day);
        await forgetScript(this.product);
        return batchPlay(this.product, this.#day);
      case "withdraw-day":
        await this.quietly(await this.#next("daily-batch"));
        return withdrawPlay(this.product, this.#day);
      default:
        return assertNever(workflow);
    }
  }

  /** A whole matrix takes more days than a year has. */
  #placeFiles(from: Day): void {
    placeDailyFiles(join(this.product.sandbox.home, "loans"), daysOf(from, this.#day));
  }

  async #holds(
    play: Play,
    { from, summaries }: { readonly from: number; readonly summaries: number },
  ): Promise<void> {
    await this.isSettled();
    const runs = [play, ...(play.batches ?? [])];
    const journals = await Promise.all(runs.map(async ({ runId }) => await this.product.journal(runId)));
    const hasUndone = journals.flat().some(({ kind }) => kind === "undone");
    // A process that stood still before it spoke takes back, or says anew, what was overtaken.
    let wrong: readonly Wrong[] = [{ is: "missing", says: "nobody could read the channel" }];
    const isSaidRight = async () => {
      wrong = await this.wrongMessages(play, summaries);
      return wrong.length === 0;
    };
    await until("the messages are right", isSaidRight, { withinMs: SAID_WITHIN_MS }).catch(() => {});
    const all = [
      ...wrongEffects(play, (await this.product.effects()).slice(from), { hasUndone }),
      ...journals.flatMap((journal, at) =>
        wrongJournal(journal).map(({ is, says }) => ({ is, says: `${runs[at]?.runId}: ${says}` })),
      ),
      ...wrong,
    ];
    if (all.length > 0) throw new Error(sentenceOf(all));
  }

  /** Waits until no lock, no live run and no unsaid message is left. */
  async isSettled(withinMs = 20_000): Promise<void> {
    let left: readonly string[] = ["Redis away"];
    const isDone = async () => {
      left = await this.product.left().catch(() => ["Redis away"]);
      return left.length === 0;
    };
    const late = (says: string) => new Error(`${says}: ${left.join(", ")}`);
    await until("no lock, no live run and no unsaid message is left", isDone, { withinMs, late });
  }

  /** What is wrong with the card and the summary of a run. */
  async wrongMessages(play: Play, summaries = 1): Promise<readonly Wrong[]> {
    // The files of all days have the same counts.
    this.#counts ??= await countFile(
      (this.product.sandbox.env["LOANS_SOURCE"] ?? "").replace("{date}", this.#day),
    );
    const channel = await this.product.door.messages("operator");
    const journal = await this.product.journal(play.runId);
    const wasCanceled = journal.some(({ kind }) => kind === "canceled");
    return wrongMessages(play, { channel, counts: this.#counts, summaries, wasCanceled });
  }

  #remember(): void {
    for (const { pid } of this.product.sandbox.processes()) this.#pids.add(pid);
  }
}

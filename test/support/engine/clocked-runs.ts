import { randomUUID } from "node:crypto";
import { stackPricer } from "../../../src/aws/stack-pricer.ts";
import { createLog } from "../../../src/config/log.ts";
import { EVERY_DAY } from "../../../src/domain/schedule/bank-days.ts";
import type { StackLock } from "../../../src/domain/schedule/stack-lock.ts";
import type { Engine } from "../../../src/jobs/engine/engine-context.ts";
import { slice } from "../../../src/jobs/engine/slice.ts";
import { Intake } from "../../../src/jobs/requests/intake.ts";
import { RunReader } from "../../../src/jobs/requests/run-reader.ts";
import type { Keys } from "../../../src/jobs/store/keys.ts";
import { keysFor } from "../../../src/jobs/store/keys.ts";
import type { RedisConnection } from "../../../src/jobs/store/redis.ts";
import { RunStore } from "../../../src/jobs/store/run-store.ts";
import type { WakeQueue } from "../../../src/jobs/store/wake-queue.ts";
import { classify, explain } from "../../../src/jobs/workflows/error-class.ts";
import { workflows } from "../../../src/jobs/workflows/index.ts";
import type { World } from "../../../src/jobs/workflows/world.ts";

/** The product's runs on a real Redis and a world of the test's own, with the clock in the test's hand: who asks, who presses, one slice at a time. */
export class ClockedRuns {
  /** What the clock shows. */
  nowMs = Date.UTC(2026, 10, 23, 6);
  /** What the engine divides its waits by. */
  pace = 1;
  /** What somebody does between a slice's look at the journal and what it comes to, once. */
  meanwhile: () => Promise<unknown> = async () => {};
  /** The runs whose cards were to be renewed, in that order. */
  readonly renewed: string[] = [];
  /** The lock of the stack that holds now. */
  locked: StackLock | null = null;
  readonly keys: Keys = keysFor(`a-${randomUUID().slice(0, 8)}`);
  readonly store: RunStore;
  readonly reader: RunReader;
  readonly intake: Intake;
  readonly #world: World;

  constructor(redis: RedisConnection, worldOf: (now: () => Date) => World) {
    const now = () => new Date(this.nowMs);
    const lock = async () => this.locked;
    const world = Object.assign(worldOf(now), { lock });
    this.#world = world;
    this.store = new InterruptedStore(redis, { keys: this.keys, now }, this);
    this.reader = new RunReader({
      // What is read here interrupts nobody.
      store: new RunStore(redis, { keys: this.keys, now }),
      stack: "loans",
      stacks: world.stacks,
      source: world.source,
      lost: async () => [],
      weight: async () => null,
      priceOf: stackPricer("Resources: {}", "us-east-1"),
      cardUrl: async () => null,
    });
    this.intake = new Intake({
      store: this.store,
      reader: this.reader,
      queue: { wake: async () => {} } as unknown as WakeQueue,
      workflows,
      calendar: EVERY_DAY,
      get approvals() {
        return world.settings.approvals ?? [];
      },
      stack: "loans",
      stacks: world.stacks,
      lock,
      now,
      noticed: async (card) => {
        this.renewed.push(card);
      },
    });
  }

  /** One slice of the run; how long it rests then, in milliseconds, `null`: it has ended. */
  async moves(runId: string): Promise<number | null> {
    const engine: Engine<World> = {
      store: this.store,
      world: this.#world,
      workflows,
      clock: { now: () => new Date(this.nowMs), monotonic: () => performance.now() },
      awsClock: { now: () => new Date(this.nowMs) },
      errors: { classify, explain },
      observer: { at: () => {} },
      log: createLog({ level: "silent" }),
      pace: this.pace,
      noticed: async (card) => {
        this.renewed.push(card);
      },
      wake: async () => {},
      ended: async () => {},
      stopping: () => false,
    };
    const after = await slice(engine, runId);
    return after.next === "park" ? after.forMs : null;
  }

  async progress(runId: string) {
    return (await this.reader.view(runId))?.progress;
  }

  async approve(runId: string, { attempt = 1, user = "U0APPROVER" } = {}) {
    return await this.intake.approve(runId, { user, attempt, names: [] });
  }

  /** Its entries of that kind. */
  async kinds(runId: string, kind: string) {
    return (await this.store.journal(runId)).filter((entry) => entry.kind === kind);
  }
}

class InterruptedStore extends RunStore {
  readonly #runs: ClockedRuns;

  constructor(redis: RedisConnection, parts: ConstructorParameters<typeof RunStore>[1], runs: ClockedRuns) {
    super(redis, parts);
    this.#runs = runs;
  }

  override async run(runId: string) {
    const act = this.#runs.meanwhile;
    this.#runs.meanwhile = async () => {};
    await act();
    return await super.run(runId);
  }
}

import { numberedId, stemOf } from "../../domain/runs/run-id.ts";
import type { Keys } from "./keys.ts";
import type { RedisConnection } from "./redis.ts";
import type { RunStore } from "./run-store.ts";

/** Which deploys and teardowns came to a good end, by the runs there were: what is known also while AWS is away. */
export class DeployLedger {
  readonly #redis: RedisConnection;
  readonly #keys: Keys;
  readonly #store: Pick<RunStore, "run">;

  constructor(parts: {
    readonly redis: RedisConnection;
    readonly keys: Keys;
    readonly store: Pick<RunStore, "run">;
  }) {
    this.#redis = parts.redis;
    this.#keys = parts.keys;
    this.#store = parts.store;
  }

  /** ISO time since which the stack stands: when it was made, or, where nobody has looked yet, `deployedAt`. */
  async standsSince(stack: string): Promise<string | null> {
    const tornDownAt = await this.#tornDownAt(stack);
    const madeAt = (await this.#redis.get(this.#keys.made)) ?? "";
    const deployedAt = await this.#deployedAfter(tornDownAt, stack);
    return deployedAt !== null && madeAt > tornDownAt ? madeAt : deployedAt;
  }

  /** ISO time at which the first deploy was asked for that succeeded after the last teardown; `null` when none did. */
  async deployedAt(stack: string): Promise<string | null> {
    return await this.#deployedAfter(await this.#tornDownAt(stack), stack);
  }

  /** ISO time; empty, which is before every other, when nothing was torn down. */
  async #tornDownAt(stack: string): Promise<string> {
    const [newest = ""] = await this.#succeeded("teardown-stack", stack);
    return newest;
  }

  async #deployedAfter(tornDownAt: string, stack: string): Promise<string | null> {
    return (await this.#succeeded("deploy-stack", stack)).findLast((at) => at > tornDownAt) ?? null;
  }

  /** When those that succeeded were asked for, newest first. */
  async #succeeded(workflow: "deploy-stack" | "teardown-stack", stack: string): Promise<readonly string[]> {
    const kind = { workflow, target: { stack, day: null } };
    const count = Number(await this.#redis.hget(this.#keys.numbers, stemOf(kind)));
    const ids = Array.from({ length: count }, (_, index) => numberedId(kind, count - index));
    const runs = await Promise.all(ids.map(async (id) => await this.#store.run(id)));
    return runs.flatMap((run) => (run?.outcome === "succeeded" ? [run.openedAt] : []));
  }
}

import { createHash } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../../config/clock.ts";
import type { Log } from "../../config/log.ts";
import type { Duration } from "../../domain/duration.ts";
import { durationMs } from "../../domain/duration.ts";
import type { EmrStepName } from "../../domain/runs/effect-names.ts";
import { emrStepNames } from "../../domain/runs/effect-names.ts";
import { backoffMs } from "../../domain/runs/retry-class.ts";
import type { RunView } from "../requests/run-view.ts";
import type { RedisConnection } from "../store/redis.ts";
import type { After, WakeQueue } from "../store/wake-queue.ts";
import type { Announcer } from "./announcer.ts";
import type { Recipient, StepTail } from "./step-logs.ts";

/** EMR pushes logs about every five minutes; a little after that, from a step's end, they are not to be expected any more. */
const PUSH = { every: "30s", within: "7m" } as const;

/** As long as this a step may take, and AWS or Slack may be away; then it is history that nobody waits for. */
const GIVE_UP = "24h";

/** Slack's clock and ours may differ by this much. */
const CLOCKS_DIFFER_MS = 60_000;

const promiseSchema = z.object({
  runId: z.string(),
  step: z.enum(emrStepNames).nullable(),
  /** Of the run when it was promised; earlier releases did not write it down. */
  attempt: z.int().positive().optional(),
  to: z.object({ user: z.string().nullable(), channel: z.string(), threadTs: z.string().nullable() }),
  /** ISO time. */
  at: z.iso.datetime(),
});

interface PromisedLogsParts {
  readonly redis: RedisConnection;
  /** A hash: what was promised, by the id of the job that keeps it. */
  readonly key: string;
  /** Beside the runs: a look at AWS that takes long must not hold up what is said in the channel. */
  readonly queue: WakeQueue;
  readonly tail: StepTail;
  readonly view: (runId: string) => Promise<RunView | null>;
  readonly announcer: Pick<Announcer, "tellLog">;
  /** Where cards are. */
  readonly channel: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace: number;
}

/**
 * Logs that people were promised because EMR had not pushed them yet. A promise is written down before it is said, so
 * that whatever process is there keeps it. The answer is for one person alone, and Slack cannot look such a message up:
 * a process that dies right after it was said says it once more, which is better than not at all.
 */
export class PromisedLogs {
  readonly #parts: PromisedLogsParts;

  constructor(parts: PromisedLogsParts) {
    this.#parts = parts;
  }

  /** Owes it; asked for again meanwhile it is the same promise. */
  async promise(
    batch: RunView,
    step: EmrStepName | null,
    to: Recipient,
    attempt = batch.progress.attempt,
  ): Promise<void> {
    const { redis, key, queue, clock } = this.#parts;
    const promised: z.infer<typeof promiseSchema> = {
      runId: batch.run.id,
      step,
      attempt,
      to,
      at: clock.now().toISOString(),
    };
    const id = idOf(promised);
    await redis.hsetnx(key, id, JSON.stringify(promised));
    await queue.revive(id);
  }

  /** Ids of all that is owed: after a crash there may be no job for one. */
  async owed(): Promise<readonly string[]> {
    return await this.#parts.redis.hkeys(this.#parts.key);
  }

  /** Looks once; says it when it is there or not to be expected any more, else parks until the next look. */
  async keep(id: string): Promise<After> {
    const { redis, key, clock, log, pace, announcer, channel, view } = this.#parts;
    const written = await redis.hget(key, id);
    if (written === null) return { next: "end" };
    const { runId, step, attempt, to, at } = promiseSchema.parse(JSON.parse(written));
    const hasPassed = (limit: Duration, since: string) =>
      clock.now().getTime() - Date.parse(since) >= durationMs(limit) / pace;
    // Of a step that ended long ago the log is looked for as long as of one that ended when it was asked for.
    const isOverdue = (endedAt: string | null) =>
      endedAt !== null && hasPassed(PUSH.within, endedAt) && hasPassed(PUSH.within, at);
    try {
      const batch = await view(runId);
      if (batch !== null) {
        const tail = await this.#parts.tail(batch, step, attempt);
        if (tail.is === "pending" && !hasPassed(GIVE_UP, at) && !isOverdue(tail.endedAt)) {
          return { next: "park", forMs: durationMs(PUSH.every) / pace };
        }
        // A thread is told what there is: that there is none would be news to nobody.
        if (to.user !== null || tail.is === "lines")
          await announcer.tellLog(
            to,
            { id, since: new Date(Date.parse(at) - CLOCKS_DIFFER_MS), batch, tail },
            channel,
          );
      }
    } catch (error) {
      if (!hasPassed(GIVE_UP, at)) {
        log.warn({ run: runId, step, err: error }, "a log that was promised could not be told yet");
        return { next: "park", forMs: backoffMs(7, Math.random()) / pace };
      }
      log.error({ run: runId, step, user: to.user, err: error }, "a log that was promised is not told");
    }
    await redis.hdel(key, id);
    return { next: "end" };
  }
}

/** Distinguishes these jobs from those of runs, whose ids begin with the name of a workflow. */
const PROMISE = "log-";

/** Whether a job of the queue of runs keeps a promise. */
export function isPromise(id: string): boolean {
  return id.startsWith(PROMISE);
}

/** The same for the same person, or thread, attempt of a run, and step: of a second failure the log is another one. */
function idOf({
  runId,
  step,
  attempt,
  to,
}: Pick<z.infer<typeof promiseSchema>, "runId" | "step" | "attempt" | "to">): string {
  const hash = createHash("sha256").update(JSON.stringify([to.user, runId, step, attempt]));
  return `${PROMISE}${hash.digest("hex").slice(0, 16)}`;
}

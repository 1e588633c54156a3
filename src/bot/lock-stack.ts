import { z } from "zod";
import type { Command, LockEnd } from "../domain/commands/command.ts";
import type { Day } from "../domain/day.ts";
import { parseDay } from "../domain/day.ts";
import { isLockableRun } from "../domain/schedule/stack-lock.ts";
import { factsOf } from "../domain/workflows/index.ts";
import type { RunView } from "../jobs/requests/run-view.ts";
import type { BotParts } from "./bot-parts.ts";
import type { Message } from "./views/block-kit/message.ts";
import { lockMessage, unlockMessage } from "./views/lock.ts";

/** A lock or an unlock that somebody wants; `taking` is the ISO time since which the lock holds that they saw, and take over. */
type LockWish = Extract<Command, { readonly name: "lock" | "unlock" }> & { readonly taking: string | null };

/** Locks or unlocks the stack; where somebody else has locked it, the answer has a button that takes the lock over. */
export async function lockStack(
  wish: LockWish,
  { user, typed }: { readonly user: string; readonly typed?: string | undefined },
  { desk, runs, log }: Pick<BotParts, "desk" | "runs" | "log">,
): Promise<Message> {
  const by = { user, typed, taking: wish.taking };
  if (wish.name === "unlock") {
    const answer = await desk.liftLock(by);
    log.info({ user, came: answer.is }, "unlock");
    return unlockMessage(answer, answer.is === "held" ? lockValue(wish, answer.lock.at) : "");
  }
  const answer = await desk.putLock(wish, by);
  log.info({ user, came: answer.is, until: wish.until }, "lock");
  const value = answer.is === "held" ? lockValue(wish, answer.lock.at) : "";
  return lockMessage(answer, {
    value,
    goesOn: answer.is === "locked" ? goesOn(await runs.live(), user) : [],
  });
}

/** What others have begun that the lock is too late for. */
function goesOn(live: readonly RunView[], user: string): readonly RunView[] {
  return live.filter(({ run, progress }) => {
    const isQuestion = progress.at !== null && factsOf(run.workflow).steps[progress.at]?.onlyAsks === true;
    const isOthers = run.askedBy.user !== user && isLockableRun(run.workflow, progress);
    return isOthers && !isQuestion && progress.state !== "approval";
  });
}

const day = z.string().transform((text, context): Day => {
  const read = parseDay(text);
  if (read === null) context.addIssue({ code: "custom", message: "no day" });
  return read as Day;
});

const wishSchema = z.discriminatedUnion("name", [
  z.object({ name: z.literal("unlock"), taking: z.string() }),
  z.object({
    name: z.literal("lock"),
    taking: z.string(),
    why: z.string(),
    until: z.object({ day, time: z.string().nullable() }).nullable(),
  }),
]);

/** What the button carries: the wish, and which lock it takes over. */
function lockValue(wish: LockWish, at: string): string {
  const { name } = wish;
  if (name === "unlock") return JSON.stringify({ name, taking: at });
  const until: LockEnd | null = wish.until;
  return JSON.stringify({ name, taking: at, why: wish.why, until });
}

/** Reads it back; `null` where it is none. */
export function readLockValue(value: string): LockWish | null {
  try {
    return wishSchema.parse(JSON.parse(value));
  } catch {
    return null;
  }
}

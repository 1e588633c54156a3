import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { Day } from "../../../domain/day.ts";
import type { EarlierLook, SeenFile } from "../../../domain/loans/file-readiness.ts";
import { isUntouched, readinessOf } from "../../../domain/loans/file-readiness.ts";
import type { LoanFile } from "../../../domain/loans/loan-file.ts";
import { Problem } from "../../../domain/problem.ts";
import { ITSELF } from "../../../domain/runs/run.ts";
import type { StepContext } from "../../engine/workflow.ts";
import type { World } from "../world.ts";
import { readLoanFile } from "./loan-file.ts";

/** Codes of a file that the schedule looks for again by itself: it is absent, or not whole yet. */
export const NOT_THERE_YET: readonly string[] = ["source-missing", "source-unfinished"];

/**
 * Reads the day's file. Throws a Problem of `NOT_THERE_YET` where it is not there, or changes while it is read; where the
 * schedule asks, also where it is not whole yet: between its look and this one others may have been counted. Who asks by hand,
 * or presses Retry, means the file as it is.
 */
export async function readDayFile({
  input: { day },
  world,
  wantedBy,
  failedBefore,
  released,
}: Pick<
  StepContext<{ readonly day: Day }, unknown, World>,
  "input" | "world" | "wantedBy" | "failedBefore" | "released"
>): Promise<LoanFile & { readonly modifiedAt: string }> {
  const { name, file } = world.source(day);
  const seen = await file.see();
  if (seen === null) throw missing(day, name);
  if (wantedBy === ITSELF) refuseUnfinished(seen, { name, day, world, failedBefore });
  const known = () => world.days.namesBefore(day);
  const how = { name, contract: world.settings.contract, released, known };
  const read = await readLoanFile(file.stream(), how).catch(async (error: unknown) => {
    // A file that somebody writes to may have been wrong in the middle of that alone.
    throw isUntouched(seen, await file.see()) ? error : changing(day, name);
  });
  if (!isUntouched(seen, await file.see())) throw changing(day, name);
  return { modifiedAt: seen.modifiedAt, ...read };
}

/**
 * The day's file once more, as it was read; fails with a Problem of `NOT_THERE_YET` where it is gone or another one by now:
 * whoever replaces it may be in the middle of that.
 */
export function sameDayFile(
  { sha256 }: Pick<LoanFile, "sha256">,
  { day, world }: { readonly day: Day; readonly world: Pick<World, "source"> },
): Readable {
  const { name, file } = world.source(day);
  async function* checked(): AsyncGenerator<Buffer> {
    const hash = createHash("sha256");
    try {
      for await (const chunk of file.stream()) {
        hash.update(chunk as Buffer);
        yield chunk as Buffer;
      }
    } catch (error) {
      throw (await file.see()) === null ? missing(day, name) : error;
    }
    if (hash.digest("hex") !== sha256) throw changing(day, name);
  }
  return Readable.from(checked());
}

function refuseUnfinished(
  seen: SeenFile,
  {
    name,
    day,
    world: { clock, settings },
    failedBefore,
  }: {
    readonly name: string;
    readonly day: Day;
    readonly world: World;
    readonly failedBefore: EarlierLook | null;
  },
): void {
  const earlier = failedBefore === null ? [] : [failedBefore];
  const readiness = readinessOf(seen, { now: clock.now(), pace: settings.pace, earlier });
  if (readiness.is === "unfinished") throw unfinished(day, name, { says: readiness.says, bytes: seen.bytes });
}

function missing(day: Day, name: string): Problem {
  return new Problem("source-missing", `reading the loans of ${day}: the file "${name}" is not there`, {
    remedy: `put it where LOANS_SOURCE looks for it, then press Retry or type \`/loans run ${day}\``,
  });
}

function changing(day: Day, name: string): Problem {
  return unfinished(day, name, { says: "it changed while it was read", bytes: null });
}

/** `bytes`: `null` where they may be others by now. */
function unfinished(
  day: Day,
  name: string,
  { says, bytes }: { readonly says: string; readonly bytes: number | null },
): Problem {
  return new Problem(
    "source-unfinished",
    `reading the loans of ${day}: the file "${name}" is not finished; ${says}`,
    {
      remedy:
        bytes === 0
          ? "wait until it is whole; an empty file cannot be counted"
          : "wait until it is whole; to count it as it is, press Retry",
    },
  );
}

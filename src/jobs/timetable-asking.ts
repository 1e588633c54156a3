import type { Day } from "../domain/day.ts";
import type { Obstacle } from "../domain/obstacle.ts";
import { holderOf } from "../domain/obstacle.ts";
import { Problem } from "../domain/problem.ts";
import type { ProblemRecord } from "../domain/run.ts";
import { ITSELF } from "../domain/run.ts";
import { explain } from "./classify.ts";
import type { Asked } from "./ports.ts";
import { record } from "./run-problems.ts";
import type { Asking, TimetableParts } from "./timetable-parts.ts";

/** Asks for a day that is due; never rejects, because what came of it is also the reason for a late summary. */
export async function askFor(
  { runs, stack, channel, log }: Pick<TimetableParts, "runs" | "stack" | "channel" | "log">,
  day: Day,
): Promise<Asking> {
  try {
    const asked = await runs.ask(
      { name: "run", day, force: false },
      { asker: { user: ITSELF, channel }, requestKey: `schedule-${stack}-${day}` },
    );
    log.info({ day, came: asked.is }, "a day is due");
    return { day, obstacle: obstacleIn(asked), error: null };
  } catch (error) {
    return { day, obstacle: { is: "broken", problem: brokenBy(error) }, error };
  }
}

/** What was thrown, for people: of a bug there is no card here on which Retry could be pressed. */
export function brokenBy(error: unknown): ProblemRecord {
  const problem = explain(error);
  if (problem.code !== "bug") return record(problem);
  const remedy = "it is tried again every minute; the log says what broke";
  return record(new Problem("bug", problem.says, { remedy }));
}

function obstacleIn(asked: Asked): Obstacle | null {
  switch (asked.is) {
    case "busy":
    case "overlaps":
      return { is: "busy", holder: holderOf(asked.holder.run, asked.holder.progress) };
    case "refused":
      return { is: "refused", problem: record(asked.problem) };
    default:
      return null;
  }
}

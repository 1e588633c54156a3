import type { Day } from "../../domain/day.ts";
import { Problem } from "../../domain/problem.ts";
import type { ProblemRecord } from "../../domain/runs/run.ts";
import { ITSELF } from "../../domain/runs/run.ts";
import type { Obstacle } from "../../domain/schedule/obstacle.ts";
import { holderOf } from "../../domain/schedule/obstacle.ts";
import { settingOf } from "../../domain/schedule/schedule-setting.ts";
import { record } from "../engine/run-problems.ts";
import type { Asked } from "../requests/requests.ts";
import { explain } from "../workflows/error-class.ts";
import type { DayAsked, Look, TimetableParts } from "./timetable-parts.ts";

/** Asks for a day that is due; never rejects, because what came of it is also the reason for a late summary. */
export async function askFor(parts: TimetableParts, look: Look, day: Day): Promise<DayAsked> {
  const { requests, stack, channel, log } = parts;
  try {
    const command = { name: "run", day, force: false } as const;
    const prepared = await requests.prepare(command);
    if (prepared.is === "ready" && !(await isStillWanted(parts, look, day))) {
      log.info({ day }, "a day is due, and somebody has decided otherwise in this moment");
      return { day, obstacle: null, error: null };
    }
    const request = { asker: { user: ITSELF, channel }, requestKey: `schedule-${stack}-${day}` };
    const asked = prepared.is === "ready" ? await requests.open(prepared, request) : prepared;
    log.info({ day, came: asked.is }, "a day is due");
    return { day, obstacle: obstacleIn(asked), error: null };
  } catch (error) {
    return { day, obstacle: { is: "broken", problem: brokenBy(error) }, error };
  }
}

/** Whether nobody has skipped the day, paused the schedule or given it another time since that look; AWS may have taken a minute. */
export async function isStillWanted(
  { store, daily, clock }: Pick<TimetableParts, "store" | "daily" | "clock">,
  { setting }: Look,
  day: Day,
): Promise<boolean> {
  const [decided, record] = await Promise.all([store.decisions(), store.record(clock.now())]);
  const now = settingOf(record, daily.at);
  return !decided.has(day) && now.paused === null && now.time === setting.time;
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

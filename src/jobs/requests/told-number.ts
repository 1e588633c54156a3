import { typed } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import { Problem } from "../../domain/problem.ts";
import { dayNumber } from "../../domain/runs/day-number/day-number.ts";
import type { RunReader } from "./run-reader.ts";
import { toldRun } from "./told-run.ts";

/** The id of the run whose number is told of that day; or why there is none to take back. */
export async function toldNumber(
  day: Day,
  reader: Pick<RunReader, "told" | "batchOf">,
): Promise<string | Problem> {
  const doing = `withdrawing the number of ${day}`;
  const newest = await reader.batchOf(day);
  if (newest !== null && newest.run.outcome === null) {
    return new Problem(
      "day-underway",
      `${doing}: the day is being counted, so that its number is about to change`,
      {
        remedy: `wait for its end, or end it first with \`${typed({ name: "cancel", which: { day } })}\``,
      },
    );
  }
  const told = await reader.told(day);
  const { number, withdrawn } = dayNumber(told.map(toldRun));
  const standing = told.find(({ run }) => run.id === number?.runId);
  if (standing === undefined && newest?.run.outcome === "held") {
    return new Problem("nothing-told", `${doing}: the day is held, so no number of it is told`, {
      remedy: `*Retry* and *Release* on its card decide about it; \`${typed({ name: "summary", day })}\` says why it is held`,
    });
  }
  if (standing === undefined) {
    const says =
      withdrawn === null
        ? "no number of it was told"
        : "its number was withdrawn already, and none is told now";
    return new Problem("nothing-told", `${doing}: ${says}`, {
      remedy: `\`${typed({ name: "summary", day })}\` tells what there is of it`,
    });
  }
  return standing.run.id;
}

import { typed } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import { Problem } from "../../domain/problem.ts";
import type { RunReader } from "./run-reader.ts";

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
  const standing = told.find(({ progress }) => progress.withdrawn === null);
  const withdrawn = told[0]?.progress.withdrawn ?? null;
  if (standing === undefined || withdrawn?.instead === null) {
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

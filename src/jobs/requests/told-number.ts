import { typed } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import { Problem } from "../../domain/problem.ts";
import { dayNumber } from "../../domain/runs/day-number/day-number.ts";
import { releasing } from "../../domain/runs/day-number/release.ts";
import type { RunReader } from "./run-reader.ts";
import type { RunView } from "./run-view.ts";
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
      remedy: `${decides(newest)}; \`${typed({ name: "summary", day })}\` says why it is held`,
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

/** What is done about a day that is held: nobody is sent to a button that is not there. */
function decides({ run, progress }: RunView): string {
  return releasing(run.workflow, progress).can
    ? "*Retry* and *Release* on its card decide about it"
    : "*Retry* on its card counts it anew, once what holds it is mended";
}

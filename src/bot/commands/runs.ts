import type { RunsState } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import { addDays, dayIn } from "../../domain/day.ts";
import { batchFacts } from "../../domain/workflows/batch-facts.ts";
import type { RunView } from "../../jobs/requests/run-view.ts";
import type { BotParts } from "../bot-parts.ts";
import { listedDays } from "../listed-days.ts";
import type { Message } from "../views/block-kit/message.ts";
import type { ListedDay } from "../views/runs/runs-list.ts";
import { runsListMessage } from "../views/runs/runs-list.ts";
import type { CommandEntry } from "./command-entry.ts";

/** Two weeks of daily batches. */
const shown = 14;
/** Days that are looked through for those that stand so, where no month is named. */
const lookedThrough = 31;
/** Runs that are no days, as deploys and backfills, among which those are looked for. */
const lookBack = 100;

export const runs: CommandEntry<"runs"> = {
  name: "runs",
  usage: "runs [failed|held|canceled|succeeded|underway|skipped] [YYYY-MM|november] [number]",
  summary: `the last ${shown} days at a glance, and the newest other runs; those that failed or are held, a month, so many of the newest`,
  async listener({ only, month, count }, _asking, parts) {
    const { zone } = parts.config.daily;
    const isFiltered = only !== undefined || month !== undefined;
    if (count !== undefined && !isFiltered) return await newest(count, parts);
    const [days, recent] = await Promise.all([
      listedDays(daysMeant({ only, month }, dayIn(zone, parts.clock.now())), parts),
      parts.runs.recent(isFiltered ? lookBack : shown),
    ]);
    const isShown = new Set(days.flatMap(({ view, standing }) => [view?.run.id, standing?.run.id]));
    const others = recent.filter(
      ({ run, progress }) =>
        !isShown.has(run.id) &&
        (!isFiltered || run.target.day === null || run.target.until !== undefined) &&
        (only === undefined || standsSo(progress.state, only)) &&
        (month === undefined || dayIn(zone, new Date(run.openedAt)).startsWith(month)),
    );
    const those = only === undefined ? days : days.filter((listed) => isListed(listed, only));
    const asked = isFiltered ? { only: only ?? null, month: month ?? null } : null;
    return runsListMessage(those.slice(0, count ?? those.length), others.slice(0, shown), asked);
  },
};

/** So many of the newest runs, whatever they are: of a day its line tells what became of it. */
async function newest(count: number, parts: BotParts): Promise<Message> {
  const recent = await parts.runs.recent(count);
  const ofDays = recent.flatMap(({ run: { workflow, target } }) =>
    workflow === batchFacts.name && target.day !== null ? [target.day] : [],
  );
  const days = await listedDays([...new Set(ofDays)].toSorted().toReversed(), parts);
  const isShown = new Set(days.map(({ view }) => view?.run.id));
  return runsListMessage(
    days,
    recent.filter(({ run }) => !isShown.has(run.id)),
    { only: null, month: null, newest: count },
  );
}

/** Newest first. */
function daysMeant(
  { only, month }: { readonly only: RunsState | undefined; readonly month: string | undefined },
  today: Day,
): readonly Day[] {
  const back = (days: number) => Array.from({ length: days }, (_, at) => addDays(today, -at));
  if (month === undefined) return back(only === undefined ? shown : lookedThrough);
  const first = `${month}-01` as Day;
  const all = Array.from({ length: 31 }, (_, at) => addDays(first, at));
  return all.filter((day) => day.startsWith(month) && day <= today).toReversed();
}

function isListed({ view, standing, skip }: ListedDay, only: RunsState): boolean {
  if (only === "skipped") return skip !== null && standing === null;
  if (only === "succeeded") return standing !== null;
  return view !== null && standsSo(view.progress.state, only);
}

function standsSo(state: RunView["progress"]["state"], only: RunsState): boolean {
  return only === "underway"
    ? ["queued", "approval", "underway", "stopping"].includes(state)
    : state === only;
}

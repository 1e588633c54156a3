import { workflowOfId } from "../../domain/runs/run-id.ts";
import { factsOf } from "../../domain/workflows/index.ts";
import type { WorldRun, WorldRuns } from "./runs-from-traces.ts";

/** What a look at the world came to. */
export interface Recovered extends WorldRuns {
  /** Messages of ours in the channel; `null` when Slack could not be asked, so that what was told is not known. */
  readonly messages: number | null;
  /** The deploy or teardown that is still underway; `null` when there is none. */
  readonly current: string | null;
  /** Runs that Redis did not know and now does. */
  readonly restored: readonly string[];
}

/** What was found, for the person who asked, one thing a line. */
export function recoveredLines(
  { runs, numbers, messages, current, restored }: Recovered,
  days: number,
): readonly string[] {
  const stems = Object.entries(numbers).filter(([stem]) => workflowOfId(stem) !== "daily-batch");
  const isLeft = current !== null && !runs.some(({ id, is }) => id === current && is !== "begun");
  const told = runs.filter(({ day, is }) => day !== null || is !== "begun");
  return [
    messages === null
      ? "Slack could not be asked: what was told is not known, and each message is looked for before it is posted"
      : `${messages} messages of ours in the channel within ${days} days`,
    ...stems.map(([stem, number]) => `${stem}: numbers up to ${number} are taken`),
    ...(isLeft ? [`${current}: still underway; ${whoGoesOn(current)}`] : []),
    ...told.map((run) => `${run.id}: ${fate(run)}${restored.includes(run.id) ? "" : known(run)}`),
    told.length === 0 ? "no run was found" : `${restored.length} of ${told.length} runs written down`,
  ];
}

function fate({ is, day, attempt, said, backfill }: WorldRun): string {
  switch (is) {
    case "told":
      return backfill === null ? "done, its summary is in the channel" : `done, as ${backfill} tells`;
    case "ended": {
      const finished = said.find((entry) => entry.kind === "finished");
      return `${finished?.outcome ?? "ended"}, as its card tells`;
    }
    case "going":
      return attempt === 1
        ? "has not ended; it goes on"
        : `has not ended; it goes on with attempt ${attempt}`;
    case "broken":
      return `attempt ${attempt} did not complete; \`/loans run ${day}\` tries again`;
    case "begun":
      return `begun; \`/loans run ${day}\` goes on with it`;
  }
}

/** Why it was not written down. */
function known({ is, day, asker }: WorldRun): string {
  if (is === "begun") return "";
  return is === "going" && day !== null && asker === null
    ? ` once \`/loans run ${day}\` asks for it`
    : " (known already)";
}

/** What is to be done about an operation that no run was found for. */
function whoGoesOn(operation: string): string {
  const workflow = workflowOfId(operation);
  if (workflow === null) return "it is none of ours, and whoever began it has to end it";
  return `\`/loans ${factsOf(workflow).command}\` goes on with it`;
}

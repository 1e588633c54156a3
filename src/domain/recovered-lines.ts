import type { WorldBatch, WorldRuns } from "./world-runs.ts";

/** What a look at the world came to. */
export interface Recalled extends WorldRuns {
  /** Messages of ours in the channel; `null` when Slack could not be asked, so that what was told is not known. */
  readonly messages: number | null;
  /** The deploy or teardown that is still underway; `null` when there is none. */
  readonly current: string | null;
  /** Runs that Redis did not know and now does. */
  readonly adopted: readonly string[];
}

/** What was found, for the person who asked, one thing a line. */
export function recoveredLines(
  { batches, numbers, messages, current, adopted }: Recalled,
  days: number,
): readonly string[] {
  const stems = Object.entries(numbers).filter(([stem]) => !stem.startsWith("batch-"));
  return [
    messages === null
      ? "Slack could not be asked: what was told is not known, and each message is looked for before it is posted"
      : `${messages} messages of ours in the channel within ${days} days`,
    ...stems.map(([stem, number]) => `${stem}: numbers up to ${number} are taken`),
    ...(current === null
      ? []
      : [`${current}: still underway; \`/loans ${verbOf(current)}\` goes on with it`]),
    ...batches.map((batch) => `${batch.id}: ${fate(batch)}${adopted.includes(batch.id) ? "" : known(batch)}`),
    batches.length === 0
      ? "no batch was found"
      : `${adopted.length} of ${batches.length} batches written down`,
  ];
}

function fate({ is, day, attempt }: WorldBatch): string {
  switch (is) {
    case "told":
      return "done, its summary is in the channel";
    case "going":
      return "EMR has its steps, nobody was told yet; it goes on";
    case "broken":
      return `attempt ${attempt} did not complete; \`/loans run ${day}\` tries again`;
    case "begun":
      return `begun; \`/loans run ${day}\` goes on with it`;
  }
}

/** Why it was not written down. */
function known({ is, day }: WorldBatch): string {
  if (is === "begun") return "";
  return is === "going" ? ` (known already, or \`/loans run ${day}\` takes it over)` : " (known already)";
}

function verbOf(runId: string): string {
  return runId.split("-")[0] ?? "";
}

import { z } from "zod";
import { beginning } from "../truncate.ts";
import type { WorkflowName } from "../workflows/index.ts";
import { factsOf } from "../workflows/index.ts";
import type { Entry, Journal } from "./journal.ts";
import { beginsAttempt, careOf, entrySchema } from "./journal.ts";
import { currentEntries, retryStart } from "./next-move.ts";

const memorySchema = z.object({
  /** The workflow's version. */
  version: z.int().positive(),
  input: z.record(z.string(), z.unknown()),
  /** ISO time. */
  openedAt: z.iso.datetime(),
  /** Retries and releases first, oldest first; each names the step at which its attempt really began. */
  happened: z.array(entrySchema).readonly(),
});

/**
 * What a card carries of its run's journal, for the case that Redis is emptied: what people said, and how it ended.
 * Nothing but the journal knows these; what the steps did is found again by looking.
 */
export type RunMemory = Readonly<z.infer<typeof memorySchema>>;

/** What people say, and how a run ends. */
const SAID: readonly Entry["kind"][] = ["approved", "canceled", "failed", "undone", "finished", "taken"];

/** Longer than a sentence of AWS; a card's memory must stay small. */
const LONGEST_TEXT = 500;

/** Derives it; throws when the journal does not begin with `opened`. */
export function memoryOf(journal: Journal): RunMemory {
  const [opened] = journal;
  if (opened?.kind !== "opened") throw new Error("a journal begins with the entry `opened`");
  const { steps, version, input, at, workflow } = opened;
  const retries = journal.flatMap((entry, index) => {
    if (!beginsAttempt(entry)) return [];
    const before = currentEntries(steps, journal.slice(0, index));
    const step = steps[retryStart(steps, { current: before, step: entry.step })] ?? entry.step;
    return [{ ...entry, step }];
  });
  const current = currentEntries(steps, journal);
  // That a day's own number was taken back is told by its summary.
  const isSaid = (entry: Entry) =>
    SAID.includes(entry.kind) || (entry.kind === "withdrawn" && entry.day !== undefined);
  const said = current.filter(isSaid).map(shortened);
  // Whoever took the run into their care in an attempt before this one still has it.
  const care = careOf(journal);
  const before = care === null || current.includes(care) ? [] : [care];
  return {
    ...{ version, input, openedAt: at },
    happened: [...retries, ...before, ...remembered(workflow, current), ...said],
  };
}

/** Reads what a message was marked with; `null` when it is not of this format, because guessing could repeat an effect. */
export function parseMemory(text: string): RunMemory | null {
  try {
    return memorySchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** What stands in no other system, as the facts of the workflow say: what a step left, or the newest of each of its rows. */
function remembered(workflow: WorkflowName, current: Journal): readonly Entry[] {
  return Object.entries(factsOf(workflow).steps).flatMap(([step, facts]): readonly Entry[] => {
    if (facts.remembered === "output") {
      return current.filter((entry) => entry.kind === "done" && entry.step === step);
    }
    const seen = current.flatMap((entry) => (entry.kind === "seen" && entry.step === step ? [entry] : []));
    const last = seen.at(-1);
    if (facts.remembered !== "rows" || last === undefined) return [];
    const rows = seen.flatMap(({ progress }) => progress.items ?? []);
    // As one entry.
    const items = [...new Map(rows.map((row) => [row.name, row])).values()];
    return [{ ...last, progress: { items } }];
  });
}

function shortened(entry: Entry): Entry {
  if (!("problem" in entry) || entry.problem === undefined) return entry;
  const { says, remedy } = entry.problem;
  const problem = {
    ...entry.problem,
    says: beginning(says, LONGEST_TEXT),
    remedy: beginning(remedy, LONGEST_TEXT),
  };
  return { ...entry, problem };
}

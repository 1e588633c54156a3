import { z } from "zod";
import { beginning } from "../truncate.ts";
import type { Entry, Journal } from "./journal.ts";
import { entrySchema } from "./journal.ts";
import { currentEntries, retryStart } from "./next-move.ts";

const memorySchema = z.object({
  /** The workflow's version. */
  version: z.int().positive(),
  input: z.record(z.string(), z.unknown()),
  /** ISO time. */
  openedAt: z.iso.datetime(),
  /** Retries first, oldest first; a `retried` names the step at which the retry really began. */
  happened: z.array(entrySchema).readonly(),
});

/**
 * What a card carries of its run's journal, for the case that Redis is emptied: what people said, and how it ended.
 * Nothing but the journal knows these; what the steps did is found again by looking.
 */
export type RunMemory = Readonly<z.infer<typeof memorySchema>>;

/** What people say, and how a run ends. */
const SAID: readonly Entry["kind"][] = ["approved", "canceled", "failed", "undone", "finished"];

/** Longer than a sentence of AWS; a card's memory must stay small. */
const LONGEST_TEXT = 500;

/** Derives it; throws when the journal does not begin with `opened`. */
export function memoryOf(journal: Journal): RunMemory {
  const [opened] = journal;
  if (opened?.kind !== "opened") throw new Error("a journal begins with the entry `opened`");
  const { steps, version, input, at, workflow } = opened;
  const retries = journal.flatMap((entry, index) => {
    if (entry.kind !== "retried") return [];
    const before = currentEntries(steps, journal.slice(0, index));
    const step = steps[retryStart(steps, { current: before, step: entry.step })] ?? entry.step;
    return [{ ...entry, step }];
  });
  const current = currentEntries(steps, journal);
  const said = current.filter(({ kind }) => SAID.includes(kind)).map(shortened);
  const planned = workflow === "backfill" ? plannedDays(current) : [];
  return { version, input, openedAt: at, happened: [...retries, ...planned, ...said] };
}

/** Reads what a message was marked with; `null` when it is not of this format, because guessing could repeat an effect. */
export function parseMemory(text: string): RunMemory | null {
  try {
    return memorySchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** What a backfill plans and which of its days are done stands in no other system: its days post nothing. */
function plannedDays(current: Journal): readonly Entry[] {
  const plan = current.filter((entry) => entry.kind === "done" && entry.step === "preview");
  const seen = current.flatMap((entry) => (entry.kind === "seen" && entry.step === "days" ? [entry] : []));
  const last = seen.at(-1);
  if (last === undefined) return plan;
  // The newest row of each day, as one entry.
  const items = new Map(seen.flatMap(({ progress }) => (progress.items ?? []).map((one) => [one.name, one])));
  return [...plan, { ...last, progress: { items: [...items.values()] } }];
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

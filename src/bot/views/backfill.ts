import { typed } from "../../domain/commands/command.ts";
import type { Day } from "../../domain/day.ts";
import { isToDo, noBankDay, rowsOf } from "../../domain/runs/backfill.ts";
import type { Replaced } from "../../domain/runs/day-number/day-number.ts";
import type { RunProgress } from "../../domain/runs/run-progress.ts";
import type { PlannedDay } from "../../domain/workflows/backfill-facts.ts";
import { backfillFacts } from "../../domain/workflows/backfill-facts.ts";
import type { ProgressItem } from "../../domain/workflows/progress.ts";
import { outputOf } from "../../domain/workflows/workflow-facts.ts";
import type { Markup } from "./block-kit/markup.ts";
import { code, joined, lines, md, mention } from "./block-kit/markup.ts";
import { daysWords } from "./days.ts";
import { replacedText } from "./withdrawal.ts";

/** The days under the steps of a backfill: what will be done with each while it waits, then how far each is. */
export function backfillDays(
  progress: RunProgress,
  replaced: ReadonlyMap<string, Replaced> = new Map(),
): Markup | null {
  const preview = outputOf(backfillFacts, progress, "preview");
  if (preview === null) return null;
  const { days } = preview;
  const { steps, state, input, withdrawnDays } = progress;
  const items = rowsOf(steps);
  const isCanceled = state === "canceled";
  if (items.length === 0) {
    return isCanceled || progress.approval?.end?.is === "expired"
      ? md`None of its days was begun.`
      : lines([
          heading(days, { isForced: input["force"] === true }),
          ...days.map(plannedLine),
          changedFiles(days),
        ]);
  }
  const isRemarked = (day: Day) =>
    items.some(({ name, remarks }) => name === day && remarks !== undefined) &&
    !withdrawnDays.includes(day) &&
    !replaced.has(day);
  const goesOn = isCanceled && items.some((item) => item.state === "underway");
  return lines([
    ...items.map((item) => {
      const planned = days.find(({ day, does }) => day === item.name && does === "skip");
      if (planned?.withdrawn !== undefined || planned?.noBankDay !== undefined) return plannedLine(planned);
      const anew = replaced.get(item.name);
      if (anew !== undefined)
        return md`⚠️ ${item.name} · ${item.note ?? atWork[item.state]} · ${replacedText(anew)}`;
      return withdrawnDays.includes(item.name)
        ? md`⛔ ${item.name} · ${item.note ?? atWork[item.state]}, withdrawn since`
        : itemLine(item, isCanceled ? onceCanceled : atWork);
    }),
    changedFiles(days),
    worthALook(days.flatMap(({ day }) => (isRemarked(day) ? [day] : []))),
    goesOn && md`The day that was underway goes on by itself; its own card tells how far it is.`,
  ]);
}

/** The rows of days that have a file: what is no bank day is neither done nor to be done. */
export function rowsOfBankDays(progress: RunProgress): readonly ProgressItem[] {
  const { days } = outputOf(backfillFacts, progress, "preview") ?? { days: [] };
  const left = days.filter((day) => day.noBankDay !== undefined).map(({ day }): string => day);
  return rowsOf(progress.steps).filter(({ name }) => !left.includes(name));
}

/** The first of the days whose counts can be seen: it was told, before or by this run, and nobody has withdrawn its number. */
export function toldDay(progress: RunProgress): Day | null {
  const { days } = outputOf(backfillFacts, progress, "preview") ?? { days: [] };
  const isLeft = ({ day, does, withdrawn }: PlannedDay) =>
    (does === "skip" && withdrawn !== undefined) || progress.withdrawnDays.includes(day);
  const taken = days.filter(isLeft).map(({ day }): string => day);
  const told = rowsOfBankDays(progress).find(({ name, state }) => state === "done" && !taken.includes(name));
  return days.find(({ day }) => day === told?.name)?.day ?? null;
}

/** Of days that are left alone although their file is another one now. */
function changedFiles(days: readonly PlannedDay[]): Markup | null {
  const changed = days.filter(({ fileChanged }) => fileChanged === true);
  const [first] = changed;
  if (first === undefined) return null;
  const again = code(typed({ name: "run", day: first.day, force: true }));
  if (changed.length === 1)
    return md`⚠️ What is published of ${first.day} is the old file; ${again} counts the new one.`;
  return md`⚠️ What is published of ${daysWords(changed.map(({ day }) => day))} is the old file; ${again} counts the new one of the first, and so on.`;
}

function heading(days: readonly PlannedDay[], { isForced }: { readonly isForced: boolean }): Markup {
  const toDo = days.filter(isToDo).length;
  const noBankDays = days.filter((day) => day.noBankDay !== undefined).length;
  const withdrawn = days.filter((day) => day.withdrawn !== undefined && !isToDo(day)).length;
  const done = days.length - toDo - noBankDays - withdrawn;
  if (done === days.length) return md`*All ${days.length} days are done already.*`;
  const rest = [
    done > 0 && `, ${done} ${done === 1 ? "is" : "are"} done and skipped`,
    withdrawn > 0 && `, ${withdrawn} ${withdrawn === 1 ? "was" : "were"} withdrawn`,
    noBankDays > 0 && `, ${noBankDays} ${noBankDays === 1 ? "is no bank day" : "are no bank days"}`,
  ]
    .filter((words) => words !== false)
    .join("");
  const how = isForced ? ", also those that are done (--force)" : "";
  return md`*${toDo} of ${days.length} days will run, oldest first${how}${rest}*`;
}

const plannedWords = {
  skip: "done, skipped",
  run: "will run",
  again: "done, will be counted again",
  resume: "ended badly, goes on where it stopped",
  wait: "underway already, will be waited for",
} as const;

function plannedLine({
  day,
  does,
  total,
  fileChanged,
  withdrawn,
  noBankDay: which,
  asks,
}: PlannedDay): Markup {
  if (which !== undefined) return md`– ${day} · ${noBankDay(which)}`;
  if (withdrawn !== undefined) {
    const what = md`${day} · withdrawn by ${mention(withdrawn.by)}, no number`;
    return does === "skip"
      ? md`⌫ ${what} · ${code("--force")} counts it`
      : md`○ ${what} · will be counted again`;
  }
  if (asks !== undefined) {
    return md`○ ${day} · waits for a second person's yes to a run of its own, asked for by ${mention(asks.by)}: that is waited for; after a no what is told of it stays, and where nothing is told this backfill ends there`;
  }
  return joined(
    [
      md`${does === "skip" ? "✓" : "○"} ${day}`,
      md`${plannedWords[does]}`,
      total !== null && loans(total),
      fileChanged === true && md`⚠️ its file has changed since`,
    ],
    " · ",
  );
}

const itemSign = { waiting: "○", underway: "▸", done: "✓", failed: "✗" } as const;

/** What is said of a day that has nothing to tell yet. */
const atWork = { waiting: "waiting", underway: "underway", done: "done", failed: "failed" } as const;
const onceCanceled = { ...atWork, waiting: "not begun", underway: "was begun" } as const;

function itemLine(
  { name, state, note, by, remarks }: ProgressItem,
  plainWords: Readonly<Record<ProgressItem["state"], string>>,
): Markup {
  const words = note === undefined || note === "" ? plainWords[state] : note;
  return joined(
    [
      md`${itemSign[state]} ${name}`,
      by === undefined ? md`${words}` : md`${words} ${mention(by)}`,
      remarks !== undefined && md`${remarks} ${remarks === 1 ? "thing" : "things"} worth a look`,
    ],
    " · ",
  );
}

/** Where to read what the rows only count: the summaries of these days are said nowhere else. */
function worthALook(days: readonly Day[]): Markup | null {
  const [day, ...others] = days;
  if (day === undefined) return null;
  const which = others.length === 0 ? day : `${days.length} days, each in its summary`;
  return md`What is worth a look of ${which}: ${code(typed({ name: "summary", day }))}`;
}

function loans(total: number): Markup {
  return md`${total} ${total === 1 ? "loan" : "loans"}`;
}

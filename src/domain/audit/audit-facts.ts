import { withoutAccountIds } from "../aws/redact-account-ids.ts";
import { total } from "../loans/category-counts.ts";
import type { AcknowledgedSummary } from "../messages/acknowledgment.ts";
import { withoutSecrets } from "../messages/redact-secrets.ts";
import { APPROVAL_LAPSED } from "../runs/approval.ts";
import type { Entry, Journal } from "../runs/journal.ts";
import type { Run, Target } from "../runs/run.ts";
import { ITSELF } from "../runs/run.ts";
import type { RunProgress } from "../runs/run-progress.ts";
import { progressOf } from "../runs/run-progress.ts";
import type { DayAct } from "../schedule/daybook.ts";
import type { ScheduleEntry } from "../schedule/schedule-setting.ts";
import { batchFacts } from "../workflows/batch-facts.ts";
import { factsOf } from "../workflows/index.ts";
import { outputOf } from "../workflows/workflow-facts.ts";
import type { AuditAct, AuditFact, Sha256 } from "./audit-entry.ts";
import { canonical } from "./audit-entry.ts";

/** The entries of a journal that may be worth a place in the record; the rest is how a run's steps went. */
export const auditedKinds = [
  "opened",
  "approved",
  "canceled",
  "failed",
  "retried",
  "taken",
  "released",
  "withdrawn",
  "finished",
] as const satisfies readonly Entry["kind"][];

/** Whether `factOfRun` may make something of it. */
export function isAudited({ kind }: Pick<Entry, "kind">): boolean {
  return auditedKinds.some((one) => one === kind);
}

/**
 * What the last entry of that journal says was done; `null`: nothing for the record, or what was written down anew after Redis
 * was emptied. Problems are named by their codes: their sentences may hold names out of a loan file.
 */
export function factOfRun(
  run: Run,
  journal: Journal,
  { link, sha256 }: { readonly link: string | null; readonly sha256: Sha256 },
): AuditFact | null {
  const entry = journal.at(-1);
  if (entry === undefined) return null;
  const progress = progressOf(journal);
  const done = whatWasDone(entry, run, progress);
  if (done === null) return null;
  const { actor, at, seq, typed } = entry;
  const plan = planOf(run, progress);
  return {
    ...{ at, actor, source: `${run.id} ${seq}`, run: run.id },
    ...daysOfTarget(run.target),
    ...(typed !== undefined && { text: shownText(typed) }),
    ...(plan !== undefined && { plan: sha256(canonical(plan)) }),
    ...(link !== null && { link }),
    ...done,
  };
}

/** What somebody changed of the schedule or of the stack's lock. */
export function factOfSchedule(entry: ScheduleEntry, typed?: string): AuditFact {
  const { at, user, why, is } = entry;
  const act: AuditAct = is === "locked" || is === "unlocked" ? is : "schedule changed";
  const result = changeWords(entry);
  return {
    ...{ at, actor: user, act, source: `schedule ${at} ${is}` },
    ...(typed !== undefined && { text: shownText(typed) }),
    ...(why !== null && { reason: shownText(why) }),
    ...(result !== null && { result }),
  };
}

/** Days that somebody passed over or took back. */
export function factOfDays(act: DayAct, typed?: string): AuditFact {
  const { at, user, is, days } = act;
  return {
    ...{ at, actor: user, act: is, source: `days ${at} ${is}`, days: days.join() },
    ...(typed !== undefined && { text: shownText(typed) }),
    ...(is === "skipped" && { reason: shownText(act.why) }),
  };
}

/** That somebody has seen what is worth a look in the summary of that run. */
export function factOfSummary(
  { runId: run, day: days, by: actor, at }: AcknowledgedSummary,
  { link }: { readonly link: string | null },
): AuditFact {
  return {
    ...{ at, actor, act: "warnings seen", source: `summary ${run}`, run, days },
    ...(link !== null && { link }),
  };
}

/** With which a chain begins that follows no other. */
export function beginOfChain(at: string): AuditFact {
  const result = "no chain before this one is known; what was done before it is in no entry";
  return { at, actor: ITSELF, act: "chain begun", source: "chain", result };
}

/** With which a chain goes on that was found at `place` when Redis held none. */
export function continuationOfChain(at: string, { seq }: { readonly seq: number }): AuditFact {
  const result = `found up to entry ${seq} after Redis had lost it; what was done since and had not been exported is in no entry`;
  return { at, actor: ITSELF, act: "chain continued", source: `chain ${seq}`, result };
}

type Done = Pick<AuditFact, "act" | "reason" | "result" | "ran" | "days">;

function whatWasDone(entry: Entry, run: Run, progress: RunProgress): Done | null {
  switch (entry.kind) {
    case "opened": {
      if (entry.isRebuilt) return null;
      const { force, reason } = entry.input;
      return {
        act: force === true ? "forced" : "asked",
        ...(typeof reason === "string" && { reason: shownText(reason) }),
      };
    }
    case "approved":
      return { act: "approved" };
    case "canceled": {
      const isDenial = progress.approval?.end?.is === "denied";
      return { act: isDenial ? "denied" : "canceled", reason: shownText(entry.reason) };
    }
    case "failed":
      return entry.problem.code === APPROVAL_LAPSED ? { act: "lapsed" } : null;
    case "retried": {
      if (entry.isForgotten) return null;
      return {
        act: "retried",
        result: `from "${entry.step}"${entry.because ? `, by itself after ${entry.because.problem.code}` : ""}`,
      };
    }
    case "taken":
      return { act: "looked after" };
    case "released": {
      const rules = entry.holds.map(({ rule }) => rule).join(", ");
      return { act: "released", reason: shownText(entry.reason), result: `let pass: ${rules}` };
    }
    case "withdrawn":
      return {
        act: "withdrawn",
        reason: shownText(entry.withdrawal.reason),
        ...(entry.day !== undefined && { days: entry.day }),
      };
    case "finished": {
      if (entry.isForgotten) return null;
      const ran = progress.steps.filter(({ state }) => state === "done").map(({ name }) => name);
      return { act: "ended", ran, result: outcomeWords(entry.outcome, run, progress) };
    }
    default:
      return null;
  }
}

function outcomeWords(outcome: string, run: Run, progress: RunProgress): string {
  const told = run.workflow === batchFacts.name ? outputOf(batchFacts, progress, "summarize") : null;
  if (outcome === "succeeded" && told !== null) return `${outcome}, ${total(told.counts)} loans`;
  if (progress.problem === null || outcome === "succeeded") return outcome;
  return `${outcome} at "${progress.at}": ${progress.problem.code}`;
}

/**
 * What the run's approval is about; `undefined`: there is none, or it is not made yet. The plan alone may be the same of two
 * days, so that a yes is of the workflow and its target too.
 */
function planOf({ workflow, target }: Run, { steps }: RunProgress): unknown {
  const planStep = factsOf(workflow).approval?.waits?.planStep;
  const plan = steps.find(({ name }) => name === planStep)?.output;
  return plan === undefined ? undefined : { workflow, target, plan };
}

function daysOfTarget({ day, until }: Target): Pick<AuditFact, "days"> {
  if (day === null) return {};
  return { days: until === undefined ? day : `${day}..${until}` };
}

function changeWords(entry: ScheduleEntry): string | null {
  switch (entry.is) {
    case "paused":
      return entry.until === undefined ? entry.is : `${entry.is} until ${entry.until.day}`;
    case "off":
      return entry.is;
    case "begun":
    case "resumed":
      return `${entry.is} from ${entry.from}`;
    case "time":
      return `at ${entry.time}`;
    case "locked":
      return [
        entry.until === null ? "until it is lifted" : `until ${entry.until}`,
        ...(entry.from === undefined ? [] : [`taken over from ${entry.from}`]),
      ].join(", ");
    case "unlocked":
      return entry.from === undefined ? null : `taken over from ${entry.from}`;
  }
}

/** A person's words as they may be kept for years: no secret, no account, no half of a letter. */
function shownText(text: string): string {
  return withoutSecrets(withoutAccountIds(text)).toWellFormed();
}

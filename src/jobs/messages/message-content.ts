import type { Day } from "../../domain/day.ts";
import type { DaySummary } from "../../domain/loans/category-counts.ts";
import { attemptOfAlert, cardId, partsOf } from "../../domain/messages/message-id.ts";
import type { Notice } from "../../domain/messages/notice.ts";
import { dayOf, isOfDay, placeOfNotice } from "../../domain/messages/notice.ts";
import { aheadInLine, COUNTED_IN_LINE } from "../../domain/runs/ahead-in-line.ts";
import type { Teller } from "../../domain/runs/backfill.ts";
import { backfillOf, hasOwnCard, rowsOf, tellerOf } from "../../domain/runs/backfill.ts";
import { replacedBy } from "../../domain/runs/day-number/day-number.ts";
import { isBadEnd } from "../../domain/runs/run.ts";
import { workflowOfId } from "../../domain/runs/run-id.ts";
import type { UsualLength } from "../../domain/runs/usual-length.ts";
import { lengthKind, usualLength } from "../../domain/runs/usual-length.ts";
import { skippedSince } from "../../domain/schedule/skipped-since.ts";
import type { ProgressItem } from "../../domain/workflows/progress.ts";
import { withComparedDay } from "../requests/compared-day.ts";
import type { Runs } from "../requests/requests.ts";
import type { RunView } from "../requests/run-view.ts";
import { toldRun } from "../requests/told-run.ts";
import type { Keys } from "../store/keys.ts";
import type { RedisConnection } from "../store/redis.ts";
import type { RunLedger } from "../store/run-ledger.ts";
import type { AlertSources } from "./alert-content.ts";
import { alertOf } from "./alert-content.ts";
import type { Owed, Thread } from "./announcer.ts";
import type { Outbox } from "./outbox.ts";
import { KEEP_SECONDS } from "./retention.ts";
import { summarySince } from "./summary-since.ts";

/**
 * What a message has to say now, given its record in Redis; `null`: nothing, or it is told elsewhere; `later`: it is not
 * known yet who tells it.
 */
export type MessageContent = (
  id: string,
  record: Readonly<Record<string, string>>,
) => Promise<Owed | "later" | null>;

/** Runs by whose length that of the next is told. */
const LOOK_BACK = 30;

/** Runs among which they are looked for: a stack may be deployed once in a year of daily batches. */
const LOOK_AMONG = 1_000;

/** Reads what messages say, from the runs that they tell of as these are in the moment. */
export function createMessageContent({
  redis,
  keys,
  outbox,
  ledger,
  overtakenBy,
  newestOf,
  ...sources
}: {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly outbox: Pick<Outbox, "cardUrl" | "summaryUrl" | "channel">;
  readonly ledger: Pick<
    RunLedger,
    "backfillsWith" | "firstInLine" | "holders" | "isYoung" | "newestOf" | "recent"
  >;
  readonly overtakenBy: Runs["overtakenBy"];
  /** The day's newest run; `null`: it has none. */
  readonly newestOf: (day: Day) => Promise<string | null>;
} & AlertSources): MessageContent {
  const { view, numbers } = sources;
  /** The newest answer, since a card is edited often: what past runs took does not change while one is at work. */
  let known: { readonly of: string; readonly usual: UsualLength | null } | null = null;
  return async (id, record) => {
    const { kind, runId: cardOf } = partsOf(id);
    // Begun once, a message is kept up to date to its end.
    const isBegun = record["intendedAt"] !== undefined;
    if (kind === "card" && cardOf !== null) {
      const run = await view(cardOf);
      if (!run || !(isBegun || hasOwnCard(run.progress, await whoTells(run)))) return null;
      return {
        kind: "card",
        id,
        view: {
          ...{ ...run, ...(await besideOf(run)), ...(await replacedOf(run)), ...(await usualOf(run)) },
          ...{ ...(await overtakenOf(run)), ...(await aheadOf(run)), ...(await skippedOf(run)) },
        },
      };
    }
    if (record["notice"] !== undefined) {
      const notice = await withDaySince(JSON.parse(record["notice"]) as Notice);
      const runId = "runId" in notice ? notice.runId : null;
      const { isBroadcast, day, ...place } = placeOfNotice(notice);
      const of = day === undefined ? place.of : await newestOf(day);
      const thread = of === null ? null : await threadOf(of, isBroadcast);
      const cardUrl = runId === null ? null : await outbox.cardUrl(runId);
      return thread === "later" ? thread : { kind: "notice", id, notice, cardUrl, thread };
    }
    const alarm = attemptOfAlert(id);
    if (alarm !== null) {
      const found = await alertOf(alarm, record, {
        ...sources,
        view: async (runId) => {
          const run = await view(runId);
          return run && { ...run, ...(await besideOf(run)), ...(await overtakenOf(run)) };
        },
      });
      // Nobody is called: what is kept of it may go.
      if (found === null) await redis.expire(keys.message(id), KEEP_SECONDS);
      const thread = found && (await threadOf(alarm.runId, true));
      return thread === "later" ? thread : found && { kind: "alert", id, ...found, thread };
    }
    if (record["summary"] === undefined) return null;
    const summary = JSON.parse(record["summary"]) as DaySummary;
    const batch = await view(summary.runId);
    const teller = isBegun ? "itself" : await whoTells(batch);
    if (teller === "open") return "later";
    if (teller === "backfill") {
      // Told for good: what is kept of it may go.
      await redis.expire(keys.message(id), KEEP_SECONDS);
      return null;
    }
    return {
      ...{ kind: "summary", id },
      summary: await withComparedDay(summary, numbers),
      since: await summarySince(batch, {
        numbers: await numbers(summary.day),
        kept: record["seen"],
        outbox,
      }),
      cardUrl: await outbox.cardUrl(summary.runId),
    };
  };

  /**
   * The thread of that run's card; `later` while the card is still to be posted, `null` where it has none, or Slack does not take
   * it: what is to be told must not wait for that.
   */
  async function threadOf(runId: string, isBroadcast: boolean): Promise<Thread | null | "later"> {
    const card = cardId(runId);
    const [ts, channel] = await redis.hmget(keys.message(card), "ts", "channel");
    if (ts) return channel === outbox.channel ? { ts, isBroadcast } : null;
    const isOwed = (await redis.zscore(keys.stale, card)) !== null;
    return isOwed && (await redis.hexists(keys.unsaid, card)) === 0 ? "later" : null;
  }

  /** Of a backfill the run of the day at which it stopped, and of such a day its backfill. */
  async function besideOf({ run, progress }: RunView): Promise<Pick<RunView, "beside">> {
    const isStopped = ({ state }: ProgressItem) => state === "failed";
    const named = async (runId: string | null) =>
      runId === null ? {} : { beside: { runId, cardUrl: await outbox.cardUrl(runId) } };
    const { stack, day } = run.target;
    if (run.workflow === "backfill") {
      const stopped = rowsOf(progress.steps).find(isStopped);
      return await named(stopped ? await ledger.newestOf({ stack, day: stopped.name as Day }) : null);
    }
    const opener = backfillOf(progress.input);
    const rows = rowsOf((opener && (await view(opener))?.progress.steps) || []);
    return await named(rows.some((row) => isStopped(row) && row.name === day) ? opener : null);
  }

  /** Of a run that ended badly the newer one that is worked with since. */
  async function overtakenOf(run: RunView): Promise<Pick<RunView, "overtaken">> {
    const by = isBadEnd(run.progress.state) ? await overtakenBy(run) : null;
    if (by === null) return {};
    const { id: runId, askedBy, openedAt: at, outcome } = by.newer.run;
    const { cardUrl } = by.newer;
    return { overtaken: { runId, cardUrl, by: askedBy.user, at, isLive: outcome === null } };
  }

  /** With what became of its day since it was said: a number, the one that the notice is about left aside, or a skip. */
  async function withDaySince(notice: Notice): Promise<Notice> {
    if (!isOfDay(notice)) return notice;
    const stands = ({ progress }: RunView) => progress.withdrawn === null;
    const told = await numbers(dayOf(notice));
    if (notice.is === "file-changed")
      return { ...notice, isTold: told.some((view) => stands(view) && view.run.id !== notice.runId) };
    if (told.length > 0) return { ...notice, isTold: true, isTakenBack: !told.some(stands) };
    const decision = await sources.decisionOf(dayOf(notice));
    return { ...notice, isTold: false, ...(decision?.is === "skipped" && { skipped: decision }) };
  }

  /** Of a day's run that ended badly that the day was passed over since. */
  async function skippedOf(run: RunView): Promise<Pick<RunView, "skipped">> {
    const { day } = run.run.target;
    const decision = day === null ? null : await sources.decisionOf(day);
    const skip = decision?.is === "skipped" ? skippedSince(run, decision) : null;
    return skip === null ? {} : { skipped: skip };
  }

  /** Of a run that waits for its turn those before it. */
  async function aheadOf(run: RunView): Promise<Pick<RunView, "ahead">> {
    if (run.progress.state !== "queued" || run.run.outcome !== null) return {};
    const first = await ledger.firstInLine(COUNTED_IN_LINE);
    // Who is at work may be further behind by its day.
    const ids = new Set([...(await ledger.holders()), ...first]);
    const live = await Promise.all([...ids].map(view));
    const runs = aheadInLine(
      run,
      live.filter((one) => one !== null),
    );
    return { ahead: { runs, isMore: !first.includes(run.run.id) } };
  }

  /** Of a run that has not ended what others of its kind took. */
  async function usualOf({ run, progress }: RunView): Promise<Pick<RunView, "usual">> {
    const kind = run.outcome === null ? lengthKind({ run, progress }) : null;
    if (kind === null) return {};
    if (known?.of !== `${run.id} ${kind}`) {
      const ids = (await ledger.recent(LOOK_AMONG)).filter((id) => workflowOfId(id) === run.workflow);
      const recent = await Promise.all(ids.slice(0, LOOK_BACK).map(view));
      const usual = usualLength(
        kind,
        recent.filter((one) => one !== null),
      );
      known = { of: `${run.id} ${kind}`, usual };
    }
    return known.usual === null ? {} : { usual: known.usual };
  }

  /** Of a backfill the days whose numbers it told and that were counted anew since: no summary of theirs says so. */
  async function replacedOf({ run, progress }: RunView): Promise<Pick<RunView, "replacedDays">> {
    if (run.workflow !== "backfill" || progress.endedAt === null) return {};
    const done = rowsOf(progress.steps).filter(({ state }) => state === "done");
    const all = await Promise.all(
      done.map(async ({ name }) => {
        const views = await numbers(name as Day);
        const own = views.find((one) => backfillOf(one.progress.input) === run.id);
        return [name, own ? replacedBy(views.map(toldRun), own.run.id) : null] as const;
      }),
    );
    const replaced = all.flatMap(([day, by]) => (by === null ? [] : [[day, by] as const]));
    return replaced.length === 0 ? {} : { replacedDays: new Map(replaced) };
  }

  /** Who tells of that run: itself, unless it is a day that a backfill opened. */
  async function whoTells(run: RunView | null): Promise<Teller> {
    const opener = run && backfillOf(run.progress.input);
    const day = run?.run.target.day ?? null;
    if (opener === null || day === null) return "itself";
    // One that failed at the day may have been asked for anew, under another id.
    const ids = new Set([opener, ...(await ledger.backfillsWith(day))]);
    const views = await Promise.all([...ids].map(view));
    const known = views.flatMap((one) => one?.progress ?? []);
    // A Redis that was emptied is told of the days before it is told of their backfill.
    if (known.length === 0 && (await ledger.isYoung())) return "open";
    return tellerOf(day, known);
  }
}

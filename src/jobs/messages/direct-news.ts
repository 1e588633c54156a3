import type { Log } from "../../config/log.ts";
import type { Day } from "../../domain/day.ts";
import { dayIn } from "../../domain/day.ts";
import { noticeNames } from "../../domain/messages/message-id.ts";
import type { News, NewsWish } from "../../domain/messages/news.ts";
import { newsId, wantedNews } from "../../domain/messages/news.ts";
import { loansOf } from "../../domain/runs/backfill.ts";
import { isRefusal } from "../../domain/runs/trouble.ts";
import type { BankCalendar } from "../../domain/schedule/bank-days.ts";
import { lastBankDays } from "../../domain/schedule/bank-days.ts";
import type { Runs } from "../requests/requests.ts";
import type { RunView } from "../requests/run-view.ts";
import type { WishStore } from "../store/wish-store.ts";
import type { Outbox } from "./outbox.ts";

/** What there is to tell: of a run, or of a day that is late. */
export type DirectNews = News &
  ({ readonly of: "run"; readonly view: RunView } | { readonly of: "late"; readonly day: Day });

/** Who says it to one person; `bot` does. */
export interface DirectSpeaker {
  /**
   * Says it in their direct messages, as far as they may still look, and of what waits for a yes only where theirs counts.
   * Throws where Slack is away; what it refuses for good is over.
   */
  tell(user: string, channel: string, news: DirectNews): Promise<void>;
}

interface DirectNewsParts {
  readonly wishes: Pick<WishStore, "all" | "take" | "giveBack">;
  readonly runs: Pick<Runs, "recent" | "live">;
  readonly outbox: Pick<Outbox, "noticeOwedAt">;
  readonly speaker: DirectSpeaker;
  readonly daily: { readonly zone: string; readonly calendar: BankCalendar };
  readonly now: () => Date;
  readonly log: Log;
}

/** Runs among which there is news: a backfill of a month ends within a day. */
const LOOK_BACK = 50;

/** Bank days of which one may have become late within a day. */
const LATE_DAYS = 3;

/**
 * Tells people in direct messages what they wish to be told of. All of it stands in the channel too, so it is told at most once:
 * who takes it upon himself and dies has told it, or nobody does.
 */
export async function tellNews(parts: DirectNewsParts): Promise<void> {
  const { wishes, now } = parts;
  const all = await wishes.all();
  if (all.size === 0) return;
  const news = await newsNow(parts);
  for (const [user, wish] of all)
    for (const one of wantedNews(news, wish, now())) await tellOnce(user, wish, one, parts);
}

async function tellOnce(
  user: string,
  { channel }: NewsWish,
  news: DirectNews,
  { wishes, speaker, log }: DirectNewsParts,
): Promise<void> {
  if (!(await wishes.take(user, news.id))) return;
  try {
    await speaker.tell(user, channel, news);
  } catch (error) {
    log.warn({ user, news: news.id, err: error }, "somebody could not be told what they wish to hear");
    await wishes.giveBack(user, news.id);
  }
}

async function newsNow(parts: DirectNewsParts): Promise<readonly DirectNews[]> {
  const [recent, live, late] = await Promise.all([
    parts.runs.recent(LOOK_BACK),
    parts.runs.live(),
    lateNews(parts),
  ]);
  return [...recent.flatMap(endedNews), ...live.flatMap(waitingNews), ...late];
}

/** Of a day's run that has ended: that it told a number, failed, or is held. */
function endedNews(view: RunView): readonly DirectNews[] {
  const { run, progress } = view;
  const { state, endedAt, attempt } = progress;
  if (run.workflow !== "daily-batch" || endedAt === null) return [];
  const about = { of: "run", view, at: endedAt } as const;
  if (progress.problem !== null && isRefusal(progress.problem)) return [];
  if (state === "failed" || state === "held")
    return [{ ...about, kind: "trouble", id: newsId.ofRun(state, run.id, attempt) }];
  if (state !== "succeeded" || loansOf(progress) === null) return [];
  return [{ ...about, kind: "summary", id: newsId.ofRun("summary", run.id, attempt) }];
}

function waitingNews(view: RunView): readonly DirectNews[] {
  const { run, progress } = view;
  const { state, steps, attempt } = progress;
  if (state !== "approval") return [];
  const at = steps.find(({ name }) => name === progress.at)?.startedAt ?? progress.begunAt;
  return [{ kind: "approval", of: "run", view, at, id: newsId.ofRun("approval", run.id, attempt) }];
}

/** The days that the channel was told of as late. */
async function lateNews({ outbox, daily, now }: DirectNewsParts): Promise<readonly DirectNews[]> {
  const until = dayIn(daily.zone, now());
  const days = lastBankDays(daily.calendar, { until, count: LATE_DAYS });
  const owed = await Promise.all(
    days.map(async (day) => ({ day, at: await outbox.noticeOwedAt(noticeNames.summaryLate(day)) })),
  );
  return owed.flatMap(({ day, at }) =>
    at === null ? [] : [{ kind: "trouble", of: "late", day, at, id: newsId.late(day) } as const],
  );
}

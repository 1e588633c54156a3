import { createHash } from "node:crypto";
import { dayIn } from "../domain/day.ts";
import { noticeNames } from "../domain/messages/message-id.ts";
import { lastBankDays } from "../domain/schedule/bank-days.ts";
import type { BotParts } from "./bot-parts.ts";
import { LISTED_DAYS } from "./days-in-need.ts";
import { publishHome } from "./home.ts";
import type { Overview } from "./overview.ts";
import { overviewNow } from "./overview.ts";

/** Runs among which there is news: those that have ended before are settled. */
const LOOK_BACK = 20;

/** Bank days of which one may have become late since. */
const LATE_DAYS = 3;

/**
 * So many Homes are renewed a look. Slack takes a hundred calls of `views.publish` a minute (Tier 4, docs.slack.dev), and a look is
 * made every five seconds: that leaves as many to people who open it.
 */
const MOST_A_LOOK = 4;

type NewsParts = Pick<BotParts, "runs" | "outbox" | "config" | "clock">;

/** What a Home tells that changes by itself, as a print: which runs there are and how they stand, which days are late, and what day it is. */
export async function newsPrint({ runs, outbox, config, clock }: NewsParts): Promise<string> {
  const { zone, calendar } = config.daily;
  const today = dayIn(zone, clock.now());
  const days = lastBankDays(calendar, { until: today, count: LATE_DAYS });
  const [recent, live, late] = await Promise.all([
    runs.recent(LOOK_BACK),
    runs.live(),
    Promise.all(days.map(async (day) => await outbox.noticeOwedAt(noticeNames.summaryLate(day)))),
  ]);
  const states = [...recent, ...live].map(({ run: { id }, progress: { state, attempt, withdrawn } }) => [
    ...[id, state, attempt, withdrawn !== null],
  ]);
  return createHash("sha256")
    .update(JSON.stringify([today, states, late]))
    .digest("hex")
    .slice(0, 16);
}

/**
 * Publishes anew the Homes that people have opened in the last days and that show older news, the newest opened first and some a look.
 * A person's rests for seconds between two, whichever process renews it. What Slack refuses for good is not tried again until it is
 * opened anew; where it is away, or wants rest, the next look goes on.
 */
export async function renewHomes(parts: BotParts): Promise<void> {
  const { homes, clock } = parts;
  const all = await homes.all(clock.now());
  if (all.size === 0) return;
  const print = await newsPrint(parts);
  const old = [...all].filter(([, { shown }]) => shown !== print);
  if (old.length === 0) return;
  // The same for all of them, and half of it is asked of AWS.
  let overview: Promise<Overview> | null = null;
  let renewed = 0;
  for (const [user, { channel, team }] of old) {
    if (renewed === MOST_A_LOOK) return;
    if (!(await homes.take(user))) continue;
    renewed += 1;
    overview ??= overviewNow(parts, { days: LISTED_DAYS });
    const came = await publishHome({ user, channel }, team, parts, await overview);
    if (came === "published") await homes.shows(user, print);
    else if (came === "refused") await homes.forget(user);
    else return;
  }
}

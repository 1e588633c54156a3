import type { HomeView } from "@slack/types";
import { offersFor } from "../domain/commands/offers.ts";
import { mayApprove, mayAsk, mayRelease, mayRetry } from "../domain/commands/permission.ts";
import { faultOf } from "../domain/messages/slack-error.ts";
import { releasing } from "../domain/runs/day-number/release.ts";
import { batchFacts } from "../domain/workflows/batch-facts.ts";
import type { RunView } from "../jobs/requests/run-view.ts";
import type { BotParts } from "./bot-parts.ts";
import { LISTED_DAYS, needsSomebody } from "./days-in-need.ts";
import type { Asking, Origin } from "./edge/origin.ts";
import { lookFrom } from "./edge/origin.ts";
import { troubleMessage } from "./errors.ts";
import { lookingFor } from "./find-person.ts";
import { retriableRuns } from "./find-run.ts";
import { isDirect } from "./names.ts";
import type { Overview } from "./overview.ts";
import { offeredBy, overviewNow } from "./overview.ts";
import type { ReplyTo } from "./reply.ts";
import { inFormThatSlackTakes } from "./reply.ts";
import { slackError } from "./slack-client.ts";
import { lostOf } from "./stack-state.ts";
import { section } from "./views/block-kit/blocks.ts";
import type { Message } from "./views/block-kit/message.ts";
import { message } from "./views/block-kit/message.ts";
import { named } from "./views/command-name.ts";
import { homeMessage } from "./views/home.ts";
import { refusal } from "./views/problem.ts";
import { takesNoDays } from "./views/stack-line.ts";
import { withWhomToAsk } from "./whom-to-ask.ts";

/**
 * Puts how things stand on this person's Home of the app, as far as they may look, with buttons for what they may do; `overview`
 * where it was looked up just before. Never throws: nobody waits for it, and the next look at it publishes anew. `refused`: Slack does
 * not take it for this person; `away`: it did not get to say, or takes nothing of this app.
 */
export async function publishHome(
  { user, channel }: Pick<ReplyTo, "user" | "channel">,
  team: string,
  parts: BotParts,
  overview?: Overview,
): Promise<"published" | "refused" | "away"> {
  const { client, config, log, slackClock } = parts;
  const scoped = log.child({ user });
  try {
    const said = await homeOf({ user, channel, team }, parts, overview).catch((error: unknown) =>
      troubleMessage(error, scoped),
    );
    const origin = { channel, threadTs: null, openedAt: slackClock.now().toISOString() };
    await inFormThatSlackTakes(named(said, config.slack.command), scoped, async ({ text, blocks }) => {
      const view: HomeView = {
        type: "home",
        private_metadata: JSON.stringify(origin),
        blocks: blocks ?? message(section({ markup: text })).blocks,
      };
      await client.views.publish({ user_id: user, view });
    });
    return "published";
  } catch (error) {
    scoped.warn({ err: error }, "slack did not take the home of a person");
    return faultOf(slackError(error) ?? "") === "message" ? "refused" : "away";
  }
}

/** Whoever does something in the app's own conversation may have its Home open, which shows what came of it. */
export async function renewHome(origin: Origin, parts: BotParts): Promise<void> {
  if (isDirect(origin.channel)) await publishHome(origin, origin.team, parts);
}

async function homeOf(
  { user, channel, team }: Pick<Origin, "user" | "channel" | "team">,
  parts: BotParts,
  known?: Overview,
): Promise<Message> {
  const { config, runs } = parts;
  const asking = await lookingFor(lookFrom({ user, channel, team }), parts);
  const verdict = mayAsk({ name: "menu" }, asking.person, config.people);
  if (!verdict.allowed) return refusal(verdict);
  const [overview, lost, unsaid, { failed }, wants] = await Promise.all([
    known ?? overviewNow(parts, { days: LISTED_DAYS }),
    lostOf(parts),
    parts.unsaid(),
    retriableRuns(runs),
    parts.wishes.of(user),
  ]);
  const said = homeMessage(overview, {
    offers: offersFor(asking.person, config.people, offeredBy(overview, user)),
    needed: [...approvable(overview, asking, parts), ...mendable(failed, { overview, asking, parts })],
    ...{ wants, lost, unsaid, now: parts.clock.now() },
  });
  return withWhomToAsk(said, asking.person, parts);
}

/** What waits for a yes that this person may give. */
function approvable(
  { live }: Overview,
  { person }: Asking,
  { config }: Pick<BotParts, "config">,
): readonly RunView[] {
  return live.filter(
    ({ progress }) =>
      progress.state === "approval" && mayApprove(progress.approval, person, config.people).allowed,
  );
}

/** What has failed or is held, and this person may take up again or release; of days those alone that need somebody. */
function mendable(
  ended: readonly RunView[],
  {
    overview: { days, state },
    asking: { person },
    parts: { config },
  }: { readonly overview: Overview; readonly asking: Asking; readonly parts: Pick<BotParts, "config"> },
): readonly RunView[] {
  const settled = new Set(days.flatMap((one) => (needsSomebody(one) ? [] : [one.day as string])));
  const isGone = takesNoDays(state) !== null;
  return ended.filter(({ run, progress }) => {
    const isDay = run.workflow === batchFacts.name && run.target.day !== null;
    if (isDay && (isGone || settled.has(run.target.day))) return false;
    if (mayRetry(run, person, config.people).allowed) return true;
    return (
      releasing(run.workflow, progress).can && mayRelease(progress.requesters, person, config.people).allowed
    );
  });
}

import type { App } from "@slack/bolt";
import type { BotParts } from "../bot-parts.ts";
import type { HomeRequest } from "../edge/slack-request.ts";
import { publishHome } from "../home.ts";
import { newsPrint } from "../home-renewal.ts";
import type { Track } from "./track.ts";

/** Whoever opens the app's Home finds how things stand then; of the other tabs Slack tells, too. Bolt acknowledges events itself. */
export function registerHome(app: App, parts: BotParts, track: Track): void {
  app.event("app_home_opened", async ({ body }: { readonly body: unknown }) => {
    // As the edge has read it.
    const { event, team_id: team } = body as HomeRequest;
    if (event.tab !== "home") return;
    const { user, channel } = event;
    await track(showHome({ user, channel, team }, parts));
  });
}

/** Shows it, and renews it from then on; where what there is cannot be read it is shown all the same, and says so. */
async function showHome(
  { user, channel, team }: { readonly user: string; readonly channel: string; readonly team: string },
  parts: BotParts,
): Promise<void> {
  const { homes, clock, log } = parts;
  // Before it is made: what comes in between is news.
  const shown = await newsPrint(parts).catch(() => null); // null: Redis is away
  await publishHome({ user, channel }, team, parts);
  if (shown === null) return;
  const openedAt = clock.now().toISOString();
  await homes
    .opened(user, { channel, team, openedAt, shown })
    .catch((error: unknown) => log.warn({ err: error, user }, "an opened home is not kept up to date"));
}

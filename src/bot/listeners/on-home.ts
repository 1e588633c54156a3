import type { App } from "@slack/bolt";
import type { BotParts } from "../bot-parts.ts";
import type { HomeRequest } from "../edge/slack-request.ts";
import { publishHome } from "../home.ts";
import type { Track } from "./track.ts";

/** Whoever opens the app's Home finds how things stand then; of the other tabs Slack tells, too. Bolt acknowledges events itself. */
export function registerHome(app: App, parts: BotParts, track: Track): void {
  app.event("app_home_opened", async ({ body }: { readonly body: unknown }) => {
    // As the edge has read it.
    const { event, team_id: team } = body as HomeRequest;
    if (event.tab !== "home") return;
    const { user, channel } = event;
    await track(publishHome({ user, channel }, team, parts));
  });
}

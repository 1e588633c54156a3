import manifest from "../../slack-manifest.json" with { type: "json" };
import { SlackError } from "./slack-error.ts";

/** What an app may do that was installed by the product's own manifest, and was given all that may be left out. */
export const manifestScopes: readonly string[] = manifest.oauth_config.scopes.bot;

/** Of what Slack tells that app, by the names under which a manifest asks for it. */
export const manifestEvents: readonly string[] = manifest.settings.event_subscriptions.bot_events;

/** Whether that app has a Home, which a person can open and the app can publish. */
export const hasHome: boolean = manifest.features.app_home.home_tab_enabled;

/** By the kind of conversation, which its id begins with: Slack asks for another scope for each. */
const conversationScopes: Readonly<Record<string, string>> = { C: "channels", D: "im", G: "groups" };

/**
 * The scope that a method asks for, by docs.slack.dev/reference/methods, read in November 2026; `null`: none. Methods on
 * conversations are called with `channel`, by id or by name.
 */
function scopeOf(method: string, channel: string): string | null {
  const [family = "", ...rest] = method.split(".");
  const ofConversation = conversationScopes[channel.charAt(0)] ?? "channels";
  switch (family) {
    case "chat":
      return rest[0] === "getPermalink" ? null : "chat:write";
    case "files":
      return "files:write";
    case "users":
      return "users:read";
    case "usergroups":
      return "usergroups:read";
    case "conversations":
      if (rest[0] === "history" || rest[0] === "replies") return `${ofConversation}:history`;
      return rest[0] === "open" ? "im:write" : `${ofConversation}:read`;
    default:
      return null;
  }
}

/** Throws `missing_scope`, with what was needed and what there is, where the app was not given the scope of that method. */
export function checkScope(method: string, channel: string, granted: readonly string[]): void {
  const needed = scopeOf(method, channel);
  if (needed !== null && !granted.includes(needed))
    throw new SlackError("missing_scope", [], { needed, provided: granted.join(",") });
}

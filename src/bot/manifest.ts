import { appName, COMMAND, withCommandName } from "../domain/commands/command-name.ts";
import { usageHint } from "./commands/index.ts";
import { slackPath } from "./names.ts";
import { optionalScopes, scopes } from "./slack-checks.ts";

/** How Slack's requests reach the app: over connections that it opens itself, or at its address. */
export type WayFromSlack = { readonly is: "socket" } | { readonly is: "http"; readonly address: URL };

/**
 * The manifest of the app, as Slack takes it (docs.slack.dev, "App manifest reference"). Over connections of its own it names no
 * address: Slack refuses one there.
 */
export function slackManifest(way: WayFromSlack, command: string) {
  const url = way.is === "http" ? new URL(slackPath, way.address).href : null;
  const request = url !== null && { request_url: url };
  const optional = Object.keys(optionalScopes);
  return {
    _metadata: { major_version: 2 },
    display_information: {
      // Two apps of one workspace are told apart by it; Slack takes 35 characters.
      name: command === COMMAND ? "Loan Tracker" : `Loan Tracker ${appName(command)}`.slice(0, 35),
      description: "Deploys, runs, watches and tears down the daily loan batch on AWS",
      background_color: "#1d3557",
      long_description: withCommandName(
        "Loan Tracker runs a bank's daily loan batch from a channel. `/loans deploy` plans and makes the stack on AWS, `/loans run today` counts the day's loans by category with Spark and publishes them to Redshift, the channel gets a summary that is reconciled before it is posted, and `/loans teardown` removes everything and proves it.",
        command,
      ),
    },
    features: {
      // Without the Messages tab Slack lets nobody write to the app.
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: appName(command), always_online: true },
      slash_commands: [
        {
          command,
          ...(url !== null && { url }),
          description: "Deploy, run, watch and tear down the daily loan batch",
          usage_hint: usageHint(),
          should_escape: false,
        },
      ],
    },
    oauth_config: {
      // An optional scope stands in both lists (docs.slack.dev, "Optional scopes have landed").
      scopes: { bot: [...scopes, ...optional].toSorted(), bot_optional: optional },
    },
    settings: {
      event_subscriptions: { ...request, bot_events: ["app_home_opened", "app_mention", "message.im"] },
      interactivity: { is_enabled: true, ...request },
      org_deploy_enabled: false,
      socket_mode_enabled: way.is === "socket",
      token_rotation_enabled: false,
    },
  };
}

/** A link that opens Slack with that manifest filled in (docs.slack.dev, "Configuring apps with app manifests"). */
export function createAppLink(way: WayFromSlack, command: string): string {
  const link = new URL("https://api.slack.com/apps?new_app=1");
  link.searchParams.set("manifest_json", JSON.stringify(slackManifest(way, command)));
  return link.href;
}

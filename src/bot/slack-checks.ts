import { WebClient } from "@slack/web-api";
import type { Config } from "../config/config.ts";
import { createLog } from "../config/log.ts";
import { userGroupsOf } from "../domain/commands/permission.ts";
import {
  EXTERNALLY_SHARED,
  faultOf,
  groupRemedyOf,
  remedyOf,
  socketRemedyOf,
} from "../domain/messages/slack-error.ts";
import { askUserGroup, groupWordOf } from "./people.ts";
import { isExternallyShared } from "./shared-channel.ts";
import type { HearsDate } from "./slack-client.ts";
import { clientOptions, deepestReason, slackError } from "./slack-client.ts";

/** What the app cannot do without, of what it asks for in `slack-manifest.json`; a test holds the two equal. */
export const scopes = [
  "app_mentions:read",
  "channels:history",
  "channels:read",
  "chat:write",
  "commands",
  "groups:history",
  "groups:read",
  "im:history",
  "usergroups:read",
  "users:read",
] as const;

/** What whoever installs the app may leave out, and what is then done otherwise. */
export const optionalScopes = { "files:write": "CSV gives the rows as text instead of a file" } as const;

/** Looks at token, scopes and channel. */
export async function askSlack(
  config: Pick<Config["slack"], "botToken" | "appToken" | "apiUrl" | "channel" | "isSharedAllowed">,
  dated?: HearsDate,
): Promise<{ readonly well: readonly string[]; readonly ill: readonly string[] }> {
  const log = createLog({ level: "silent" });
  const client = new WebClient(
    config.botToken.reveal(),
    clientOptions({ apiUrl: config.apiUrl, log, dated }),
  );
  try {
    const { user, team, response_metadata: metadata } = await client.auth.test();
    const granted = metadata?.scopes ?? [];
    const missing = granted.length === 0 ? [] : scopes.filter((scope) => !granted.includes(scope));
    await client.conversations.history({ channel: config.channel, limit: 1 });
    const isShared = !config.isSharedAllowed && (await isExternallyShared(client, config.channel)) === true;
    const connections =
      config.appToken &&
      (await askConnections({ appToken: config.appToken.reveal(), apiUrl: config.apiUrl }));
    return {
      well: [
        `the token is ${user}'s in ${team}`,
        `channel ${config.channel} can be read`,
        ...(config.appToken !== null && connections === null ? ["connections can be opened"] : []),
        ...Object.entries(optionalScopes)
          .filter(([scope]) => granted.length > 0 && !granted.includes(scope))
          .map(([scope, instead]) => `scope ${scope} is not granted, which is optional: ${instead}`),
      ],
      ill: [
        ...missing.map(
          (scope) =>
            `scope ${scope} is missing; add it under "OAuth & Permissions" and install the app again`,
        ),
        ...(isShared
          ? [
              `channel ${config.channel} is shared with another company, so nothing is said there; ${remedyOf(EXTERNALLY_SHARED)}`,
            ]
          : []),
        ...(connections === null ? [] : [connections]),
      ],
    };
  } catch (error) {
    const refused = slackError(error);
    return {
      well: [],
      ill: [refused === null ? silence(error, config.apiUrl) : `${refused}; ${remedyOf(refused)}`],
    };
  }
}

/** Whether Slack takes that bot token; `null`: it does, else why not and what helps. */
export async function askToken({
  botToken,
  apiUrl,
}: Pick<Config["slack"], "apiUrl"> & { readonly botToken: string }): Promise<string | null> {
  return await whyNot({ token: botToken, apiUrl, remedy: remedyOf }, (client) => client.auth.test());
}

/** Whether the app could connect with that app-level token; `null`: it could, else why not and what helps. */
export async function askConnections({
  appToken,
  apiUrl,
}: Pick<Config["slack"], "apiUrl"> & { readonly appToken: string }): Promise<string | null> {
  const how = { token: appToken, apiUrl, remedy: socketRemedyOf };
  return await whyNot(how, (client) => client.apps.connections.open({}));
}

/** Why Slack does not take what is asked of it with that token, and what helps; `null`: it does. */
async function whyNot(
  {
    token,
    apiUrl,
    remedy,
  }: Pick<Config["slack"], "apiUrl"> & {
    readonly token: string;
    readonly remedy: (refused: string) => string;
  },
  ask: (client: WebClient) => Promise<unknown>,
): Promise<string | null> {
  try {
    await ask(new WebClient(token, clientOptions({ apiUrl, log: createLog({ level: "silent" }) })));
    return null;
  } catch (error) {
    const refused = slackError(error);
    return refused === null ? silence(error, apiUrl) : `${refused}; ${remedy(refused)}`;
  }
}

/** Asks Slack who is in each user group that is named: one that cannot be asked gives nobody a right, or calls nobody. */
export async function askUserGroups({
  slack,
  people,
  alert,
}: Pick<Config, "slack" | "people" | "alert">): Promise<{
  readonly well: readonly string[];
  readonly ill: readonly string[];
}> {
  const log = createLog({ level: "silent" });
  const client = new WebClient(slack.botToken.reveal(), clientOptions({ apiUrl: slack.apiUrl, log }));
  const well: string[] = [];
  const ill: string[] = [];
  const called = alert.group?.startsWith("S") ? [alert.group] : [];
  for (const id of new Set([...userGroupsOf(people), ...called])) {
    try {
      const asked = await askUserGroup(client, id);
      if ("users" in asked) well.push(`${id} has ${asked.users.length} members`);
      else ill.push(`${id}: ${asked.word}; ${groupRemedyOf(asked.word)}`);
    } catch (error) {
      const word = groupWordOf(error);
      ill.push(`${id}: ${faultOf(word) === "slack" ? word : silence(error, slack.apiUrl)}`);
    }
  }
  return { well, ill };
}

/** What is said of a Slack that cannot be asked. */
function silence(error: unknown, apiUrl: URL | null): string {
  const where = apiUrl === null ? "the way out to slack.com" : "SLACK_API_URL";
  return `it does not answer; look at the network and at ${where} (${deepestReason(error)})`;
}

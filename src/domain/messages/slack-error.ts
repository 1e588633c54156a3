/** Said in place of a word of Slack's of a channel that people of another company are in. */
export const EXTERNALLY_SHARED = "externally_shared";

/** Slack's words for a channel that a person has to mend, and what helps. */
const CHANNEL_REMEDIES = new Map(
  Object.entries({
    is_archived: "unarchive it, or set LOANS_CHANNEL to another one",
    // What `chat.update` says of the same.
    is_inactive: "unarchive it, or set LOANS_CHANNEL to another one",
    channel_not_found: "invite the app to it (/invite @loans), or correct LOANS_CHANNEL",
    [EXTERNALLY_SHARED]:
      "take the other company out of it, set LOANS_CHANNEL to another one, or allow it with LOANS_ALLOW_SHARED=on",
    not_in_channel: "invite the app to it (/invite @loans), or correct LOANS_CHANNEL",
  }),
);

/** Slack's words for a token, or a workspace, that refuses the app everywhere. */
const TOKEN_WORDS: readonly string[] = [
  "missing_scope",
  ...["invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "no_permission"],
  ...["access_denied", "org_login_required", "team_access_not_granted", "enterprise_is_restricted"],
  "ekm_access_denied",
];

/**
 * Slack's words for a call that broke on the way: part of it may have succeeded (docs.slack.dev, errors of `chat.postMessage`,
 * November 2026), or may yet.
 */
const BROKEN_WORDS: readonly string[] = [
  ...["internal_error", "fatal_error", "service_unavailable", "request_timeout"],
];

/** Slack's words for troubles of its own that pass. */
const PASSING_WORDS: readonly string[] = [
  ...BROKEN_WORDS,
  ...["ratelimited", "rate_limited", "team_added_to_org"],
];

/** Whether a call that was answered like this is over, so that what it did can be seen; else it may still be carried out. */
export function isEnded({
  word,
  status,
}: {
  /** Slack's; empty where it said none. */
  readonly word: string;
  /** HTTP's, where it was no 200. */
  readonly status: number | null;
}): boolean {
  if (BROKEN_WORDS.includes(word)) return false;
  return word !== "" || (status !== null && status < 500);
}

/**
 * Whose fault it is that a message was not taken, by Slack's word for it, empty when it said none: the channel's or the
 * token's, which a person has to mend; that message's alone; or Slack's own, which passes.
 */
export function faultOf(word: string): "channel" | "token" | "message" | "slack" {
  if (channelRemedy(word) !== undefined) return "channel";
  if (TOKEN_WORDS.includes(word)) return "token";
  return word === "" || PASSING_WORDS.includes(word) ? "slack" : "message";
}

/** What a person does about a channel or token that Slack refuses with this word. */
export function remedyOf(word: string): string {
  if (word === "missing_scope") return "install the app again with the scopes of slack-manifest.json";
  return channelRemedy(word) ?? "correct SLACK_BOT_TOKEN, and start again";
}

/**
 * What a person does about Slack's word, or that of the network, for why no connection is open to it (docs.slack.dev,
 * `apps.connections.open` and "Using Socket Mode").
 */
export function socketRemedyOf(word: string): string {
  switch (word) {
    case "link_disabled":
      return "turn on Socket Mode in the app's settings, or take SLACK_APP_TOKEN out and let Slack send to /slack/events";
    case "too_many_websockets":
      return "end other processes that use this app's token; Slack allows it ten connections";
    case "missing_scope":
    case "not_allowed_token_type":
      return 'make an app-level token with connections:write, under "Basic Information", for SLACK_APP_TOKEN';
    default:
      return faultOf(word) === "token"
        ? 'correct SLACK_APP_TOKEN, the app-level token under "Basic Information", and start again'
        : "it is tried again by itself; where that lasts, look at the way out to slack.com";
  }
}

/** Said in place of Slack's word where what came is no answer about a user group. */
export const NO_LIST = "no list of users";

/** Said in place of Slack's word where there was none. */
export const SILENCE = "no answer";

/** What a person does about a user group of which Slack does not tell who is in it, with this word. */
export function groupRemedyOf(word: string): string {
  if (word === "missing_scope") return remedyOf(word);
  if (word === NO_LIST) return "look at SLACK_API_URL, and at what answers there in Slack's place";
  if (word === "plan_upgrade_required" || word === "paid_teams_only")
    return "this workspace's plan has no user groups: name people by user id (U…) instead";
  if (word === SILENCE || faultOf(word) === "slack") return "this passes by itself, or look at the network";
  return faultOf(word) === "token"
    ? remedyOf(word)
    : "correct the id in LOANS_OPERATORS, LOANS_APPROVERS, LOANS_VIEWERS and LOANS_ALERT, or enable the group again";
}

/**
 * Whether a message that Slack does not let be edited, with this word, is left where it stands and said in the channel
 * that is configured: another one, while the old one is at fault. A token that is refused would be refused there as well.
 */
export function isLeftBehind(
  word: string,
  { at, configured }: { readonly at: string; readonly configured: string },
): boolean {
  return at !== configured && faultOf(word) === "channel";
}

function channelRemedy(word: string): string | undefined {
  // restricted_action_read_only_channel and others.
  if (word.startsWith("restricted_action")) return "let the app post there, in the channel's settings";
  return CHANNEL_REMEDIES.get(word);
}

import { expect, test } from "vitest";
import { faultOf, remedyOf } from "../../../src/domain/slack-refusal.ts";

test.each([
  ["is_archived", "channel", "unarchive it"],
  ["is_inactive", "channel", "unarchive it"],
  ["not_in_channel", "channel", "/invite @loans"],
  ["restricted_action_read_only_channel", "channel", "let the app post there"],
  ["missing_scope", "channel", "slack-manifest.json"],
  ["token_revoked", "channel", "SLACK_BOT_TOKEN"],
  ["account_inactive", "channel", "SLACK_BOT_TOKEN"],
] as const)("%s is for a person to mend, with what helps", (word, of, helps) => {
  expect(faultOf(word)).toBe(of);
  expect(remedyOf(word)).toContain(helps);
});

test.each(["", "ratelimited", "internal_error", "service_unavailable"])("“%s” passes by itself", (word) => {
  expect(faultOf(word)).toBe("slack");
});

test.each(["msg_too_long", "metadata_too_large", "edit_window_closed", "constructor"])(
  "%s, as any other word, is about that message alone",
  (word) => {
    expect(faultOf(word)).toBe("message");
  },
);

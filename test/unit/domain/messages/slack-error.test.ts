import { expect, test } from "vitest";
import { faultOf, isEnded, isLeftBehind, remedyOf } from "../../../../src/domain/messages/slack-error.ts";

test.each([
  ["is_archived", "channel", "unarchive it"],
  ["is_inactive", "channel", "unarchive it"],
  ["not_in_channel", "channel", "/invite @loans"],
  ["restricted_action_read_only_channel", "channel", "let the app post there"],
  ["missing_scope", "token", "slack-manifest.json"],
  ["token_revoked", "token", "SLACK_BOT_TOKEN"],
  ["account_inactive", "token", "SLACK_BOT_TOKEN"],
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

test.each([
  ["is_inactive", "C0OLD", true],
  ["channel_not_found", "C0OLD", true],
  ["is_inactive", "C0LOANS", false],
  ["token_revoked", "C0OLD", false],
  ["missing_scope", "C0OLD", false],
  ["edit_window_closed", "C0OLD", false],
  ["", "C0OLD", false],
] as const)("after “%s” a message in %s is left behind: %s", (word, at, isLeft) => {
  expect(isLeftBehind(word, { at, configured: "C0LOANS" })).toBe(isLeft);
});

test.each([
  [{ word: "fatal_error", status: null }, false],
  [{ word: "internal_error", status: 500 }, false],
  [{ word: "service_unavailable", status: null }, false],
  [{ word: "", status: 502 }, false],
  [{ word: "", status: null }, false],
  [{ word: "", status: 404 }, true],
  [{ word: "invalid_blocks", status: null }, true],
  [{ word: "is_archived", status: null }, true],
] as const)("a call that was answered %o is over: %s", (answer, isOver) => {
  expect(isEnded(answer)).toBe(isOver);
});

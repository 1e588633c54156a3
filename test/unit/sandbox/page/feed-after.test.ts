import { expect, test } from "vitest";
import type { Feed } from "../../../../sandbox/page/client/feed/feed-after.ts";
import { after, nothingYet } from "../../../../sandbox/page/client/feed/feed-after.ts";
import { everything, message } from "./seen.ts";

const closed = nothingYet;
const channel = "C0LOANS";
const textsOf = ({ seen }: Feed) => seen?.messages[channel]?.map(({ text }) => text);

test("what is told before everything is told is in it", () => {
  expect(after(closed, { type: "message", channel, message: message("1", "early") })).toBe(closed);
});

test("a new message comes last and is pushed where it is for the person, an edit takes its place and is not", () => {
  const open = after(closed, everything([message("1", "one"), message("2", "two")]));
  const more = after(open, { type: "message", channel, message: message("3", "three, <@U0OPERATOR>") });
  const edited = after(more, { type: "message", channel, message: message("1", "one, <@U0OPERATOR>") });
  expect(textsOf(edited)).toEqual(["one, <@U0OPERATOR>", "two", "three, <@U0OPERATOR>"]);
  expect(edited.pushed.map(({ message: { ts }, why }) => [ts, why])).toEqual([["3", "you are mentioned"]]);
  expect(edited.seen?.messages[channel]?.[1]).toBe(open.seen?.messages[channel]?.[1]);
});

test("a removed message goes, and after a pause everything is as it is told anew", () => {
  const open = after(closed, everything([message("1", "one"), message("2", "two")]));
  expect(textsOf(after(open, { type: "removed", channel, ts: "1" }))).toEqual(["two"]);
  const back = after({ ...open, isConnected: false }, everything([message("9", "nine")]));
  expect([textsOf(back), back.isConnected]).toEqual([["nine"], true]);
});

test("a message that is deleted is no notification any more, and another channel's of that time is one still", () => {
  const open = after(closed, everything([message("1", "for <@U0OPERATOR>"), message("2", "for <!here>")]));
  const pushedAfter = (of: string) =>
    after(open, { type: "removed", channel: of, ts: "1" }).pushed.map(({ message: { ts } }) => ts);
  expect(pushedAfter(channel)).toEqual(["2"]);
  expect(pushedAfter("C0GENERAL")).toEqual(["1", "2"]);
});

test("what would have been pushed while nobody looked is told with everything, oldest first", () => {
  const missed = [message("1", "for <@U0OPERATOR>"), message("2", "for nobody"), message("3", "for <!here>")];
  const open = after({ ...closed, pushed: [] }, everything(missed));
  expect(open.pushed.map(({ message: { ts }, why }) => [ts, why])).toEqual([
    ["1", "you are mentioned"],
    ["3", "@here is mentioned"],
  ]);
  // Told once more after a pause, nothing of it is there twice.
  expect(after(open, everything(missed)).pushed).toEqual(open.pushed);
});

test("what was edited while nobody looked is told as it was posted, and where only the edit is for them not at all", () => {
  const queued = { text: "queued, <@U0OPERATOR>", blocks: [] };
  const edited = [
    message("1", "succeeded", { posted: queued }),
    message("2", "now for <@U0OPERATOR>", { posted: { text: "for nobody", blocks: [] } }),
  ];
  const open = after(closed, everything(edited));
  expect(open.pushed).toEqual([
    { channel, message: message("1", "queued, <@U0OPERATOR>"), why: "you are mentioned" },
  ]);
  expect(textsOf(open)).toEqual(["succeeded", "now for <@U0OPERATOR>"]);
});

test("told everything anew, what has not changed is what it was, and need not be drawn again", () => {
  const open = after(closed, everything([message("1", "one"), message("2", "two")]));
  const again = after(open, everything([message("1", "one"), message("2", "two, edited")]));
  const messagesOf = ({ seen }: Feed) => seen?.messages[channel] ?? [];
  expect(messagesOf(again)[0]).toBe(messagesOf(open)[0]);
  expect(textsOf(again)).toEqual(["one", "two, edited"]);
});

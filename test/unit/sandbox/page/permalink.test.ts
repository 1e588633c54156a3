import { expect, test } from "vitest";
import { namedBy, placeOf } from "../../../../sandbox/page/client/chat/permalink.ts";
import { everything, message } from "./seen.ts";

const at = (path: string) => new URL(path, "http://127.0.0.1:4000");

test.for([
  {
    path: "/archives/C0LOANS/p1795406400000100",
    named: { channel: "C0LOANS", message: "p1795406400000100" },
  },
  {
    path: "/archives/C0LOANS/p1795406400000100?thread_ts=1795406300.000100&cid=C0LOANS",
    named: { channel: "C0LOANS", message: "p1795406400000100" },
  },
  { path: "/archives/D0DIRECT", named: { channel: "D0DIRECT", message: null } },
  { path: "/?as=viewer#p1795406400000100", named: { channel: null, message: "p1795406400000100" } },
  { path: "/archives/C0LOANS/p17#p1795406400000100", named: { channel: null, message: "p1795406400000100" } },
  { path: "/?as=viewer", named: null },
  { path: "/archives/C0LOANS/other", named: null },
])("$path names $named", ({ path, named }) => {
  expect(namedBy(at(path))).toEqual(named);
});

test("a message is in its channel, an answer in its thread beside that, and what nobody sees is nowhere", () => {
  const seen = everything([message("1.1", "first"), { ...message("1.2", "answer"), thread_ts: "1.1" }]);
  const channel = "C0LOANS";
  expect(placeOf(seen, { channel, message: "p11" })).toEqual({ channel, thread: null, message: "p11" });
  expect(placeOf(seen, { channel: null, message: "p12" })).toEqual({
    channel,
    thread: "1.1",
    message: "p12",
  });
  expect(placeOf(seen, { channel, message: null })).toEqual({ channel, thread: null, message: null });
  expect(placeOf(seen, { channel, message: "p99" })).toBe(null);
  expect(placeOf(seen, { channel: "C0ELSEWHERE", message: "p11" })).toBe(null);
});

import { expect, test } from "vitest";
import { dayOf, dayWords } from "../../../../sandbox/page/client/chat/days.ts";
import { reader } from "../../web/reader.ts";

const at = (time: string) => Date.parse(time) / 1_000;
const utc = { ...reader, zone: "UTC", locale: "en-US", now: Date.parse("2026-11-29T12:00:00Z") };

test.for([
  ["2026-11-29T00:00:00Z", "Today"],
  ["2026-11-28T23:59:59Z", "Yesterday"],
  ["2026-11-27T12:00:00Z", "Friday, November 27th"],
  ["2025-11-27T12:00:00Z", "Thursday, November 27th, 2025"],
] as const)("above the messages of %s stands %s", ([time, words]) => {
  expect(dayWords(at(time), utc)).toBe(words);
});

test("a day is the reader's own", () => {
  expect(dayOf(at("2026-11-29T20:00:00Z"), utc)).toBe("2026-11-29");
  expect(dayOf(at("2026-11-29T20:00:00Z"), { ...utc, zone: "Asia/Kolkata" })).toBe("2026-11-30");
});

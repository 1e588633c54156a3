import { expect, test } from "vitest";
import { actsTold, decidedBy, parseScheduleMemory } from "../../../../src/domain/messages/schedule-memory.ts";

const at = "2026-11-20T06:31:00.000Z";
const by = { user: "U0OPERATOR", why: "Christmas", at };

/** As releases before ranges marked what they said. */
const ofOneDay = { changes: [], skips: [{ day: "2026-12-24", ...by }], left: ["2026-11-19"] };

test("what a message of an earlier release was marked with is read", () => {
  expect(parseScheduleMemory(JSON.stringify(ofOneDay))).toEqual({ ...ofOneDay, unskips: [] });
  expect(parseScheduleMemory('{"skips":[]}')).toBeNull();
});

test("the newest word about a day stands, in whatever order messages are read", () => {
  const later = "2026-11-20T06:32:00.000Z";
  const days = ["2026-12-23", "2026-12-24"];
  const skipped = { ...ofOneDay, skips: [{ day: "2026-12-23", days, ...by }], unskips: [] };
  const taken = {
    ...ofOneDay,
    skips: [],
    left: ["2026-12-24"],
    unskips: [{ days: ["2026-12-24"], user: "U0", at: later }],
  };
  const told = [skipped, taken].map((memory) => ({ ...memory, at: new Date(at) }));
  const first = { is: "skipped", ...by, first: "2026-12-23" };
  for (const all of [told, told.toReversed()]) {
    expect(Object.fromEntries(decidedBy(actsTold(all), all))).toEqual({
      "2026-11-19": { is: "left", at },
      "2026-12-23": first,
    });
  }
});

test("a day that was left to a person after its skip was taken back is left", () => {
  const memory = {
    ...ofOneDay,
    unskips: [{ days: ["2026-12-24"], user: "U0", at }],
    skips: [],
    left: ["2026-12-24"],
  };
  const told = [{ ...memory, at: new Date("2026-12-30T00:00:00.000Z") }];
  expect(decidedBy(actsTold(told), told).get("2026-12-24" as never)).toMatchObject({ is: "left" });
});

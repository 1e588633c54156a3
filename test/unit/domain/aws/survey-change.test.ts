import { expect, test } from "vitest";
import { changeSince } from "../../../../src/domain/aws/survey-change.ts";
import type { TeardownSurvey } from "../../../../src/domain/workflows/teardown-facts.ts";

/** When a teardown would take something that nobody was shown. */

const stack = { id: "s-1", change: "c-1", resources: 48 };
const lake = {
  ...{ objects: 214, bytes: 1_000, isMore: false },
  days: { count: 2, first: "2026-11-20", last: "2026-11-24" },
};
const before: TeardownSurvey = { stack, lake };
const now = (news: { readonly stack?: object | null; readonly lake?: object | null }) =>
  changeSince(before, { ...before, ...news } as TeardownSurvey);
const days = (count: number, first: string, last: string) => ({
  lake: { ...lake, days: { count, first, last } },
});

test.each([
  ["another stack", { stack: { ...stack, id: "s-2" } }, "another stack was made in its place"],
  ["a deploy", { stack: { ...stack, change: "c-2" } }, "the stack was changed"],
  ["a resource more", { stack: { ...stack, resources: 1_049 } }, "it has 1,049 resources, no longer 48"],
  ["a day more", days(3, "2026-11-20", "2026-11-24"), "the lake holds 3 days, no longer 2"],
  ["a day instead of another", days(2, "2026-11-20", "2026-11-25"), "the lake holds another day"],
  ["an older day", days(2, "2026-11-19", "2026-11-24"), "the lake holds another day"],
])("%s is a change", (_, news, says) => {
  expect(now(news)).toBe(says);
});

test.each([
  ["the same", {}],
  ["what EMR writes", { lake: { ...lake, objects: 300, bytes: 2_000 } }],
  ["fewer resources", { stack: { ...stack, resources: 40 } }],
  ["a day less", days(1, "2026-11-20", "2026-11-20")],
  ["a lake that is gone", { lake: null }],
  ["a stack that is gone", { stack: null, lake: null }],
])("%s is none", (_, news) => {
  expect(now(news)).toBeNull();
});

test("a stack or a lake where there was none is one; days of a lake that was not counted to its end are none", () => {
  expect(changeSince({ stack: null, lake: null }, before)).toBe("there is a stack again");
  expect(changeSince({ stack, lake: null }, before)).toBe("the stack has a lake");
  expect(changeSince({ stack, lake: { ...lake, days: null } }, before)).toBe("the lake holds days");
  const cut = { stack, lake: { ...lake, isMore: true } };
  expect(changeSince(cut, { stack, ...days(9, "2026-11-01", "2026-11-28") })).toBeNull();
});

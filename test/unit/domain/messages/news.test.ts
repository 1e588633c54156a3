import { expect, test } from "vitest";
import type { News, NewsWish } from "../../../../src/domain/messages/news.ts";
import { wantedNews } from "../../../../src/domain/messages/news.ts";

const now = new Date("2026-11-30T08:00:00.000Z");
const at = (hoursAgo: number) => new Date(now.getTime() - hoursAgo * 3_600_000).toISOString();
const news = (kind: News["kind"], hoursAgo: number): News => ({
  kind,
  id: `${kind} ${hoursAgo}`,
  at: at(hoursAgo),
});
const wish = (wants: NewsWish["wants"], since: number): NewsWish => ({
  wants,
  channel: "D0OPERATOR",
  since: at(since),
});
const all = [news("trouble", 1), news("summary", 2), news("approval", 3), news("trouble", 30)];

test("a person is told of what they chose, and of nothing that was before they chose it", () => {
  const told = (wants: NewsWish["wants"], since: number) =>
    wantedNews(all, wish(wants, since), now).map(({ id }) => id);
  expect(told(["trouble", "approval"], 10)).toEqual(["trouble 1", "approval 3"]);
  expect(told(["summary"], 10)).toEqual(["summary 2"]);
  expect(told(["trouble", "summary", "approval"], 2)).toEqual(["trouble 1", "summary 2"]);
  expect(told([], 10)).toEqual([]);
});

test("what is older than a day is no news, however long they have waited for it", () => {
  expect(wantedNews(all, wish(["trouble"], 1_000), now).map(({ id }) => id)).toEqual(["trouble 1"]);
});

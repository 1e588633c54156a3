import { expect, test } from "vitest";
import { MOST_COUNTS, publishedDays } from "../../../../src/domain/loans/published-days.ts";

const row = (insert_date: string, loan_category: string, count: number | string) => ({
  insert_date,
  loan_category,
  count,
  path: `s3://lake/${insert_date}`,
});

test("rows become days, in their order", () => {
  expect(publishedDays([])).toEqual([]);
  expect(
    publishedDays([row("2026-11-23", "A", 2), row("2026-11-23", "B", "3"), row("2026-11-20", "A", 1)]),
  ).toEqual([
    {
      day: "2026-11-23",
      path: "s3://lake/2026-11-23",
      counts: [
        { category: "A", count: 2 },
        { category: "B", count: 3 },
      ],
    },
    { day: "2026-11-20", path: "s3://lake/2026-11-20", counts: [{ category: "A", count: 1 }] },
  ]);
});

test("where rows are cut off, the day of which some are missing is no day", () => {
  const rows = [
    ...Array.from({ length: 1_000 }, (_, index) => row("2026-11-23", `A${index}`, 1)),
    ...Array.from({ length: MOST_COUNTS - 1_000 }, (_, index) => row("2026-11-22", `A${index}`, 1)),
  ];
  expect(publishedDays(rows).map(({ day }) => day)).toEqual(["2026-11-23"]);
  expect(publishedDays(rows.slice(0, -1)).map(({ day }) => day)).toEqual(["2026-11-23", "2026-11-22"]);
});

import { expect, test } from "vitest";
import { sorted } from "../../../src/web/table.ts";

const row = (name: string, value: number) => [
  { type: "raw_text", text: name },
  { type: "raw_number", text: String(value), value },
];
const rows = [row("item 10", 2), row("item 9", 10), row("b", 2)];
const names = (order: ReturnType<typeof sorted>) => order.map(([first]) => first?.["text"]);

test.for([
  { column: 1, isDescending: false, expected: ["item 10", "b", "item 9"] },
  { column: 1, isDescending: true, expected: ["item 9", "item 10", "b"] },
  { column: 0, isDescending: false, expected: ["b", "item 9", "item 10"] },
  { column: 7, isDescending: false, expected: ["item 10", "item 9", "b"] },
])("column $column, descending: $isDescending", ({ expected, ...sorting }) => {
  expect(names(sorted(rows, sorting))).toEqual(expected);
});

test("without a column the rows stay as they came", () => {
  expect(sorted(rows, null)).toBe(rows);
});

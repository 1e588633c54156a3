import { expect, test } from "vitest";
import { administrator } from "../../../sandbox/aws/access/caller.ts";
import type { ConsoleParts } from "../../../sandbox/aws/console.ts";
import { Console } from "../../../sandbox/aws/console.ts";

/** A console over a warehouse that answers so many rows; nothing else in the account is looked at. */
function consoleOver(rows: number): Console {
  const column = { name: "n", label: "n", typeName: "int8", nullable: 1 };
  const parts: Pick<ConsoleParts, "query"> = {
    query: async () => ({
      columns: [{ ...column, isCaseSensitive: false, isCurrency: false, isSigned: true }],
      records: Array.from({ length: rows }, (_, at) => [{ longValue: at }]),
    }),
  };
  return new Console(parts as ConsoleParts, administrator("123456789012"));
}

test.for([
  [3, 3],
  [500, 500],
  [100_000, 500],
])("of %i rows %i are shown, and how many there are", async ([total = 0, shown = 0]) => {
  const preview = await consoleOver(total).sql("select n from numbers");
  expect(preview).toEqual({
    columns: ["n"],
    rows: Array.from({ length: shown }, (_, at) => [String(at)]),
    total,
  });
});

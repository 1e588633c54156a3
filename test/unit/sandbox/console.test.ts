import { describe, expect, test } from "vitest";
import { administrator } from "../../../sandbox/aws/access/caller.ts";
import type { ConsoleParts } from "../../../sandbox/aws/console.ts";
import { Console } from "../../../sandbox/aws/console.ts";

const administers = administrator("123456789012");

/** A console over an account in which a lake has those objects, and so much was done. */
function consoleOf(keys: readonly string[], effects: number): Console {
  const parts: Pick<ConsoleParts, "lake" | "ledger" | "services" | "billable" | "faults"> = {
    lake: {
      buckets: () => [{ name: "lake", tags: {} }],
      list: () => keys.map((key) => ({ key, bytes: 1 })),
    } as unknown as ConsoleParts["lake"],
    ledger: {
      all: () =>
        Array.from({ length: effects }, (_, at) => ({
          ...{ at: "2026-11-23T10:00:00Z", service: "s3", operation: "PutObject", name: `object-${at}` },
        })),
    } as unknown as ConsoleParts["ledger"],
    services: [
      {
        ...{ name: "emr", protocol: "json" },
        operations: {
          ListClusters: () => ({ Clusters: [{ Id: "j-1", Name: "loans", Status: { State: "WAITING" } }] }),
          ListSteps: () => ({ Steps: [{ Id: "s-9", Name: "2-count", Status: { State: "COMPLETED" } }] }),
        },
      } as unknown as ConsoleParts["services"][number],
    ],
    billable: [],
    faults: { all: () => [] } as unknown as ConsoleParts["faults"],
  };
  return new Console(parts as ConsoleParts, administers);
}

/** A console over a warehouse that answers so many rows; nothing else in the account is looked at. */
function consoleOver(rows: number): Console {
  const column = { name: "n", label: "n", typeName: "int8", nullable: 1 };
  const parts: Pick<ConsoleParts, "query"> = {
    query: async () => ({
      columns: [{ ...column, isCaseSensitive: false, isCurrency: false, isSigned: true }],
      records: Array.from({ length: rows }, (_, at) => [{ longValue: at }]),
    }),
  };
  return new Console(parts as ConsoleParts, administers);
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

describe("of an account with more than is shown", () => {
  const keys = [
    ...Array.from({ length: 1_199 }, (_, at) => `input/part-${at}.csv`),
    "logs/j-1/steps/s-9/stderr.gz",
  ];
  const console = consoleOf(keys, 1_000);

  test("it is told how much there is, and a step has its logs all the same", async () => {
    const { objects, effects, clusters } = await console.account();
    expect([objects.shown.length, objects.total]).toEqual([400, 1_200]);
    expect([effects.shown.length, effects.total]).toEqual([60, 1_000]);
    expect(effects.shown.at(-1)?.name).toBe("object-999");
    expect(clusters[0]?.steps[0]?.logs).toEqual([
      { bucket: "lake", key: "logs/j-1/steps/s-9/stderr.gz", bytes: 1 },
    ]);
  });

  test("the rest is found by a part of its name, in whatever case", () => {
    expect(console.objects("PART-119")).toEqual({
      shown: ["119", ...Array.from({ length: 10 }, (_, at) => `119${at}`)]
        .filter((at) => Number(at) < 1_199)
        .map((at) => ({ bucket: "lake", key: `input/part-${at}.csv`, bytes: 1 })),
      total: 10,
    });
    expect(console.objects("lake/logs").total).toBe(1);
    const { shown, total } = console.effects("putobject object-1");
    expect([shown.length, total, shown.at(-1)?.name]).toEqual([111, 111, "object-199"]);
    const all = console.effects("");
    expect([all.shown.length, all.total]).toEqual([400, 1_000]);
  });
});

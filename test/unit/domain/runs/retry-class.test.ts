import { describe, expect, test } from "vitest";
import type { RetryClass } from "../../../../src/domain/runs/retry-class.ts";
import { backoffMs, mayPass, treatmentOf } from "../../../../src/domain/runs/retry-class.ts";

const at = (tries: number) => ({ tries, random: 1 });

describe("each class of trouble has one treatment", () => {
  test("what a person must mend stops at once", () => {
    for (const kind of ["config", "data"] as const) {
      expect(treatmentOf(kind, at(1))).toEqual({ do: "stop", byBug: false });
    }
  });

  test("what may pass is waited for, longer each time, fifteen times", () => {
    expect(treatmentOf("transient", at(1))).toEqual({ do: "wait", forMs: 1_000 });
    expect(treatmentOf("ambiguous", at(14))).toEqual({ do: "wait", forMs: 60_000 });
    expect(treatmentOf("transient", at(15))).toEqual({ do: "stop", byBug: false });
  });

  test("a bug of ours is tried three times, then told with a reference", () => {
    expect(treatmentOf("bug", at(2))).toEqual({ do: "wait", forMs: 2_000 });
    expect(treatmentOf("bug", at(3))).toEqual({ do: "stop", byBug: true });
  });

  test("a lost run is left to its owner", () => {
    expect(treatmentOf("fenced", at(1))).toEqual({ do: "fall-silent" });
  });

  test("only what may pass is counted", () => {
    const kinds: readonly RetryClass[] = ["transient", "ambiguous", "config", "data", "fenced", "bug"];
    expect(kinds.filter(mayPass)).toEqual(["transient", "ambiguous", "bug"]);
  });
});

test("the wait doubles up to a minute, and is scattered over its second half", () => {
  expect([1, 2, 3, 7, 12].map((tries) => backoffMs(tries, 1))).toEqual([1_000, 2_000, 4_000, 60_000, 60_000]);
  expect(backoffMs(3, 0)).toBe(2_000);
});

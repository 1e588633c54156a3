import { describe, expect, test } from "vitest";
import { attemptOf, currentEntries, nextMove, runAttempt } from "../../../../src/domain/runs/next-move.ts";
import {
  adopted,
  canceled,
  done,
  failed,
  journalOf,
  released,
  retried,
  started,
  undone,
} from "../../../support/runs/journal.ts";

const names = ["fetch", "change", "tell"];
/** Only `fetch` and `change` can be taken back, only `tell` can be stopped. */
const steps = names.map((name) => ({ name, canUndo: name !== "tell", canStop: name === "tell" }));
const move = (...happenings: Parameters<typeof journalOf>[1][]) =>
  nextMove(steps, journalOf(names, ...happenings));

describe("the next move", () => {
  test("a new run begins with its first step", () => {
    expect(move()).toEqual({ do: "advance", step: "fetch" });
  });

  test("a step that has started and is not done is looked at again, never skipped", () => {
    expect(move(done("fetch"), started("change"))).toEqual({ do: "advance", step: "change" });
  });

  test("a run whose steps are all done has succeeded", () => {
    expect(move(done("fetch"), done("change"), done("tell"))).toEqual({ do: "finish", outcome: "succeeded" });
  });

  test("after a failure the newest started step is taken back first", () => {
    const soFar = [started("fetch"), done("fetch"), started("change"), failed("change")];
    expect(move(...soFar)).toEqual({ do: "undo", step: "change" });
    expect(move(...soFar, undone("change"))).toEqual({ do: "undo", step: "fetch" });
    expect(move(...soFar, undone("change"), undone("fetch"))).toEqual({ do: "finish", outcome: "failed" });
  });

  test("what was adopted is taken back too, what never started is not", () => {
    expect(move(adopted("fetch"), done("fetch"), failed("change"))).toEqual({ do: "undo", step: "fetch" });
  });

  test("a day that does not add up ends as held, a canceled run as canceled", () => {
    expect(
      nextMove(
        [{ name: "audit", canUndo: false, canStop: true }],
        journalOf(["audit"], failed("audit", { held: true })),
      ),
    ).toEqual({
      do: "finish",
      outcome: "held",
    });
    expect(move(canceled)).toEqual({ do: "finish", outcome: "canceled" });
  });

  test("a cancel stops what is underway and takes back what was made, newest first", () => {
    const soFar = [
      started("fetch"),
      done("fetch"),
      started("change"),
      done("change"),
      started("tell"),
      canceled,
    ];
    expect(move(...soFar)).toEqual({ do: "stop", step: "tell" });
    expect(move(...soFar, undone("tell"))).toEqual({ do: "undo", step: "change" });
    expect(move(...soFar, undone("tell"), undone("change"), undone("fetch"))).toEqual({
      do: "finish",
      outcome: "canceled",
    });
  });

  test("what is done is not stopped, and after a failure nothing is", () => {
    const plain = names.map((name) => ({ name, canUndo: false, canStop: true }));
    const next = (...more: Parameters<typeof journalOf>[1][]) =>
      nextMove(plain, journalOf(names, started("fetch"), done("fetch"), started("change"), ...more));
    expect(next(done("change"), canceled)).toEqual({ do: "finish", outcome: "canceled" });
    expect(next(failed("change"))).toEqual({ do: "finish", outcome: "failed" });
    expect(next(canceled)).toEqual({ do: "stop", step: "change" });
  });

  test("a step that failed in the moment of the cancel is still stopped: something of it may be underway", () => {
    const plain = names.map((name) => ({ name, canUndo: false, canStop: true }));
    const both = [canceled, failed("fetch")];
    expect(nextMove(plain, journalOf(names, started("fetch"), ...both))).toEqual({
      do: "stop",
      step: "fetch",
    });
    expect(nextMove(plain, journalOf(names, started("fetch"), ...both, undone("fetch")))).toEqual({
      do: "finish",
      outcome: "canceled",
    });
  });

  test("a finished run rests", () => {
    expect(move(done("fetch"), { kind: "finished", outcome: "failed" })).toEqual({ do: "rest" });
  });
});

describe("a retry", () => {
  const ended = (...before: Parameters<typeof journalOf>[1][]) => [
    ...before,
    { kind: "finished", outcome: "failed" } as const,
  ];

  test("goes on from the failed step and keeps what was done before it", () => {
    const plain = names.map((name) => ({ name, canUndo: false, canStop: false }));
    const journal = journalOf(
      names,
      ...ended(started("fetch"), done("fetch"), started("change"), failed("change")),
      retried("change"),
    );
    expect(nextMove(plain, journal)).toEqual({ do: "advance", step: "change" });
  });

  test("does again what was taken back, although it is before the failed step", () => {
    const journal = journalOf(
      names,
      ...ended(
        started("fetch"),
        done("fetch"),
        started("change"),
        failed("change"),
        undone("change"),
        undone("fetch"),
      ),
      retried("change"),
    );
    expect(nextMove(steps, journal)).toEqual({ do: "advance", step: "fetch" });
    expect(names.map((name) => attemptOf(names, journal, name))).toEqual([2, 2, 2]);
  });

  test("raises the attempt of its step and of those after it, so that their names are new", () => {
    const journal = journalOf(
      names,
      ...ended(done("fetch"), started("change"), failed("change")),
      retried("change"),
      ...ended(failed("change")),
      retried("change"),
    );
    expect(names.map((name) => attemptOf(names, journal, name))).toEqual([1, 3, 3]);
    expect(runAttempt(journal)).toBe(3);
  });

  test("may begin before the failed step, where the cause lies", () => {
    const journal = journalOf(
      names,
      ...ended(done("fetch"), done("change"), failed("tell", { retryFrom: "fetch" })),
      retried("fetch"),
    );
    expect(nextMove(steps, journal)).toEqual({ do: "advance", step: "fetch" });
  });
});

describe("a release", () => {
  const held = [
    done("fetch"),
    done("change"),
    failed("tell", { held: true, retryFrom: "fetch" }),
    { kind: "finished", outcome: "held" } as const,
  ];

  test("goes on from the very step that held the day, and keeps what was done before it", () => {
    const journal = journalOf(names, ...held, released("tell"));
    expect(nextMove(steps, journal)).toEqual({ do: "advance", step: "tell" });
    expect(names.map((name) => attemptOf(names, journal, name))).toEqual([1, 1, 2]);
    expect(runAttempt(journal)).toBe(2);
  });

  test("still counts after a retry from before it", () => {
    const journal = journalOf(names, ...held, released("tell"), failed("tell"), retried("fetch"));
    expect(currentEntries(names, journal).map(({ kind }) => kind)).toEqual(["opened", "released", "retried"]);
    expect(runAttempt(journal)).toBe(3);
  });
});

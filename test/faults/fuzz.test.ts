import fc from "fast-check";
import { expect, test } from "vitest";
import { fuzz } from "./fuzz/fuzz.ts";
import { payloads } from "./fuzz/payloads.ts";

/** A sample; the whole is `npm run fuzz`. */
test("five hundred signed payloads that are no orders end nothing and change nothing", async () => {
  const { sent, statuses, wrong } = await fuzz({
    count: 500,
    seed: 11,
    signal: new AbortController().signal,
  });
  expect(wrong).toEqual([]);
  expect(sent).toBe(500);
  expect(statuses.size).toBe(15);
}, 120_000);

test("the same seed sends the same", () => {
  // But for the time of now, which stands in some.
  const sample = (seed: number) =>
    fc
      .sample(payloads, { numRuns: 200, seed })
      .map(({ kind, body }) => [kind, body.replaceAll(/\d{10}(?=\.\d)/g, "now")]);
  expect(sample(3)).toEqual(sample(3));
  expect(sample(3)).not.toEqual(sample(4));
});

import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { Fuzzed } from "./fuzz/fuzz.ts";
import { fuzz } from "./fuzz/fuzz.ts";
import { payloads } from "./fuzz/payloads.ts";

/** A sample; the whole is `npm run fuzz`, also with `-- --sockets`. */
const sample = { count: 500, seed: 11, signal: new AbortController().signal } as const;
let http: Fuzzed;
let sockets: Fuzzed;

beforeAll(async () => {
  [http, sockets] = await Promise.all([fuzz(sample), fuzz({ ...sample, over: "sockets" })]);
}, 240_000);

test("five hundred signed payloads that are no orders end nothing and change nothing, whichever way they come", () => {
  expect([...http.wrong, ...sockets.wrong]).toEqual([]);
  expect([http.sent, sockets.sent]).toEqual([500, 500]);
  expect(http.statuses.size).toBe(15);
});

test("what is acknowledged on one way is on the other; over a connection what is refused gets no answer", () => {
  for (const [kind, ofKind] of http.statuses) {
    const asEnvelopes = new Map([...ofKind].map(([status, times]) => [status === 400 ? 504 : status, times]));
    expect([kind, sockets.statuses.get(kind)]).toEqual([kind, asEnvelopes]);
  }
});

test("what is refused is refused for the same reason on both ways, but for what no envelope can hold", () => {
  const bodies = ["a body that is no JSON", "a body that is no object", "an object without a type"];
  const others = ({ refused }: Fuzzed, left: readonly string[]) =>
    Object.fromEntries([...refused].filter(([because]) => !left.includes(because)));
  const all = ({ refused }: Fuzzed) => [...refused.values()].reduce((sum, one) => sum + one, 0);
  expect(others(sockets, ["an envelope that cannot be read", ...bodies])).toEqual(others(http, bodies));
  expect(all(sockets)).toBe(all(http));
});

test("the same seed sends the same", () => {
  // But for the time of now, which stands in some.
  const sample = (seed: number) =>
    fc
      .sample(payloads, { numRuns: 200, seed })
      .map(({ kind, body }) => [kind, body.replaceAll(/\d{10}(?=\.\d)/g, "now")]);
  expect(sample(3)).toEqual(sample(3));
  expect(sample(3)).not.toEqual(sample(4));
});

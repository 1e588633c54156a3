import { afterEach, describe, expect, test } from "vitest";
import type { ManyVersions } from "../../bench/stages/many-versions.ts";
import { serveVersions } from "../../bench/stages/many-versions.ts";
import { createLake } from "../../src/aws/lake.ts";
import { clientsAt } from "../support/aws/aws-clients.ts";

/** How a bucket of very many versions is emptied: what is held at once does not grow with it. */

let s3: ManyVersions;
const lake = () => createLake(clientsAt(s3.url));
const LONG = 60_000;

afterEach(async () => {
  await s3?.close();
});

test("what is in it is counted page by page, markers aside, for as long as there is time", async () => {
  s3 = await serveVersions({ count: 10_500 });
  const all = { objects: 5_250, bytes: 0, days: [], isMore: false };
  expect(await lake().weigh({ bucket: "many", forMs: LONG })).toEqual(all);
  expect(s3.asked).toEqual(Array<string>(11).fill("list"));
  expect(await lake().weigh({ bucket: "many", forMs: 0 })).toEqual({ ...all, objects: 0, isMore: true });
  expect(s3.left()).toBe(10_500);
});

describe("emptying a bucket of very many versions", () => {
  test("deletes each page before it asks for the next", async () => {
    s3 = await serveVersions({ count: 10_500 });
    expect(await lake().purge({ bucket: "many", forMs: LONG })).toEqual({
      deleted: 10_500,
      more: false,
      kept: null,
    });
    const pages = Array.from({ length: 10 }, () => ["list", "delete 1000"]).flat();
    expect(s3.asked).toEqual([...pages, "list", "delete 500", "list"]);
  });

  test("goes on behind those that are locked, asks for each once, and keeps a number and three of them", async () => {
    s3 = await serveVersions({ count: 10_500, isLocked: (at) => at % 6 === 0 });
    expect(await lake().purge({ bucket: "many", forMs: LONG })).toEqual({
      deleted: 8_750,
      more: true,
      kept: {
        locked: 1_750,
        examples: ["00", "06", "12"].map((at) => ({
          key: `raw/loan_tracker/0000000${at}.csv`,
          versionId: `v${Number(at)}`,
        })),
        ...{ refused: 0, refusal: null },
        isAll: true,
      },
    });
    const pages = Array.from({ length: 10 }, () => ["list", "delete 1000"]).flat();
    expect(s3.asked).toEqual([...pages, "list", "delete 500"]);
    expect(s3.left()).toBe(1_750);
  });

  test("whose time is over says what is kept only where nothing went: else the next try gets further", async () => {
    s3 = await serveVersions({ count: 4_000, isLocked: () => true });
    const now = { bucket: "many", forMs: 0 };
    // Each page begins with what the one before had to leave.
    for (const deleted of [500, 250, 125]) {
      expect(await lake().purge(now)).toEqual({ deleted, more: true, kept: null });
    }
    await expect
      .poll(() => lake().purge(now))
      .toMatchObject({
        ...{ deleted: 0, more: true },
        kept: { locked: 1_000, isAll: false },
      });
    expect(await lake().purge({ ...now, forMs: LONG })).toMatchObject({
      kept: { locked: 2_000, isAll: true },
    });
    expect(s3.left()).toBe(2_000);
  });
});

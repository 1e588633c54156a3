import { afterAll, beforeEach, expect, test } from "vitest";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import type { BotParts } from "../../src/bot/bot-parts.ts";
import { runs } from "../../src/bot/commands/runs.ts";
import type { Day } from "../../src/domain/day.ts";
import type { OwnTimetable } from "../support/engine/own-timetable.ts";
import { ownTimetable } from "../support/engine/own-timetable.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";

/** `/loans runs` over the runs and decisions that Redis holds: a day's row says what stands of it. */

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

const [told, skipped] = ["2026-11-19", "2026-11-18"].map((day) => day as Day) as [Day, Day];
const operator = { user: "U0OPERATOR", channel: "C0LOANS" };
let own: OwnTimetable;

beforeEach(async () => {
  own = await ownTimetable(redis);
  await own.was("deploy-stack");
  await own.askedByHand(told);
  await own.ends(told, "succeeded");
});

/** The row of that day, without what its runs are linked to. */
async function rowOf(day: Day): Promise<string | undefined> {
  const { reader, desk, around } = own;
  const parts = {
    ...{ runs: reader, desk, clock: { now: () => around.now } },
    config: { daily: around.daily },
  } as unknown as BotParts;
  const answer = await runs.listener({ name: "runs" }, {} as Parameters<typeof runs.listener>[1], parts);
  const rows = answer === null ? [] : messageAsText(answer).split("\n");
  return rows.find((row) => row.includes(` ${day} `));
}

test("a told day whose forced run was canceled still has its number, and the canceled run beside it", async () => {
  const anew = { name: "run", day: told, force: true, why: "another file" } as const;
  await own.intake.ask(anew, { asker: operator, requestKey: "anew" });
  expect((await own.reader.batchOf(told))?.progress.input).toMatchObject({
    force: true,
    reason: "another file",
  });
  expect(await rowOf(told)).toMatch(/^○ .* queued .* · what was told stands: 500 loans$/);
  await own.ends(told, "canceled");
  expect(await rowOf(told)).toMatch(
    /^✓ Thu 2026-11-19 told · 500 loans · `batch-loans-2026-11-19-g1` · its newest try: canceled, `batch-loans-2026-11-19-g2`$/,
  );
});

test("a day that somebody skipped says so, by whom and why", async () => {
  await own.desk.skip({ from: skipped, until: skipped }, { user: "U0OPERATOR", why: "no file came" });
  expect(await rowOf(skipped)).toBe("– Wed 2026-11-18 skipped by @operator (“no file came”)");
  await own.desk.unskip({ from: skipped, until: skipped }, "U0OPERATOR");
  expect(await rowOf(skipped)).toBeUndefined();
});

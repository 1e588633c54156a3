import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { OwnTimetable } from "../support/engine/own-timetable.ts";
import { ownTimetable } from "../support/engine/own-timetable.ts";
import { startConnectedRedis } from "../support/engine/redis.ts";

/** A day that is due and that is asked for in vain: what stands in its way is said, once. */

const { redis, stop } = await startConnectedRedis();
afterAll(stop);

let own: OwnTimetable;

/** The clock by the wall in India, on the day after the stack was made. */
const at = (time: string, day = "2026-11-21") =>
  own.clockShows(new Date(`${day}T${time}:00+05:30`).toISOString());
const said = (begin: string) => own.said().flatMap(([name, text]) => (name.startsWith(begin) ? [text] : []));

beforeEach(async () => {
  own = await ownTimetable(redis);
  own.around.daily = { ...own.around.daily, deadline: "09:00" };
  await own.was("deploy-stack");
  await own.allGoesWell();
  at("23:00", "2026-11-20");
});

describe("behind a deploy that waits for a person", () => {
  let deploy: Awaited<ReturnType<OwnTimetable["begins"]>>;

  beforeEach(async () => {
    deploy = await own.begins("deploy-stack");
    await deploy.isPlanned();
    at("07:30");
  });

  test("a day says once who keeps it waiting, since when, and what helps, whatever the number of workers", async () => {
    await Promise.all([own.compare(), own.compare()]);
    at("07:40");
    await own.compare();
    expect(own.said()).toEqual([
      [
        "wait-2026-11-21",
        [
          "Daily loans 2026-11-21: waiting",
          "2026-11-21 is due and waits for the deploy of loans, which has held the stack since <!date^1795195800^{date_short_pretty} {time}|2026-11-20 17:30 UTC>, asked by <@U0OPERATOR>. So do the days after it.",
          "That run waits for a person: answer on its card, or drop it with `/loans cancel deploy-loans-2`. The day is run by itself once that run has ended.",
          "run `deploy-loans-2`",
        ].join("\n"),
      ],
    ]);
    expect(own.worker().trouble()).toBeNull();
  });

  test("a summary that is late names it", async () => {
    at("09:00");
    await own.compare();
    expect(said("late-")).toEqual([
      [
        "Daily loans 2026-11-21: late",
        "There was no summary of Sat 2026-11-21 at 09:00 Asia/Kolkata. Its batch has not begun: it waits for the deploy of loans, which has held the stack since <!date^1795195800^{date_short_pretty} {time}|2026-11-20 17:30 UTC>, asked by <@U0OPERATOR>.",
        "That run waits for a person: answer on its card, or drop it with `/loans cancel deploy-loans-2`. The day is run by itself once that run has ended.",
        "A batch usually takes 1 min (the middle of the last 1 run).",
        "run `deploy-loans-2`",
      ].join("\n"),
    ]);
  });

  test("so does that of a day behind the one that waits", async () => {
    at("09:00", "2026-11-22");
    await own.compare();
    expect(said("wait-")).toEqual([expect.stringContaining("Daily loans 2026-11-21: waiting")]);
    expect(said("late-")).toEqual([
      expect.stringContaining(
        "2026-11-22 at 09:00 Asia/Kolkata. Its batch has not begun: it waits for the deploy of loans",
      ),
    ]);
  });

  test("the days are run once it has ended", async () => {
    await own.compare();
    await deploy.isApproved();
    await deploy.succeeds();
    await own.allGoesWell();
    expect(await own.runs()).toEqual(["2026-11-20 succeeded", "2026-11-21 succeeded"]);
  });
});

describe("behind a deploy that works", () => {
  test("a day says nothing of a short wait, and of a long one that nobody has to answer", async () => {
    at("07:25");
    const deploy = await own.begins("deploy-stack");
    await deploy.isPlanned();
    await deploy.isApproved();
    at("07:39");
    await own.compare();
    expect(own.said()).toEqual([]);
    at("07:40");
    await own.compare();
    expect(own.said()).toEqual([
      [
        "wait-2026-11-21",
        expect.stringContaining("That run is underway. The day is run by itself once that run has ended."),
      ],
    ]);
  });

  test("a day that was missed long ago has only waited since the deploy began", async () => {
    at("12:00");
    await own.begins("deploy-stack");
    at("12:01");
    await own.compare();
    expect(own.said()).toEqual([["late-2026-11-21", expect.stringContaining("That run is underway.")]]);
  });
});

describe("a day that is refused", () => {
  test("says so once, with what helps, and a late summary does too", async () => {
    // The number of its generation is all that is known: it was counted before Redis was emptied.
    await own.runStore.raiseNumbers({ "batch-loans-2026-11-21": 1 });
    at("07:30");
    await own.compare();
    expect(own.said()).toEqual([]);
    at("07:40");
    await own.compare();
    at("09:00");
    await own.compare();
    const because =
      "Running 2026-11-21: it was counted before, and neither Redis nor the channel tell any more what came of it.\n" +
      "Look at it with SQL; `/loans run 2026-11-21 --force` counts and tells it once more.";
    expect(said("wait-")).toEqual([
      [
        "Daily loans 2026-11-21: waiting",
        "2026-11-21 is due and cannot be run by itself. The days after it wait for it.",
        because,
        'To let the days after it go on without it: `/loans skip 2026-11-21 "reason"`',
      ].join("\n"),
    ]);
    expect(said("late-")[0]).toContain(`Its batch has not begun: it cannot be run by itself.\n${because}\n`);
  });
});

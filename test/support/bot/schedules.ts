import type { ScheduleView } from "../../../src/jobs/schedule/desk-answers.ts";

/** Every day at 07:30 in Kolkata, as nobody has changed it; no day is near. */
export const plainSchedule: ScheduleView = {
  setting: { time: "07:30", earlier: [], changed: null, paused: null, begun: null, passedOver: null },
  ...{ zone: "Asia/Kolkata", deadline: null, calendar: null, listedUntil: null, changes: [] },
  next: [],
};

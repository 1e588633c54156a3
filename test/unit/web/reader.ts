import type { Reader } from "../../../src/web/reader.ts";

/** An operator in India who reads on Friday, 2026-11-27 at 08:00. */
export const reader: Reader = {
  userId: "U0OPERATOR",
  zone: "Asia/Kolkata",
  locale: "en-US",
  now: Date.parse("2026-11-27T02:30:00Z"),
  nameOf: (id) =>
    ({ U0OPERATOR: "operator", U0VIEWER: "viewer", S0OPERATORS: "operators", C0LOANS: "loans" })[id],
  choices: { users: [{ id: "U0VIEWER", name: "viewer" }], channels: [], conversations: [] },
};

import type { Day } from "../day.ts";
import type { Command } from "./command.ts";
import type { Person, Policy } from "./permission.ts";
import { mayAsk } from "./permission.ts";

/** What a menu can offer, in its order: each is one command, or a form that makes one. */
export const offers = [
  "counts",
  "run",
  "several",
  "status",
  "pause",
  "resume",
  "skip",
  "logs",
  "deploy",
  "teardown",
] as const;
export type Offer = (typeof offers)[number];

/** What a menu goes by, apart from who looks at it. */
export interface OfferedBy {
  /** Whether days can be run on the stack: it stands, and is not being deleted. Where AWS does not say it, they may be. */
  readonly hasStack: boolean;
  /** Whether there is anything to tear down. */
  readonly hasRemains: boolean;
  /** Whether a run has the whole stack now, as a deploy that waits for its yes has: no day is taken meanwhile. */
  readonly isHeld: boolean;
  /** Whether a run keeps away what wants the stack alone, as every live one does. */
  readonly isBusy: boolean;
  /** Whether somebody else, or a month's end, keeps this person from changing the stack. */
  readonly isLocked: boolean;
  /** Whether an EMR step of a day has begun whose logs lie in the lake. */
  readonly hasLogs: boolean;
  /** Whether the counts of any day are told. */
  readonly hasCounts: boolean;
  /** `off`: no day is run by itself. */
  readonly schedule: "on" | "paused" | "off";
}

/** What makes sense now, of that what this person may do, in the menu's order. */
export function offersFor(person: Person, policy: Policy, by: OfferedBy): readonly Offer[] {
  return offers.filter((offer) => makesSense[offer](by) && mayAsk(sampleOf(offer), person, policy).allowed);
}

const makesSense: Readonly<Record<Offer, (by: OfferedBy) => boolean>> = {
  counts: ({ hasCounts }) => hasCounts,
  run: takesDays,
  several: takesDays,
  status: () => true,
  pause: ({ schedule }) => schedule === "on",
  resume: ({ schedule }) => schedule === "paused",
  skip: ({ schedule }) => schedule !== "off",
  logs: ({ hasStack, hasLogs }) => hasStack && hasLogs,
  deploy: mayChange,
  teardown: (by) => mayChange(by) && by.hasRemains,
};

function takesDays({ hasStack, isHeld }: OfferedBy): boolean {
  return hasStack && !isHeld;
}

/** What the answer to a deploy or a teardown would refuse is not offered. */
function mayChange({ isBusy, isLocked }: OfferedBy): boolean {
  return !isBusy && !isLocked;
}

/** The plainest command of an offer: whether one may ask for it does not depend on the day. */
export function sampleOf(offer: Offer): Command {
  const day = "2026-11-23" as Day;
  switch (offer) {
    case "counts":
      return { name: "summary", day: null };
    case "run":
      return { name: "run", day, force: false };
    case "several":
      return { name: "run", day, until: day, force: false };
    case "pause":
    case "resume":
      return { name: "schedule", change: { is: offer, why: null } };
    case "skip":
      return { name: "skip", day, why: "reason" };
    case "logs":
      return { name: "logs", day: null, step: null };
    case "status":
    case "deploy":
    case "teardown":
      return { name: offer };
  }
}

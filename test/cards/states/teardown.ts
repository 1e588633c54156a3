import { changed } from "../../../src/jobs/workflows/steps/approval.ts";
import type { Told } from "../../support/runs/run-views.ts";
import type { CardFamily } from "./card-state.ts";
import { cardOf, expired, failure, TODAY, took } from "./card-state.ts";

const teardownOne = { workflow: "teardown-stack", id: "teardown-loan-tracker-1" } as const;
export const surveyed: readonly Told[] = [
  { kind: "started", step: "survey", after: 0 },
  {
    kind: "done",
    step: "survey",
    after: 2,
    output: {
      stack: { id: "s-1", change: "c-1", resources: 48 },
      lake: {
        ...{ objects: 214, bytes: 1_200_000_000, isMore: false },
        days: { count: 31, first: "2026-10-12", last: "2026-11-20" },
      },
    },
  },
  { kind: "started", step: "approve", within: "30m", after: 0 },
];
const approved: readonly Told[] = [
  { kind: "approved", step: "approve", by: "U0APPROVER", after: 240 },
  { kind: "done", step: "approve", output: null, after: 0 },
];
const paused: readonly Told[] = [
  { kind: "started", step: "pause", after: 0 },
  { kind: "seen", step: "pause", progress: { until: `${TODAY}T04:05:02.000Z` }, after: 0 },
];
const overtaken = changed('tearing down "loan-tracker"', "the lake holds 32 days, no longer 31");
const emptied: readonly Told[] = [
  ...surveyed,
  ...approved,
  ...took({ pause: 60, "stop-intake": 1, "stop-cluster": 40, "empty-lake": 25, unprotect: 2 }),
];
const card = cardOf(teardownOne, ["teardown"]);

export const teardown: CardFamily = {
  name: "teardown",
  title: "The card of a teardown",
  states: [
    card("teardown-waiting", "what goes and what stays, before a second person says yes", ...surveyed),
    card(
      "teardown-stoppable",
      "a minute in which everybody may stop it",
      ...surveyed,
      ...approved,
      ...paused,
    ),
    card(
      "teardown-stopped",
      "somebody has stopped it in that minute",
      ...surveyed,
      ...approved,
      ...paused,
      { kind: "canceled", reason: "canceled on its card", by: "U0OPERATOR", after: 30 },
      { kind: "finished", outcome: "canceled", after: 0 },
    ),
    card(
      "teardown-denied",
      "the second person has said no",
      ...surveyed,
      { kind: "canceled", reason: "the auditors want to see it", by: "U0APPROVER", after: 60 },
      { kind: "finished", outcome: "canceled", after: 0 },
    ),
    card(
      "teardown-expired",
      "nobody has answered in time",
      ...surveyed,
      ...expired(teardownOne, { doing: 'tearing down "loan-tracker"', again: "/loans teardown" }),
    ),
    card(
      "teardown-overtaken",
      "the stack has changed since it was looked at",
      ...surveyed,
      { kind: "approved", step: "approve", by: "U0APPROVER", after: 240 },
      failure(teardownOne, "approve", {
        after: 1,
        problem: { code: overtaken.code, says: overtaken.says, remedy: overtaken.remedy },
      }),
      { kind: "finished", outcome: "failed", after: 0 },
    ),
    card(
      "teardown-underway",
      "the stack goes",
      ...emptied,
      { kind: "started", step: "delete-stack", after: 0 },
      {
        kind: "seen",
        step: "delete-stack",
        progress: {
          items: [
            { name: "Cluster", type: "AWS::EMR::Cluster", state: "done", note: "2 s" },
            { name: "Warehouse", type: "AWS::Redshift::Cluster", state: "underway" },
            { name: "Network", type: "AWS::EC2::VPC", state: "waiting" },
          ],
        },
        after: 30,
      },
    ),
    card(
      "teardown-failed",
      "something could not be deleted",
      ...emptied,
      { kind: "started", step: "delete-stack", after: 0 },
      failure(teardownOne, "delete-stack", {
        after: 200,
        problem: {
          code: "delete-failed",
          says: 'tearing down "loan-tracker": `Network` could not be deleted: it has a dependent network interface',
          remedy: "delete that network interface in EC2, then press Retry",
        },
      }),
      { kind: "finished", outcome: "failed", after: 0 },
    ),
    card(
      "teardown-succeeded",
      "all is gone, and that is proven",
      ...emptied,
      ...took({ "delete-stack": 260 }),
      { kind: "started", step: "verify-nothing-left", after: 0 },
      { kind: "done", step: "verify-nothing-left", output: { uncertain: [] }, after: 8 },
      { kind: "finished", outcome: "succeeded", after: 0 },
    ),
  ],
};

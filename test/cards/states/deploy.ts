import type { Told } from "../../support/runs/run-views.ts";
import type { CardFamily } from "./card-state.ts";
import { cardOf, expired, failure, took } from "./card-state.ts";

const deployOne = { workflow: "deploy-stack", id: "deploy-loan-tracker-1" } as const;
const add = (type: string, ...names: readonly string[]) =>
  names.map((logicalId) => ({ action: "Add", logicalId, type: `AWS::${type}` }));
const changes = [
  ...add("EC2::VPC", "Network"),
  ...add("EC2::Subnet", "SubnetA", "SubnetB"),
  ...add("S3::Bucket", "Lake"),
  ...add("IAM::Role", "SparkRole", "WarehouseRole"),
  ...add("EMR::Cluster", "Cluster"),
  ...add("Redshift::Cluster", "Warehouse"),
];
const price = {
  ...{ is: "known", perHour: 1.42, perDay: 34.08, of: "October 2026", isVerified: true },
  parts: [
    { what: "the Spark cluster", perDay: 20.88 },
    { what: "the warehouse", perDay: 13.2 },
  ],
};
const looks = [
  { about: "the limits of the account", is: "well" },
  { about: "the region", is: "well" },
];
const planned = (output: unknown): readonly Told[] => [
  ...took({ "clear-remains": 1 }),
  { kind: "started", step: "plan", after: 0 },
  { kind: "done", step: "plan", output, after: 6 },
  { kind: "started", step: "approve", within: "30m", after: 0 },
];
export const first = planned({ kind: "create", changes, price, looks });
const update = planned({
  kind: "update",
  price,
  changes: [
    { action: "Modify", logicalId: "Warehouse", type: "AWS::Redshift::Cluster", replacement: "yes" },
    { action: "Modify", logicalId: "Cluster", type: "AWS::EMR::Cluster", replacement: "no" },
    ...add("IAM::Role", "DashboardRole"),
    { action: "Remove", logicalId: "OldRole", type: "AWS::IAM::Role" },
  ],
});
const approved: readonly Told[] = [
  { kind: "approved", step: "approve", by: "U0APPROVER", after: 120 },
  { kind: "done", step: "approve", output: null, after: 0 },
];
const applying: readonly Told[] = [
  { kind: "started", step: "apply", after: 0 },
  {
    kind: "seen",
    step: "apply",
    progress: {
      items: [
        { name: "Network", type: "AWS::EC2::VPC", state: "done", note: "12 s" },
        { name: "SubnetA", type: "AWS::EC2::Subnet", state: "done", note: "4 s" },
        { name: "SubnetB", type: "AWS::EC2::Subnet", state: "done", note: "4 s" },
        { name: "Lake", type: "AWS::S3::Bucket", state: "done", note: "21 s" },
        { name: "Warehouse", type: "AWS::Redshift::Cluster", state: "underway" },
      ],
    },
    after: 95,
  },
];
const refused: readonly Told[] = [
  failure(deployOne, "apply", {
    after: 90,
    problem: {
      code: "stack-rolled-back",
      says: 'deploying "loan-tracker": `Warehouse` was refused: dc2.large can no longer be created',
      remedy: "set `RedshiftNodeType` to rg.large, then press Retry",
    },
  }),
];

const card = cardOf(deployOne);
const twoPeople = cardOf(deployOne, ["deploy"]);

export const deploy: CardFamily = {
  name: "deploy",
  title: "The card of a deploy",
  states: [
    card("deploy-in-line", "a deploy that has not begun"),
    card("deploy-waiting", "the plan, before somebody applies it", ...first),
    twoPeople("deploy-waiting-for-second", "the plan of an update waits for a second person", ...update),
    twoPeople("deploy-underway", "the resources come up", ...first, ...approved, ...applying),
    twoPeople(
      "deploy-stopping",
      "what was made is taken back after a failure",
      ...first,
      ...approved,
      ...applying,
      ...refused,
    ),
    twoPeople(
      "deploy-failed",
      "a deploy that failed, with its first cause",
      ...first,
      ...approved,
      ...applying,
      ...refused,
      { kind: "undone", step: "apply", after: 60 },
      { kind: "undone", step: "plan", after: 1 },
      { kind: "finished", outcome: "failed", after: 0 },
    ),
    twoPeople(
      "deploy-denied",
      "the second person has said no, and why",
      ...update,
      { kind: "canceled", reason: "not before the month's end", by: "U0APPROVER", after: 300 },
      { kind: "undone", step: "plan", after: 1 },
      { kind: "finished", outcome: "canceled", after: 0 },
    ),
    twoPeople(
      "deploy-expired",
      "nobody has answered in time",
      ...first,
      ...expired(deployOne, { doing: 'deploying "loan-tracker"', again: "/loans deploy" }),
    ),
    twoPeople(
      "deploy-succeeded",
      "the stack is up",
      ...first,
      ...approved,
      ...took({ apply: 492, protect: 2, "prepare-warehouse": 9, "check-health": 5 }),
      { kind: "finished", outcome: "succeeded", after: 0 },
    ),
  ],
};

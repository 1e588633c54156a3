import { describe, expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { backfillDays } from "../../../src/bot/views/backfill.ts";
import { runCard } from "../../../src/bot/views/runs/run-card.ts";
import type { Policy } from "../../../src/domain/commands/permission.ts";
import type { Day } from "../../../src/domain/day.ts";
import { ITSELF } from "../../../src/domain/runs/run.ts";
import type { RunProgress } from "../../../src/domain/runs/run-progress.ts";
import type { ProgressItem } from "../../../src/domain/workflows/progress.ts";
import type { Told } from "../../support/runs/run-views.ts";
import { done, runView, summaryOfToday } from "../../support/runs/run-views.ts";

const policy: Policy = { operators: ["U0OPERATOR"], approvers: ["U0APPROVER"], viewers: [], approvals: [] };

const deploy = { workflow: "deploy-stack", id: "deploy-loan-tracker-1" } as const;
const batch = {
  workflow: "daily-batch",
  id: "batch-loan-tracker-2026-11-23-g1",
  day: "2026-11-23" as Day,
} as const;
const teardown = { workflow: "teardown-stack", id: "teardown-loan-tracker-1" } as const;

const plan = {
  kind: "update",
  changes: [
    { action: "add", logicalId: "Lake", type: "AWS::S3::Bucket" },
    { action: "add", logicalId: "Network", type: "AWS::EC2::VPC" },
    { action: "modify", logicalId: "Warehouse", type: "AWS::Redshift::Cluster", replacement: "yes" },
    { action: "remove", logicalId: "OldRole", type: "AWS::IAM::Role" },
  ],
};
const planned = (output: unknown = plan): readonly Told[] => [
  ...done("clear-remains"),
  { kind: "started", step: "plan" },
  { kind: "done", step: "plan", output },
];
const applying: readonly Told[] = [
  ...planned(),
  { kind: "approved", step: "approve", by: "U0OPERATOR" },
  { kind: "done", step: "approve", output: null, after: 0 },
  { kind: "started", step: "apply", after: 0 },
];
const problem = {
  code: "stack-rolled-back",
  says: "applying the changes to loan-tracker: `Warehouse` was refused: dc2.large can no longer be created",
  remedy: "set `RedshiftNodeType` to rg.large, then press *Retry*",
};

function shown(identity: Parameters<typeof runView>[0], ...told: readonly Told[]): string {
  return messageAsText(runCard(runView(identity, ...told), policy));
}

test("the card of a day that failed and was skipped since says who skipped it and why, and offers no retry", () => {
  const told: readonly Told[] = [
    ...done("check-source"),
    { kind: "failed", step: "upload-raw", held: false, retryFrom: "upload-raw", problem },
    { kind: "finished", outcome: "failed" },
  ];
  const skipped = { user: "U0OPERATOR", why: "no file came", at: "2026-11-23T09:00:00.000Z" };
  const card = messageAsText(runCard({ ...runView(batch, ...told), skipped, zone: "Asia/Kolkata" }, policy));
  expect(card).toMatch(/^– skipped · it had failed · step 2 of /m);
  expect(card).toMatch(/^The day was skipped .* by @operator \(“no file came”\): nothing waits for it/m);
  expect(card).toContain("dc2.large can no longer be created");
  expect(card).toContain("[Unskip Mon 23 Nov 2026]");
  expect(card).not.toMatch(/\[Retry\]|press Retry/);
});

test("the card of a day that is no bank day says which one", () => {
  const { run, progress } = runView(batch);
  const card = (input: RunProgress["input"]) =>
    messageAsText(runCard({ run, progress: { ...progress, input } }, policy));
  expect(card({ day: batch.day, noBankDay: "Labour Day <!here>" })).toContain(
    "2026-11-23 is no bank day: Labour Day <!here>.",
  );
  expect(card({ day: batch.day })).not.toContain("bank day");
});

test("the card of a day that is counted anew says why, where whoever forced it did", () => {
  const { run, progress } = runView(batch);
  const card = (input: RunProgress["input"]) =>
    messageAsText(runCard({ run, progress: { ...progress, input } }, policy));
  const forced = { day: batch.day, force: true, reason: "the file was of <!here> another bank" };
  expect(card(forced)).toContain("asked by @operator (“the file was of <!here> another bank”)");
  expect(JSON.stringify(runCard({ run, progress: { ...progress, input: forced } }, policy))).not.toContain(
    "<!here>",
  );
  expect(card({ day: batch.day, force: true })).toMatch(/asked by @operator$/m);
});

test("the card of a run that tried a step once more by itself says so, and after what", () => {
  const because = {
    step: "process",
    problem: { code: "emr-step-failed", says: "running the EMR step 2-count: a node was lost", remedy: "" },
  };
  const text = shown(
    batch,
    ...done("check-source", "upload-raw", "upload-script", "wake"),
    { kind: "started", step: "process" },
    { kind: "retried", step: "check-source", because, attempt: 2 },
    { kind: "started", step: "check-source", attempt: 2 },
  );
  expect(text).toContain("Tried once more by itself after: running the EMR step 2-count: a node was lost");
  expect(text).toContain("asked by @operator · attempt 2");
  expect(text).not.toContain("retried by");
});

test("the card of a day that the schedule waited for says that the schedule took it up", () => {
  const text = shown(
    batch,
    { kind: "started", step: "check-source" },
    { kind: "retried", step: "check-source", attempt: 2, by: ITSELF },
    { kind: "started", step: "check-source", attempt: 2 },
  );
  expect(text).toContain("retried by the schedule");
});

test("the card of a day that is held anew says what its release was for", () => {
  const held = (attempt: number, says: string): readonly Told[] => [
    { kind: "started", step: "check-source", attempt },
    {
      kind: "failed",
      step: "check-source",
      problem: { code: "held", says, remedy: "" },
      held: true,
      retryFrom: "check-source",
      attempt,
    },
    { kind: "finished", outcome: "held", attempt },
  ];
  const holds = [{ rule: "malformed", says: "3 %" }];
  const since = "2026-11-23T04:00:00.000Z";
  const text = shown(
    batch,
    ...held(1, "3 % are malformed"),
    { kind: "released", step: "check-source", holds, since, reason: "known", attempt: 2, by: "U0OPERATOR" },
    ...held(2, "the file has no rows"),
  );
  expect(text).toContain("what held attempt 1 was released by @operator (“known”)");
});

describe("the card of a deploy", () => {
  test("queued", () => {
    expect(shown(deploy)).toMatchInlineSnapshot(`
      "Deploy loan-tracker

      🕓 queued · starts in a moment
      [Cancel]
      run \`deploy-loan-tracker-1\` · asked by @operator"
    `);
  });

  test("waiting for a person", () => {
    expect(shown(deploy, ...planned())).toMatchInlineSnapshot(`
      "Deploy loan-tracker

      ✋ waiting for approval · press Apply to carry out this plan, Discard to drop it
      ✓ clear what an earlier try left · 4.0 s
      ✓ plan the changes · 4.0 s
      ▸ wait for a person's yes
      ○ apply the changes
      ○ protect the stack from deletion
      ○ prepare the warehouse
      ○ check that everything answers
      The plan changes 4 resources: 2 added, 1 made anew, 1 removed
      ~ Redshift Cluster \`Warehouse\` made anew
      + S3 Bucket \`Lake\`
      + EC2 VPC \`Network\`
      − IAM Role \`OldRole\`
      It destroys what cannot be had back, so its name has to be typed:
      • \`Warehouse\` is made anew, which loses the warehouse's database and its users
      [Apply] [Discard]
      run \`deploy-loan-tracker-1\` · asked by @operator"
    `);
  });

  test("waiting for a second person", () => {
    const view = runView(deploy, ...planned());
    expect(messageAsText(runCard(view, { ...policy, approvals: ["deploy"] }))).toMatchInlineSnapshot(`
      "Deploy loan-tracker

      ✋ waiting for approval · somebody other than @operator has to approve the plan
      May approve it: @approver
      ✓ clear what an earlier try left · 4.0 s
      ✓ plan the changes · 4.0 s
      ▸ wait for a person's yes
      ○ apply the changes
      ○ protect the stack from deletion
      ○ prepare the warehouse
      ○ check that everything answers
      The plan changes 4 resources: 2 added, 1 made anew, 1 removed
      ~ Redshift Cluster \`Warehouse\` made anew
      + S3 Bucket \`Lake\`
      + EC2 VPC \`Network\`
      − IAM Role \`OldRole\`
      It destroys what cannot be had back, so its name has to be typed:
      • \`Warehouse\` is made anew, which loses the warehouse's database and its users
      [Approve] [Deny]
      run \`deploy-loan-tracker-1\` · asked by @operator"
    `);
  });

  const lineOf = (text: string, words: string) => text.split("\n").find((line) => line.includes(words));
  const again = (user: string, attempt: number): readonly Told[] => [
    { kind: "failed", step: "plan", problem, held: false, retryFrom: "plan" },
    { kind: "finished", outcome: "failed" },
    { kind: "retried", step: "plan", by: user, attempt },
  ];

  test("waiting for a second person says of all who may not be it, and who retried it", () => {
    const card = (...told: readonly Told[]) =>
      messageAsText(runCard(runView(deploy, ...told), { ...policy, approvals: ["deploy"] }));
    const twice = card(...again("U0OPERATOR2", 2), ...planned());
    expect(lineOf(twice, "✋")).toContain(
      "somebody other than @operator and @operator2 has to approve the plan",
    );
    expect(lineOf(twice, "run `")).toBe(
      "run `deploy-loan-tracker-1` · asked by @operator · retried by @operator2 · attempt 2",
    );
    const own = card(...again("U0OPERATOR", 2), ...planned());
    expect(lineOf(own, "✋")).toContain("somebody other than @operator has to approve the plan");
    expect(lineOf(own, "run `")).toBe("run `deploy-loan-tracker-1` · asked by @operator · attempt 2");
    const often = card(...again("U0OPERATOR2", 2), ...again("U0VIEWER", 3), ...planned());
    expect(lineOf(often, "✋")).toContain(
      "somebody other than @operator, @operator2 and @viewer has to approve the plan",
    );
    expect(lineOf(often, "run `")).toContain("retried by @operator2 and @viewer");
  });

  test("waiting for a second person names who may be it, at most five, but nobody who wants it", () => {
    const line = (approvers: readonly string[], ...told: readonly Told[]) => {
      const view = {
        ...runView(deploy, ...told, { kind: "started", step: "approve" }),
        zone: "Asia/Kolkata",
      };
      const card = messageAsText(runCard(view, { ...policy, approvers, approvals: ["deploy"] }));
      return lineOf(card, "May approve it");
    };
    expect(line(["S0APPROVERS", "U0OPERATOR", "U0APPROVER"], ...planned())).toBe(
      "May approve it: @approvers and @approver",
    );
    const many = Array.from({ length: 7 }, (_, at) => `U0${at}`);
    expect(line([...many, "U0OPERATOR"], ...planned())).toBe(
      "May approve it: @U00, @U01, @U02, @U03, @U04 and 2 more",
    );
    expect(line(["U0OPERATOR"], ...planned())).toBe(
      "May approve it: nobody, because LOANS_APPROVERS names nobody else",
    );
    const forgotten = { kind: "retried", step: "plan", by: "loan-tracker", attempt: 2 } as const;
    expect(line(["U0APPROVER"], forgotten, ...planned())).toContain(
      "May approve it: nobody, because who retried it is not known any more; ask for it anew",
    );
  });

  test.each([
    ["Asia/Kolkata", "waits until 17:30 Asia/Kolkata, 2026-11-23 12:00 UTC, then the plan is dropped"],
    ["UTC", "waits until 12:00 UTC, then the plan is dropped"],
  ])("says until when it waits by the clock of a bank in %s, and once", (zone, words) => {
    const view = { ...runView(deploy, ...planned(), { kind: "started", step: "approve" }), zone };
    const text = messageAsText(runCard(view, { ...policy, approvals: ["deploy"] }));
    expect(text).toContain(words);
    expect(text.match(/until/g)).toHaveLength(1);
  });

  test("says until when it waits, with the date, and what happens then; after a retry anew", () => {
    const waiting = (told: readonly Told[], approvals: Policy["approvals"] = []) =>
      lineOf(
        messageAsText(
          runCard(runView(deploy, ...told, { kind: "started", step: "approve" }), { ...policy, approvals }),
        ),
        "✋",
      );
    const until = (time: string) => `waits until 2026-11-23 ${time} UTC, then the plan is dropped`;
    expect(waiting(planned())).toBe(
      `✋ waiting for approval · press Apply to carry out this plan, Discard to drop it · ${until("12:00")}`,
    );
    expect(waiting(planned(), ["deploy"])).toBe(
      `✋ waiting for approval · somebody other than @operator has to approve the plan · ${until("12:00")}`,
    );
    const lapsed: Told = { kind: "failed", step: "approve", problem, held: false, retryFrom: "plan" };
    const anew: Told = { kind: "retried", step: "plan", by: "U0OPERATOR", attempt: 2, after: 3_600 };
    const first: readonly Told[] = [...planned(), { kind: "started", step: "approve" }];
    expect(
      waiting([
        ...first,
        { ...lapsed, after: 8 * 3_600 },
        { kind: "undone", step: "plan" },
        { kind: "finished", outcome: "failed" },
        anew,
        ...done("plan"),
      ]),
    ).toContain("waits until 2026-11-23 21:00 UTC");
  });

  test("that a second person has let go on was approved, any other applied", () => {
    const card = (approvals: Policy["approvals"]) =>
      messageAsText(runCard(runView(deploy, ...applying), { ...policy, approvals }));
    expect(lineOf(card(["deploy"]), "run `")).toBe(
      "run `deploy-loan-tracker-1` · asked by @operator · approved by @operator",
    );
    expect(lineOf(card([]), "run `")).toContain("applied by @operator");
  });

  test("that nobody asked for waits for any approver", () => {
    const view = runView({ ...deploy, askedBy: "loan-tracker" }, ...planned());
    expect(lineOf(messageAsText(runCard(view, { ...policy, approvals: ["deploy"] })), "✋")).toContain(
      "an approver has to approve the plan",
    );
  });

  test("while the resources come up", () => {
    const items = [
      { name: "Lake", type: "AWS::S3::Bucket", state: "done", note: "3 s" },
      { name: "Network", type: "AWS::EC2::VPC", state: "underway" },
      { name: "Warehouse", type: "AWS::Redshift::Cluster", state: "waiting" },
    ] as const;
    const seen: Told = { kind: "seen", step: "apply", progress: { items: [...items] } };
    expect(shown(deploy, ...applying, seen)).toMatchInlineSnapshot(`
      "Deploy loan-tracker

      ⏳ underway · step 4 of 7: apply the changes
      ✓ clear what an earlier try left · 4.0 s
      ✓ plan the changes · 4.0 s
      ✓ wait for a person's yes
      ▸ apply the changes · since 04:00 UTC · 1 of 4 done
      ○ protect the stack from deletion
      ○ prepare the warehouse
      ○ check that everything answers
      ✓ \`Lake\` · S3 Bucket · 3 s
      ▸ \`Network\` · EC2 VPC
      ○ \`Warehouse\` · Redshift Cluster
      [Cancel]
      run \`deploy-loan-tracker-1\` · asked by @operator · applied by @operator"
    `);
  });

  test("being taken back after a failure", () => {
    const failed: Told = {
      kind: "failed",
      step: "apply",
      problem,
      held: false,
      retryFrom: "plan",
      after: 90,
    };
    expect(shown(deploy, ...applying, failed)).toMatchInlineSnapshot(`
      "Deploy loan-tracker

      ⏳ stopping · taking back what can be taken back
      ✓ clear what an earlier try left · 4.0 s
      ✓ plan the changes · 4.0 s
      ✓ wait for a person's yes
      ✗ apply the changes
      ○ protect the stack from deletion
      ○ prepare the warehouse
      ○ check that everything answers
      Applying the changes to loan-tracker: \`Warehouse\` was refused: dc2.large can no longer be created.
      Set \`RedshiftNodeType\` to rg.large, then press Retry.
      run \`deploy-loan-tracker-1\` · asked by @operator · applied by @operator"
    `);
  });

  test("failed", () => {
    expect(
      shown(
        deploy,
        ...applying,
        { kind: "failed", step: "apply", problem, held: false, retryFrom: "plan", after: 90 },
        { kind: "undone", step: "plan" },
        { kind: "finished", outcome: "failed" },
      ),
    ).toMatchInlineSnapshot(`
      "Deploy loan-tracker

      ❌ failed · step 4 of 7: apply the changes · 1 min 54 s
      ✓ clear what an earlier try left · 4.0 s
      − plan the changes · taken back
      ✓ wait for a person's yes
      ✗ apply the changes
      ○ protect the stack from deletion
      ○ prepare the warehouse
      ○ check that everything answers
      Applying the changes to loan-tracker: \`Warehouse\` was refused: dc2.large can no longer be created.
      Set \`RedshiftNodeType\` to rg.large, then press Retry.
      [Retry]
      run \`deploy-loan-tracker-1\` · asked by @operator · applied by @operator"
    `);
  });

  test("succeeded", () => {
    expect(
      shown(
        deploy,
        ...applying,
        { kind: "done", step: "apply", output: null, after: 252 },
        ...done("protect", "prepare-warehouse", "check-health"),
        { kind: "finished", outcome: "succeeded", after: 0 },
      ),
    ).toMatchInlineSnapshot(`
      "Deploy loan-tracker

      ✅ succeeded · 4 min 40 s
      Steps and times
      ✓ clear what an earlier try left · 4.0 s
      ✓ plan the changes · 4.0 s
      ✓ wait for a person's yes
      ✓ apply the changes · 4 min 12 s
      ✓ protect the stack from deletion · 4.0 s
      ✓ prepare the warehouse · 4.0 s
      ✓ check that everything answers · 4.0 s
      Next: \`/loans run today\`
      [Run a day…]
      run \`deploy-loan-tracker-1\` · asked by @operator · applied by @operator"
    `);
  });

  test("with nothing to change", () => {
    expect(
      shown(
        deploy,
        ...planned({ kind: "none", changes: [] }),
        ...done("approve", "apply", "protect", "prepare-warehouse", "check-health"),
        { kind: "finished", outcome: "succeeded", after: 0 },
      ),
    ).toMatchInlineSnapshot(`
      "Deploy loan-tracker

      ✅ succeeded · 32 s
      Steps and times
      ✓ clear what an earlier try left · 4.0 s
      ✓ plan the changes · 4.0 s
      – wait for a person's yes · not asked for
      ✓ apply the changes · 4.0 s
      ✓ protect the stack from deletion · 4.0 s
      ✓ prepare the warehouse · 4.0 s
      ✓ check that everything answers · 4.0 s
      Nothing had to change.
      Next: \`/loans run today\`
      [Run a day…]
      run \`deploy-loan-tracker-1\` · asked by @operator"
    `);
  });

  test("denied by a second person, and canceled by whoever cancels what waits for one", () => {
    const denied: Told = { kind: "canceled", reason: "denied on its card", by: "U0APPROVER" };
    const card = (...told: readonly Told[]) =>
      messageAsText(runCard(runView(deploy, ...told), { ...policy, approvals: ["deploy"] }));
    const over: Told = { kind: "finished", outcome: "canceled" };
    expect(lineOf(card(...planned(), denied, over), "🚫")).toBe("🚫 canceled · denied by @approver");
    const because: Told = { ...denied, reason: "too dear" };
    expect(lineOf(card(...planned(), because, over), "🚫")).toBe(
      "🚫 canceled · denied by @approver (“too dear”)",
    );
    for (const reason of ["canceled with a command", "canceled on its card"]) {
      const canceled: Told = { kind: "canceled", reason, by: "U0APPROVER" };
      expect(lineOf(card(...planned(), canceled, over), "🚫")).toBe("🚫 canceled · by @approver");
    }
    const undone: Told = { kind: "undone", step: "plan" };
    expect(lineOf(card(...planned(), denied, undone, over), "🚫")).toBe("🚫 canceled · denied by @approver");
    // Once it is approved, a cancel is no answer to that any more.
    const applied = card(...applying, denied, over);
    expect(lineOf(applied, "🚫")).toBe("🚫 canceled · by @approver");
    expect(lineOf(applied, "run `")).toContain("approved by @operator");
  });

  test("discarded", () => {
    expect(
      shown(
        deploy,
        ...planned(),
        { kind: "canceled", reason: "discarded on its card", by: "U0OPERATOR2" },
        { kind: "finished", outcome: "canceled" },
      ),
    ).toMatchInlineSnapshot(`
      "Deploy loan-tracker

      🚫 canceled · discarded by @operator2
      ✓ clear what an earlier try left · 4.0 s
      ✓ plan the changes · 4.0 s
      ○ wait for a person's yes
      ○ apply the changes
      ○ protect the stack from deletion
      ○ prepare the warehouse
      ○ check that everything answers
      run \`deploy-loan-tracker-1\` · asked by @operator"
    `);
  });
});

describe("the card of a day that was canceled", () => {
  const canceled: readonly Told[] = [
    { kind: "canceled", reason: "not now", by: "U0OPERATOR2" },
    { kind: "finished", outcome: "canceled" },
  ];
  const upToAudit = done("check-source", "upload-raw", "upload-script", "wake", "process", "audit");
  const held: readonly Told[] = [
    ...upToAudit,
    ...done("publish"),
    { kind: "failed", step: "reconcile", problem, held: true, retryFrom: "check-source" },
    { kind: "finished", outcome: "held" },
    { kind: "retried", step: "check-source", attempt: 2 },
  ];
  const stays = "Nothing of this try is published; what is published of the day stays.";

  test("says that what an earlier try published stays", () => {
    const inSpark = shown(batch, ...held, ...done("check-source"), ...canceled);
    expect(inSpark).toContain(stays);
    const atOnce = shown(batch, ...held, ...canceled);
    expect(atOnce).toContain("canceled · by @operator2 · nothing of this try had begun");
    expect(atOnce).toContain(stays);
  });

  test("or an earlier generation", () => {
    const second = { ...batch, id: "batch-loan-tracker-2026-11-23-g2" };
    expect(shown(second, ...upToAudit, ...canceled)).toContain(stays);
  });

  test("and nothing of that where there was none, or where this one is published", () => {
    expect(shown(batch, ...upToAudit, ...canceled)).not.toContain("published");
    expect(shown(batch, ...canceled)).toContain("nothing of it had begun");
    const published = shown(batch, ...held, ...upToAudit, ...done("publish"), ...canceled);
    expect(published).toContain("The day is published already");
    expect(published).not.toContain(stays);
  });

  test("its dialog promises nothing of what earlier tries published", () => {
    const card = (...told: readonly Told[]) => JSON.stringify(runCard(runView(batch, ...told), policy));
    const spark: Told = { kind: "started", step: "process" };
    const words = card(...held, ...done("check-source", "upload-raw", "upload-script", "wake"), spark);
    expect(words).toContain(`Its EMR steps are canceled together. ${stays}`);
    expect(card(...held)).toContain("Nothing of this try has begun, so it ends at once.");
  });
});

describe("the card of a day", () => {
  const counted = done("check-source", "upload-raw", "upload-script", "wake");
  const process: Told = { kind: "started", step: "process" };
  const at = (state: "underway" | "done" | "failed"): Told => ({
    kind: "seen",
    step: "process",
    progress: {
      text: "step 2 of 3",
      items: [
        { name: "1-in", state: "done" },
        { name: "2-count", state },
        { name: "3-out", state: "waiting" },
      ],
    },
  });

  test("while Spark counts", () => {
    expect(shown(batch, ...counted, process, at("underway"))).toMatchInlineSnapshot(`
      "Daily loans 2026-11-23

      ⏳ underway · step 5 of 10: count the loans with Spark
      ✓ find the day's file · 4.0 s
      ✓ upload the file · 4.0 s
      ✓ upload the Spark script · 4.0 s
      ✓ see that the cluster and the warehouse are up · 4.0 s
      ▸ count the loans with Spark · since 04:00 UTC · 1 of 3 done · step 2 of 3
      ○ check the counts
      ○ compare with the days before
      ○ publish the day
      ○ reconcile Redshift with the file
      ○ post the summary
      ✓ copy the file to the cluster
      ▸ count by category
      ○ copy the counts to the lake
      [Cancel]
      run \`batch-loan-tracker-2026-11-23-g1\` · asked by @operator"
    `);
  });

  test("failed for a second time, with a reference where the fault is ours", () => {
    const says = "counting the loans of 2026-11-23: KeyError: 'loan_category'";
    const broken = { code: "bug", says, remedy: "press *Retry*; if it fails again, tell us", ref: "7f3a" };
    expect(
      shown(
        batch,
        ...counted,
        { kind: "retried", step: "process", by: "U0OPERATOR", attempt: 2 },
        { ...process, attempt: 2 },
        { ...at("failed"), attempt: 2 },
        { kind: "failed", step: "process", problem: broken, held: false, retryFrom: "process", attempt: 2 },
        { kind: "finished", outcome: "failed", attempt: 2 },
      ),
    ).toMatchInlineSnapshot(`
      "Daily loans 2026-11-23

      ❌ failed · step 5 of 10: count the loans with Spark · 36 s
      ✓ find the day's file · 4.0 s
      ✓ upload the file · 4.0 s
      ✓ upload the Spark script · 4.0 s
      ✓ see that the cluster and the warehouse are up · 4.0 s
      ✗ count the loans with Spark
      ○ check the counts
      ○ compare with the days before
      ○ publish the day
      ○ reconcile Redshift with the file
      ○ post the summary
      Counting the loans of 2026-11-23: KeyError: 'loan_category'.
      Press Retry; if it fails again, tell us.
      Quote the reference \`7f3a\`.
      ✗ count by category
      [Retry]
      run \`batch-loan-tracker-2026-11-23-g1\` · asked by @operator · attempt 2"
    `);
  });

  test("held", () => {
    const differs = {
      code: "does-not-add-up",
      says: "reconciling 2026-11-23: the file has 500 rows to count, Spark counted 499 (−1)",
      remedy: "find out which row is missing, then press *Retry*",
    };
    expect(
      shown(
        batch,
        ...counted,
        ...done("process", "audit", "compare", "publish"),
        { kind: "started", step: "reconcile" },
        { kind: "failed", step: "reconcile", problem: differs, held: true, retryFrom: "process" },
        { kind: "finished", outcome: "held" },
      ),
    ).toMatchInlineSnapshot(`
      "Daily loans 2026-11-23

      ⚠️ held · the day's data is in doubt, so no summary was posted
      ✓ find the day's file · 4.0 s
      ✓ upload the file · 4.0 s
      ✓ upload the Spark script · 4.0 s
      ✓ see that the cluster and the warehouse are up · 4.0 s
      ✓ count the loans with Spark · 4.0 s
      ✓ check the counts · 4.0 s
      ✓ compare with the days before · 4.0 s
      ✓ publish the day · 4.0 s
      ✗ reconcile Redshift with the file
      ○ post the summary
      Reconciling 2026-11-23: the file has 500 rows to count, Spark counted 499 (−1).
      Find out which row is missing, then press Retry.
      [Retry]
      run \`batch-loan-tracker-2026-11-23-g1\` · asked by @operator"
    `);
  });

  test("succeeded", () => {
    expect(
      shown(batch, ...counted, ...done("process", "audit", "compare", "publish", "reconcile", "summarize"), {
        kind: "finished",
        outcome: "succeeded",
        after: 0,
      }),
    ).toMatchInlineSnapshot(`
      "Daily loans 2026-11-23

      ✅ succeeded · 40 s
      Steps and times
      ✓ find the day's file · 4.0 s
      ✓ upload the file · 4.0 s
      ✓ upload the Spark script · 4.0 s
      ✓ see that the cluster and the warehouse are up · 4.0 s
      ✓ count the loans with Spark · 4.0 s
      ✓ check the counts · 4.0 s
      ✓ compare with the days before · 4.0 s
      ✓ publish the day · 4.0 s
      ✓ reconcile Redshift with the file · 4.0 s
      ✓ post the summary · 4.0 s
      The counts: \`/loans summary 2026-11-23\`
      [Counts]
      run \`batch-loan-tracker-2026-11-23-g1\` · asked by @operator"
    `);
  });

  test("with rows in no count shows each of its numbers", () => {
    const leftOut = { repeatedHeader: 0, blank: 3, total: 1, footer: 0 };
    const tally = { fileRows: 505, malformedRows: 1, leftOut, sparkRows: 500, redshiftRows: 500 };
    const reconciled: Told = { kind: "done", step: "reconcile", output: { ...summaryOfToday, tally } };
    expect(shown(batch, ...counted, ...done("process", "audit", "publish"), reconciled)).toContain(
      "Adds up: 505 rows in the file − 1 malformed − 3 blank − 1 total = 500 counted by Spark = 500 in Redshift.",
    );
  });
});

describe("the card of a day that is forced, where a second person is asked for", () => {
  const forced = { ...batch, id: "batch-loan-tracker-2026-11-23-g2", input: { approval: "force" } } as const;
  const looked = (told: unknown): readonly Told[] => [
    { kind: "started", step: "look" },
    { kind: "done", step: "look", output: { told }, after: 0 },
  ];
  const twoPeople: Policy = { ...policy, approvals: ["force"] };
  const card = (...told: readonly Told[]) => messageAsText(runCard(runView(forced, ...told), twoPeople));

  test("says which number is told, and would be no more", () => {
    const told = { runId: "batch-loan-tracker-2026-11-23-g1", loans: 500 };
    expect(card(...looked(told))).toMatchInlineSnapshot(`
      "Daily loans 2026-11-23

      ✋ waiting for approval · somebody other than @operator has to approve the plan
      May approve it: @approver
      While it waits no deploy, no teardown and no other run of its day is begun: Deny it, or cancel it, to go on
      ✓ see what is told of the day
      ▸ wait for a person's yes
      ○ find the day's file
      ○ upload the file
      ○ upload the Spark script
      ○ see that the cluster and the warehouse are up
      ○ count the loans with Spark
      ○ check the counts
      ○ compare with the days before
      ○ publish the day
      ○ reconcile Redshift with the file
      ○ post the summary
      What is asked: to count the day once more. Told of it is 500 loans of generation 1 (\`batch-loan-tracker-2026-11-23-g1\`); what the file has now is told instead.
      [Approve] [Deny]
      run \`batch-loan-tracker-2026-11-23-g2\` · asked by @operator"
    `);
    expect(card(...looked(null))).toContain("What is asked: to count the day, of which nothing is told now.");
  });

  test("denied", () => {
    const no: Told = { kind: "canceled", reason: "it is right", by: "U0APPROVER" };
    const denied = card(...looked(null), no, { kind: "finished", outcome: "canceled" });
    expect(denied).toContain("🚫 canceled · denied by @approver (“it is right”)");
    expect(denied).toContain(
      "Nothing is published of the day: this try did nothing, and no number was told before it.",
    );
    expect(denied).toContain("`/loans retry 2026-11-23` goes on with that one");
  });
});

describe("the card of a teardown", () => {
  const survey = {
    stack: { id: "s-1", change: "c-1", resources: 48 },
    lake: {
      ...{ objects: 214, bytes: 1_200_000_000, isMore: false },
      days: { count: 31, first: "2026-10-28", last: "2026-11-27" },
    },
  };
  const surveyed: readonly Told[] = [
    { kind: "started", step: "survey" },
    { kind: "done", step: "survey", output: survey, after: 0 },
  ];
  const paused: readonly Told[] = [
    ...surveyed,
    ...done("approve"),
    { kind: "started", step: "pause" },
    { kind: "seen", step: "pause", progress: { until: "2026-11-23T04:01:20.000Z" }, after: 0 },
  ];
  const emptied = [
    ...surveyed,
    ...done("approve", "pause", "stop-intake", "stop-cluster", "empty-lake", "unprotect"),
  ];
  const twoPeople: Policy = { ...policy, approvals: ["teardown"] };

  test("waiting for a second person says in numbers what goes, and what stays", () => {
    expect(messageAsText(runCard(runView(teardown, ...surveyed), twoPeople))).toMatchInlineSnapshot(`
      "Tear down loan-tracker

      ✋ waiting for approval · somebody other than @operator has to approve the plan
      May approve it: @approver
      While it waits nothing else on loan-tracker is begun: Deny it, or cancel it, to go on
      ✓ see what goes
      ▸ wait for a person's yes
      ○ leave time to stop it
      ○ take no more batches
      ○ stop the cluster
      ○ empty the lake
      ○ lift the protection
      ○ delete the stack
      ○ verify that nothing billable is left
      What goes: 48 resources of the stack, and all they hold:
      • the lake with every version of every loan file and result: 214 objects, 1.2 GB, of 31 days from 2026-10-28 to 2026-11-27
      • the warehouse, its tables and its snapshots
      • the Spark cluster, the dashboard host, the network
      It cannot be undone. What stays: the summaries in the channel, and the daily files where LOANS_SOURCE has them.
      [Approve] [Deny]
      run \`teardown-loan-tracker-1\` · asked by @operator"
    `);
    const noLake: Told = { kind: "done", step: "survey", output: { ...survey, lake: null } };
    expect(messageAsText(runCard(runView(teardown, noLake), twoPeople))).toContain(
      "• the lake with every version of every loan file and result\n",
    );
  });

  test("says what becomes of the audit record, as long as it waits or goes on", () => {
    const card = (audit: string | null, ...told: readonly Told[]) =>
      messageAsText(runCard({ ...runView(teardown, ...told), audit }, twoPeople));
    const kept = "The audit record stays, in the bot's Redis and at `s3://records-[account]/loans`.";
    const alone = "The audit record stays in the bot's Redis alone; its last hash is posted here";
    for (const told of [surveyed, paused, emptied]) {
      expect(card("s3://records-123456789012/loans", ...told)).toContain(kept);
      expect(card(null, ...told)).toContain(alone);
    }
    const ended: Told = { kind: "finished", outcome: "succeeded" };
    expect(card(null, ...emptied, ...done("delete-stack", "verify-nothing-left"), ended)).not.toContain(
      alone,
    );
  });

  test("Approve asks once more, since it cannot be undone; Stop does not, since there is no time", () => {
    const asking = JSON.stringify(runCard(runView(teardown, ...surveyed), twoPeople));
    expect(asking).toContain("loan-tracker is deleted, with all it holds, once the time to stop it is over.");
    const stopping = JSON.stringify(runCard(runView(teardown, ...paused), policy));
    expect(stopping).toContain('"action_id":"run.cancel"');
    expect(stopping).not.toContain('"confirm"');
  });

  test("while it can be stopped", () => {
    expect(shown(teardown, ...paused)).toMatchInlineSnapshot(`
      "Tear down loan-tracker

      ⏳ underway · nothing has begun: it starts at 04:01:20 UTC, unless somebody presses Stop
      ✓ see what goes
      – wait for a person's yes · not asked for
      ▸ leave time to stop it · since 04:00 UTC
      ○ take no more batches
      ○ stop the cluster
      ○ empty the lake
      ○ lift the protection
      ○ delete the stack
      ○ verify that nothing billable is left
      What goes: 48 resources of the stack, and all they hold:
      • the lake with every version of every loan file and result: 214 objects, 1.2 GB, of 31 days from 2026-10-28 to 2026-11-27
      • the warehouse, its tables and its snapshots
      • the Spark cluster, the dashboard host, the network
      It cannot be undone. What stays: the summaries in the channel, and the daily files where LOANS_SOURCE has them.
      [Stop]
      run \`teardown-loan-tracker-1\` · asked by @operator"
    `);
    const yes: Told = { kind: "approved", step: "approve", by: "U0APPROVER" };
    const approved = runView(teardown, ...surveyed, yes, ...paused.slice(surveyed.length));
    expect(messageAsText(runCard(approved, twoPeople))).toContain("approved by @approver");
  });

  test("stopped, and stopped when an earlier try had deleted something", () => {
    const stop: readonly Told[] = [
      { kind: "canceled", reason: "canceled on its card", by: "U0APPROVER" },
      { kind: "finished", outcome: "canceled" },
    ];
    expect(shown(teardown, ...paused, ...stop)).toContain("Nothing was deleted.");
    const again: readonly Told[] = [
      { kind: "failed", step: "delete-stack", problem, held: false, retryFrom: "survey" },
      { kind: "finished", outcome: "failed" },
      { kind: "retried", step: "survey", by: "U0OPERATOR", attempt: 2 },
    ];
    expect(shown(teardown, ...emptied, ...again, ...paused, ...stop)).toContain(
      "Nothing more is deleted; what was deleted before stays so.",
    );
  });

  test("which failed asks once more before it goes on, and no other does", () => {
    const failed = (step: string): readonly Told[] => [
      { kind: "failed", step, problem, held: false, retryFrom: step },
      { kind: "finished", outcome: "failed" },
    ];
    const blocks = (...run: Parameters<typeof runView>) => JSON.stringify(runCard(runView(...run), policy));
    expect(blocks(teardown, ...emptied, ...failed("delete-stack"))).toContain("It cannot be undone.");
    expect(blocks(deploy, ...failed("plan"))).not.toContain('"confirm"');
  });

  test("while the stack goes", () => {
    const items = [
      { name: "Warehouse", type: "AWS::Redshift::Cluster", state: "underway" },
      { name: "Network", type: "AWS::EC2::VPC", state: "waiting" },
    ] as const;
    expect(
      shown(
        teardown,
        ...emptied,
        { kind: "started", step: "delete-stack" },
        { kind: "seen", step: "delete-stack", progress: { items: [...items] } },
      ),
    ).toMatchInlineSnapshot(`
      "Tear down loan-tracker

      ⏳ underway · step 8 of 9: delete the stack
      ✓ see what goes
      – wait for a person's yes · not asked for
      ✓ leave time to stop it · 4.0 s
      ✓ take no more batches · 4.0 s
      ✓ stop the cluster · 4.0 s
      ✓ empty the lake · 4.0 s
      ✓ lift the protection · 4.0 s
      ▸ delete the stack · since 04:00 UTC · 0 of 2 done
      ○ verify that nothing billable is left
      ▸ \`Warehouse\` · Redshift Cluster
      ○ \`Network\` · EC2 VPC
      run \`teardown-loan-tracker-1\` · asked by @operator"
    `);
  });

  test("succeeded, with the proof", () => {
    const items = [{ name: "vol-0a1b", type: "AWS::EC2::Volume", state: "underway" }] as const;
    expect(
      shown(
        teardown,
        ...emptied,
        ...done("delete-stack"),
        { kind: "started", step: "verify-nothing-left" },
        { kind: "seen", step: "verify-nothing-left", progress: { items: [...items] } },
        { kind: "done", step: "verify-nothing-left", output: { uncertain: ["i-0abc"] } },
        { kind: "finished", outcome: "succeeded", after: 0 },
      ),
    ).toMatchInlineSnapshot(`
      "Tear down loan-tracker

      ✅ succeeded · 44 s
      Steps and times
      ✓ see what goes
      – wait for a person's yes · not asked for
      ✓ leave time to stop it · 4.0 s
      ✓ take no more batches · 4.0 s
      ✓ stop the cluster · 4.0 s
      ✓ empty the lake · 4.0 s
      ✓ lift the protection · 4.0 s
      ✓ delete the stack · 4.0 s
      ✓ verify that nothing billable is left · 8.0 s
      Nothing billable is left of loan-tracker.
      AWS was asked for everything that carries the stack's tag, and EMR, Redshift, S3 and CloudFormation for each thing of it: there is none.
      AWS's list of tags, which lags by hours, still names \`i-0abc\`.
      To have it again: \`/loans deploy\`
      run \`teardown-loan-tracker-1\` · asked by @operator"
    `);
  });
});

describe("the card of a backfill", () => {
  const backfill = {
    workflow: "backfill",
    id: "backfill-loan-tracker-1",
    day: "2026-11-18" as Day,
    until: "2026-11-21" as Day,
  } as const;
  const previewed: readonly Told[] = [
    { kind: "started", step: "preview", after: 0 },
    {
      kind: "done",
      step: "preview",
      after: 0,
      output: {
        days: [
          { day: "2026-11-18", does: "skip", runId: "batch-loan-tracker-2026-11-18-g1", total: 498 },
          { day: "2026-11-19", does: "run", runId: null, total: null },
          { day: "2026-11-20", does: "resume", runId: "batch-loan-tracker-2026-11-20-g1", total: null },
          { day: "2026-11-21", does: "adopt", runId: "batch-loan-tracker-2026-11-21-g1", total: null },
        ],
      },
    },
  ];
  const underway: readonly Told[] = [
    ...previewed,
    { kind: "approved", step: "approve", by: "U0OPERATOR" },
    { kind: "done", step: "approve", output: null, after: 0 },
    { kind: "started", step: "days", after: 0 },
    {
      kind: "seen",
      step: "days",
      progress: {
        items: [
          { name: "2026-11-18", state: "done", note: "498 loans, done before" },
          { name: "2026-11-19", state: "underway" },
          { name: "2026-11-20", state: "waiting" },
          { name: "2026-11-21", state: "waiting" },
        ],
      },
    },
  ];

  test("whether it counts anew what is done is seen before somebody says yes to it", () => {
    const { progress } = runView(backfill, ...previewed);
    const heading = (force: boolean) =>
      backfillDays({ ...progress, input: { force } })?.markup.split("\n")[0];
    expect(heading(false)).toBe("*3 of 4 days will run, oldest first, 1 is done and skipped*");
    expect(heading(true)).toBe(
      "*3 of 4 days will run, oldest first, also those that are done (--force), 1 is done and skipped*",
    );
  });

  test("says of its days how much is worth a look, and where to read that, but of none that was taken back", () => {
    const told = (items: readonly ProgressItem[], ...happened: readonly Told[]) =>
      backfillDays(
        runView(backfill, ...underway, { kind: "seen", step: "days", progress: { items } }, ...happened)
          .progress,
      )?.markup.split("\n");
    const day = (name: string, remarks?: number): ProgressItem => ({
      ...{ name, state: "done", note: "500 loans, 6 rows in no count" },
      ...(remarks !== undefined && { remarks }),
    });
    const [first, second, third] = ["2026-11-19", "2026-11-20", "2026-11-21"] as const;
    expect(told([day(first), day(second, 1), day(third)])).toEqual([
      "✓ 2026-11-18 · 498 loans, done before",
      "✓ 2026-11-19 · 500 loans, 6 rows in no count",
      "✓ 2026-11-20 · 500 loans, 6 rows in no count · 1 thing worth a look",
      "✓ 2026-11-21 · 500 loans, 6 rows in no count",
      "What is worth a look of 2026-11-20: `/loans summary 2026-11-20`",
    ]);
    const both = [day(first), day(second, 2), day(third, 3)];
    expect(told(both)?.slice(-3)).toEqual([
      "✓ 2026-11-20 · 500 loans, 6 rows in no count · 2 things worth a look",
      "✓ 2026-11-21 · 500 loans, 6 rows in no count · 3 things worth a look",
      "What is worth a look of 2 days, each in its summary: `/loans summary 2026-11-20`",
    ]);
    const withdrawal = {
      by: "U0OPERATOR",
      at: "2026-11-23T04:00:00.000Z",
      reason: "no",
      runId: "w",
      instead: null,
    };
    expect(told(both, { kind: "withdrawn", withdrawal, day: second })?.at(-1)).toBe(
      "What is worth a look of 2026-11-21: `/loans summary 2026-11-21`",
    );
  });

  test("days that are no bank days are named, and left out", () => {
    const left = { does: "skip", runId: null, total: null };
    const planned: readonly Told[] = [
      { kind: "started", step: "preview", after: 0 },
      {
        kind: "done",
        step: "preview",
        output: {
          days: [
            { day: "2026-11-20", does: "run", runId: null, total: null },
            { day: "2026-11-21", ...left, noBankDay: "Saturday" },
            { day: "2026-11-26", ...left, noBankDay: "Thanksgiving" },
          ],
        },
      },
    ];
    expect(backfillDays(runView(backfill, ...planned).progress)?.markup.split("\n")).toEqual([
      "*1 of 3 days will run, oldest first, 2 are no bank days*",
      "○ 2026-11-20 · will run",
      "– 2026-11-21 · no bank day (Saturday), left out",
      "– 2026-11-26 · no bank day (Thanksgiving), left out",
    ]);
    const row = (name: string, note?: string) => ({ name, state: "done", note }) as const;
    const items = [
      { name: "2026-11-20", state: "underway" } as const,
      row("2026-11-21", "no bank day (Saturday), left out"),
      row("2026-11-26", "no bank day (Thanksgiving), left out"),
    ];
    const card = shown(
      backfill,
      ...planned,
      { kind: "done", step: "approve", output: null },
      { kind: "started", step: "days" },
      { kind: "seen", step: "days", progress: { items } },
    );
    // They are no days that are done.
    expect(card).toContain("0 of 1 done");
    expect(card).toContain(
      [
        "▸ 2026-11-20 · underway",
        "– 2026-11-21 · no bank day (Saturday), left out",
        "– 2026-11-26 · no bank day (Thanksgiving), left out",
      ].join("\n"),
    );
  });

  test("waiting for a person", () => {
    expect(shown(backfill, ...previewed)).toMatchInlineSnapshot(`
      "Backfill 2026-11-18..2026-11-21

      ✋ waiting for approval · press Apply to carry out this plan, Discard to drop it
      ✓ see which days are done
      ▸ wait for a person's yes
      ○ run the days, oldest first
      3 of 4 days will run, oldest first, 1 is done and skipped
      ✓ 2026-11-18 · done, skipped · 498 loans
      ○ 2026-11-19 · will run
      ○ 2026-11-20 · ended badly, goes on where it stopped
      ○ 2026-11-21 · underway already, will be waited for
      [Apply] [Discard]
      run \`backfill-loan-tracker-1\` · asked by @operator"
    `);
  });

  test("waiting for a second person", () => {
    const view = runView(backfill, ...previewed);
    const card = messageAsText(runCard(view, { ...policy, approvals: ["backfill"] }));
    expect(card).toContain("✋ waiting for approval · somebody other than @operator has to approve the plan");
    expect(card).toContain("[Approve] [Deny]");
  });

  test("underway", () => {
    expect(shown(backfill, ...underway)).toMatchInlineSnapshot(`
      "Backfill 2026-11-18..2026-11-21

      ⏳ underway · step 3 of 3: run the days, oldest first
      ✓ see which days are done
      ✓ wait for a person's yes
      ▸ run the days, oldest first · since 04:00 UTC · 1 of 4 done
      ✓ 2026-11-18 · 498 loans, done before
      ▸ 2026-11-19 · underway
      ○ 2026-11-20 · waiting
      ○ 2026-11-21 · waiting
      [Cancel]
      run \`backfill-loan-tracker-1\` · asked by @operator · applied by @operator"
    `);
  });

  test("stopped at a day that failed", () => {
    const items = [
      { name: "2026-11-19", state: "done", note: "500 loans" },
      { name: "2026-11-20", state: "failed", note: "reading the loans: the file is not there" },
    ] as const;
    expect(
      shown(
        backfill,
        ...underway,
        { kind: "seen", step: "days", progress: { items: [...items] } },
        {
          kind: "failed",
          step: "days",
          problem: {
            code: "day-stopped",
            says: "backfilling: 2026-11-20 failed, and the days after it wait: reading the loans: the file is not there",
            remedy: "put it there, then press Retry",
          },
          held: false,
          retryFrom: "days",
        },
        { kind: "finished", outcome: "failed" },
      ),
    ).toMatchInlineSnapshot(`
      "Backfill 2026-11-18..2026-11-21

      ❌ failed · step 3 of 3: run the days, oldest first · 20 s
      ✓ see which days are done
      ✓ wait for a person's yes
      ✗ run the days, oldest first
      Backfilling: 2026-11-20 failed, and the days after it wait: reading the loans: the file is not there.
      Put it there, then press Retry.
      ✓ 2026-11-18 · 498 loans, done before
      ✓ 2026-11-19 · 500 loans
      ✗ 2026-11-20 · reading the loans: the file is not there
      ○ 2026-11-21 · waiting
      [Retry]
      run \`backfill-loan-tracker-1\` · asked by @operator · applied by @operator"
    `);
  });

  test("canceled in the middle", () => {
    expect(
      shown(
        backfill,
        ...underway,
        { kind: "canceled", reason: "not now", by: "U0OPERATOR2" },
        { kind: "undone", step: "days", says: "no further day is begun" },
        { kind: "finished", outcome: "canceled" },
      ),
    ).toMatchInlineSnapshot(`
      "Backfill 2026-11-18..2026-11-21

      🚫 canceled · by @operator2
      ✓ see which days are done
      ✓ wait for a person's yes
      − run the days, oldest first · no further day is begun
      ✓ 2026-11-18 · 498 loans, done before
      ▸ 2026-11-19 · was begun
      ○ 2026-11-20 · not begun
      ○ 2026-11-21 · not begun
      The day that was underway goes on by itself; its own card tells how far it is.
      To go on with the rest: \`/loans retry backfill-loan-tracker-1\`
      run \`backfill-loan-tracker-1\` · asked by @operator · applied by @operator"
    `);
  });

  test("names no day of which there are no counts to be seen", () => {
    const left = { does: "skip", runId: null, total: null };
    const days = [
      { day: "2026-11-18", ...left, noBankDay: "Sunday" },
      { day: "2026-11-19", ...left, total: 498, withdrawn: { by: "U0OPERATOR" } },
      { day: "2026-11-20", does: "run", runId: null, total: null },
      { day: "2026-11-21", does: "run", runId: null, total: null },
    ];
    const items = days.map(({ day }) => ({ name: day, state: "done" }) as const);
    const card = (...more: readonly Told[]) =>
      shown(
        backfill,
        { kind: "done", step: "preview", output: { days } },
        { kind: "done", step: "approve", output: null },
        { kind: "done", step: "days", output: { items } },
        { kind: "finished", outcome: "succeeded" },
        ...more,
      );
    expect(card()).toContain("The counts of a day: `/loans summary 2026-11-20`");
    const withdrawal = { by: "U0OPERATOR", at: "", reason: "wrong", runId: "withdraw-1", instead: null };
    const taken = (day: string): Told => ({ kind: "withdrawn", withdrawal, day: day as Day });
    expect(card(taken("2026-11-20"))).toContain("The counts of a day: `/loans summary 2026-11-21`");
    expect(card(taken("2026-11-20"), taken("2026-11-21"))).not.toContain("The counts of a day");
  });

  test("with nothing to do", () => {
    const days = [{ day: "2026-11-18", does: "skip", runId: "batch-loan-tracker-2026-11-18-g1", total: 498 }];
    const items = [{ name: "2026-11-18", state: "done", note: "498 loans, done before" }];
    expect(
      shown(
        backfill,
        { kind: "done", step: "preview", output: { days } },
        { kind: "done", step: "approve", output: null, after: 0 },
        { kind: "done", step: "days", output: { items }, after: 0 },
        { kind: "finished", outcome: "succeeded", after: 0 },
      ),
    ).toMatchInlineSnapshot(`
      "Backfill 2026-11-18..2026-11-21

      ✅ succeeded · 4.0 s
      Steps and times
      ✓ see which days are done
      – wait for a person's yes · not asked for
      ✓ run the days, oldest first
      ✓ 2026-11-18 · 498 loans, done before
      The counts of a day: \`/loans summary 2026-11-18\`
      run \`backfill-loan-tracker-1\` · asked by @operator"
    `);
  });
});

test("a batch says when it is ready by what past ones took, before it has begun how long, and nothing once it has ended", () => {
  const usual = { ms: 14 * 60_000, of: 9 };
  const card = (...told: readonly Told[]) =>
    messageAsText(runCard({ ...runView(batch, ...told), usual }, policy));
  expect(card()).toContain("Usually takes 14 min once it has begun");
  expect(card({ kind: "started", step: "check-source", after: 0 })).toContain(
    "Ready about 04:14 UTC (usually 14 min)",
  );
  expect(
    card({ kind: "started", step: "check-source" }, { kind: "finished", outcome: "failed" }),
  ).not.toContain("usually");
});

test("a deploy and a teardown say what past ones took from the yes on, and none that goes on after a failure does", () => {
  const usual = { ms: 14 * 60_000, of: 3 };
  const card = (...of: Parameters<typeof runView>) =>
    messageAsText(runCard({ ...runView(...of), usual }, policy));
  const approved: readonly Told[] = [...done("survey", "approve"), { kind: "started", step: "pause" }];
  expect(card(deploy, ...planned())).toContain("Usually takes 14 min once it has begun");
  expect(card(deploy, ...applying)).toMatch(/^Ready about \d\d:14 UTC \(usually 14 min\)$/m);
  expect(card(teardown, ...approved)).toMatch(/^Done about \d\d:\d\d UTC \(usually 14 min\)$/m);
  expect(card(deploy, ...applying, { kind: "retried", step: "apply", attempt: 2 })).not.toContain("usually");
});

test("what a step asks for is told until the first look at it, and what it is of does not move with what is there", () => {
  const asked: readonly Told[] = [
    ...applying,
    { kind: "seen", step: "apply", progress: { text: "asked for" } },
  ];
  expect(shown(deploy, ...asked)).toContain("apply the changes · since 04:00 UTC · asked for");
  const items = [{ name: "Lake", type: "AWS::S3::Bucket", state: "done" as const }];
  const seen = shown(deploy, ...asked, { kind: "seen", step: "apply", progress: { items } });
  expect(seen).toContain("apply the changes · since 04:00 UTC · 1 of 4 done\n");
});

import { describe, expect, test } from "vitest";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
import { mentionedIn, withoutMentions } from "../../../src/bot/views/block-kit/message.ts";
import { alertMessage } from "../../../src/bot/views/notices/alert.ts";
import { callOf } from "../../../src/bot/views/notices/call.ts";
import type { Day } from "../../../src/domain/day.ts";
import type { Alert } from "../../../src/domain/messages/alert.ts";
import { troubleOf } from "../../../src/domain/runs/trouble.ts";
import { failure, retryAfter } from "../../cards/states/card-state.ts";
import type { Told } from "../../support/runs/run-views.ts";
import { done, journalOf, runView } from "../../support/runs/run-views.ts";

/** What people are called with when an attempt ends badly, and what the same message says once that is over. */

const day = "2026-11-27" as Day;
const batch = { workflow: "daily-batch", id: "batch-loan-tracker-2026-11-27-g1", day } as const;
const failed: readonly Told[] = [
  ...done("check-source", "upload-raw", "upload-script", "wake"),
  {
    ...{ kind: "failed", step: "process", held: false, retryFrom: retryAfter(batch, "process") },
    problem: {
      code: "emr-step-failed",
      says: "counting 2026-11-27: Container killed by YARN for exceeding memory limits",
      remedy: "give the cluster more memory, then press Retry",
    },
  },
  { kind: "finished", outcome: "failed" },
];

function said(
  told: readonly Told[],
  over: Partial<Omit<Alert, "trouble">> = {},
  { calls = null as string | null, attempt = 1, of = batch as Parameters<typeof runView>[0] } = {},
) {
  const trouble = troubleOf(journalOf(of, ...told), attempt);
  if (trouble === null) throw new Error("nobody is called");
  const alert: Alert = {
    trouble,
    ...{ otherwise: null, deadline: null, isLate: false, awaitedUntil: null, stoppedAt: null, ...over },
  };
  return alertMessage(alert, runView(of, ...told), calls, "Asia/Kolkata");
}

const labels = (message: ReturnType<typeof said>) =>
  message.blocks.flatMap((block) =>
    block.type === "actions"
      ? block.elements.map((one) => ("text" in one && one.text ? String(one.text.text) : ""))
      : [],
  );
const mentions = (message: ReturnType<typeof said>) =>
  JSON.stringify(message.blocks).match(/<@[A-Z0-9]+>|<!subteam\^[A-Z0-9]+>/g) ?? [];

describe("a day that failed", () => {
  const stands = { day: "2026-11-26" as Day, loans: 500 };

  test("says what is wrong, what is told meanwhile, when it is due, what happens by itself and what is kept", () => {
    const message = said(failed, { stands, deadline: "08:00" }, { calls: "S0ONCALL" });
    const text = messageAsText(message);
    for (const words of [
      "Daily loans 2026-11-27: failed",
      "not published; the newest day before it that Redshift shows is 2026-11-26: 500 loans",
      "it is due at 08:00 Asia/Kolkata",
      "Container killed by YARN for exceeding memory limits",
      "By itself: nothing more happens to it.",
      "Kept: nothing, since the file may be another one by then; an upload that is still the same is not repeated. Retry begins at the first step: find the day's file.",
      "Nobody looks after it yet.",
    ])
      expect(text).toContain(words);
    // Retry begins at the first step itself.
    expect(labels(message)).toEqual(["Retry", "Skip the day…", "I look after it"]);
  });

  test.each(["publish", "reconcile"])(
    "at %s keeps what is done, and may be begun anew all the same",
    (step) => {
      const steps = ["check-source", "upload-raw", "upload-script", "wake", "process", "audit", "compare"];
      const problem = {
        code: "statement-failed",
        says: "running a statement: refused",
        remedy: "look at it",
      };
      const before = step === "reconcile" ? [...steps, "publish"] : steps;
      const message = said(
        [...done(...before), failure(batch, step, { problem }), { kind: "finished", outcome: "failed" }],
        { stands },
      );
      const kept = messageAsText(message)
        .split("\n")
        .find((line) => line.startsWith("Kept:"));
      expect(kept).toMatch(/^Kept: find the day's file, upload the file, .*, count the loans with Spark/);
      expect(kept).toMatch(/Retry goes on at: (?!find)/);
      expect(labels(message)).toEqual(["Retry", "Retry from the start…", "Skip the day…", "I look after it"]);
    },
  );

  test("mentions one alone: the group that is configured, else whoever asked, and nobody for the schedule", () => {
    expect(mentions(said(failed, { stands }, { calls: "S0ONCALL" }))).toEqual(["<!subteam^S0ONCALL>"]);
    expect(mentions(said(failed, { stands }))).toEqual(["<@U0OPERATOR>"]);
    const byItself = { ...batch, askedBy: "loan-tracker" };
    expect(mentions(said(failed, { stands }, { of: byItself }))).toEqual([]);
  });

  test("says that it is late, and that nothing is told, where that is so", () => {
    const text = messageAsText(said(failed, { stands: null, deadline: "08:00", isLate: true }));
    expect(text).toContain("it was due at 08:00 Asia/Kolkata, and is late");
    expect(text).toContain("no number is told of it or of the two weeks before it");
  });

  test("of which a number is told already says that it stands, and is not passed over", () => {
    const message = said(failed, { stands: { day, loans: 498 } });
    expect(message.text).toContain("what was told of it before stands: 498 loans");
    expect(labels(message)).toEqual(["Retry", "I look after it"]);
  });

  test("that was passed over, and is not any more, says that a later message calls for it; it calls nobody itself", () => {
    const backSince = "2026-11-27T09:00:00.000Z";
    const message = said(failed, { stands, backSince }, { calls: "S0ONCALL" });
    expect(message.text).toContain("it was *passed over*, and is not any more since");
    expect([labels(message), mentions(message)]).toEqual([[], []]);
    const otherwise = { is: "skipped", by: "U0OPERATOR", why: "holiday", at: backSince } as const;
    expect(said(failed, { stands, backSince, otherwise }).text).toContain("*passed over* ");
  });

  test("says who looks after it, also once it has failed again, and lets somebody else take it over", () => {
    const taken: Told = { kind: "taken", by: "U0APPROVER" };
    const again: readonly Told[] = [
      { kind: "retried", step: retryAfter(batch, "process"), by: "U0OPERATOR", attempt: 2 },
      ...failed.slice(-2),
    ];
    for (const [told, attempt] of [
      [[...failed, taken], 1],
      [[...failed, taken, ...again], 2],
    ] as const) {
      const message = said(told, { stands }, { attempt });
      expect(messageAsText(message)).toMatch(/(?:<@U0APPROVER>|@approver) looks after it since/);
      expect(messageAsText(message)).not.toContain("Nobody looks after it");
      expect(labels(message)).toEqual(["Retry", "Skip the day…", "Take it over"]);
      expect(JSON.stringify(message.blocks)).toContain(
        `"action_id":"run.take","value":"${batch.id} attempt-${attempt}-of-U0APPROVER"`,
      );
    }
  });

  test("has no buttons once it is tried again, and says by whom", () => {
    const message = said(
      [...failed, { kind: "retried", step: retryAfter(batch, "process"), by: "U0APPROVER", attempt: 2 }],
      {
        stands,
      },
    );
    expect(labels(message)).toEqual([]);
    expect(message.text).toContain("*tried again*");
    expect(mentions(message)).toEqual(["<@U0APPROVER>"]);
  });

  test("says how it was solved, by whom, and has no buttons then", () => {
    const message = said(
      [
        ...failed,
        { kind: "retried", step: retryAfter(batch, "process"), by: "U0APPROVER", attempt: 2 },
        ...done("process"),
        { kind: "finished", outcome: "succeeded" },
      ],
      { stands, isLate: true, deadline: "08:00" },
    );
    expect(message.text).toContain("Daily loans 2026-11-27: solved");
    expect(message.text).toContain("<@U0APPROVER> retried it");
    expect(message.text).not.toContain("late");
    expect(labels(message)).toEqual([]);
  });

  test.each([
    [
      "told",
      {
        is: "told",
        runId: "batch-loan-tracker-2026-11-27-g2",
        loans: 498,
        by: "U0APPROVER",
        at: "2026-11-27T05:00:00.000Z",
      },
      /the run `batch-loan-tracker-2026-11-27-g2` told the day: 498 loans, asked for by <@U0APPROVER>/,
    ],
    [
      "skipped",
      { is: "skipped", by: "U0APPROVER", why: "<!channel> holiday", at: "2026-11-27T05:00:00.000Z" },
      /\*passed over\* .* by <@U0APPROVER> \(“&lt;!channel&gt; holiday”\)/,
    ],
  ] as const)("is over where the day was %s otherwise", (_, otherwise, words) => {
    const message = said(failed, { stands, otherwise });
    expect(message.text).toMatch(words);
    expect(labels(message)).toEqual([]);
  });
});

test("a day that somebody forced since is in the newer run's hands, which is named and linked, and calls for nobody here", () => {
  const overtaken = {
    ...{ runId: "batch-loan-tracker-2026-11-27-g2", cardUrl: "https://x.example/g2", by: "U0APPROVER" },
    ...{ at: "2026-11-27T05:00:00.000Z", isLive: false },
  };
  const message = said(failed, { stands: null, overtaken });
  expect(message.text).toContain("Daily loans 2026-11-27: failed");
  expect(message.text).toMatch(
    /\*overtaken\* .* by a newer run, which <@U0APPROVER> asked for: <https:\/\/x.example\/g2\|batch-loan-tracker-2026-11-27-g2>/,
  );
  expect(labels(message)).toEqual([]);
  // Taken up again itself, it tells of that.
  const retried: Told = { kind: "retried", step: retryAfter(batch, "process"), by: "U0APPROVER", attempt: 2 };
  expect(said([...failed, retried], { overtaken }).text).toContain("*tried again*");
});

test("a file that is missing is named in the heading, with until when it is looked for", () => {
  const message = said(
    [
      {
        ...{ kind: "failed", step: "check-source", held: false, retryFrom: "check-source" },
        problem: {
          code: "source-missing",
          says: "finding the file of 2026-11-27: it is not there",
          remedy: "put it there",
        },
      },
      { kind: "finished", outcome: "failed" },
    ],
    { stands: null, awaitedUntil: "2026-11-27T08:00:00.000Z" },
  );
  expect(message.text).toContain("Daily loans 2026-11-27: no file");
  expect(message.text).toContain("the file is looked for every few minutes until");
  // Its first step failed, so that both would be the same.
  expect(labels(message)).toEqual(["Retry", "Skip the day…", "I look after it"]);
});

test("a held day offers a release where somebody may vouch for what holds it", () => {
  const message = said(
    [
      ...done("check-source", "upload-raw", "upload-script", "wake", "process", "audit"),
      {
        ...{ kind: "failed", step: "compare", held: true, retryFrom: "check-source" },
        problem: {
          ...{
            code: "day-held",
            says: "2026-11-27: 10 loans, usually 486 to 521",
            remedy: "look at the file",
          },
          holds: [{ rule: "total-range", says: "10 loans, usually 486 to 521" }],
        },
      },
      { kind: "finished", outcome: "held" },
    ],
    { stands: { day: "2026-11-26" as Day, loans: 500 } },
  );
  expect(message.text).toContain("Daily loans 2026-11-27: held");
  expect(message.text).toContain(
    "not published; the newest day before it that Redshift shows is 2026-11-26: 500 loans",
  );
  expect(labels(message)).toContain("Release");
});

test("a deploy that failed offers what helps it, and speaks of no day", () => {
  const of = { workflow: "deploy-stack", id: "deploy-loan-tracker-3" } as const;
  const message = said(
    [
      ...done("clear-remains", "plan", "approve"),
      {
        ...{ kind: "failed", step: "apply", held: false, retryFrom: "clear-remains" },
        problem: {
          code: "create-failed",
          says: "creating loan-tracker: no more VPCs",
          remedy: "ask AWS for more",
        },
      },
      { kind: "finished", outcome: "failed" },
    ],
    {},
    { of },
  );
  expect(message.text).toContain("Deploy loan-tracker: failed");
  expect(message.text).not.toMatch(/Redshift|due at/);
  expect(labels(message)).toEqual(["Retry", "I look after it"]);
});

test("nobody but who is called is mentioned as it is posted; of others the name stands there in plain letters", () => {
  const whole = said([...failed, { kind: "taken", by: "U0APPROVER" }], {}, { calls: "S0ONCALL" });
  expect(mentions(whole)).toEqual(["<!subteam^S0ONCALL>", "<@U0APPROVER>"]);
  expect(mentionedIn(whole)).toEqual(["S0ONCALL", "U0APPROVER"]);
  const names = new Map([["U0APPROVER", 'A "B" <!here>']]);
  const posted = withoutMentions(whole, { called: callOf("S0ONCALL", null), names });
  expect(mentions(posted)).toEqual(["<!subteam^S0ONCALL>"]);
  expect(posted.text).toContain('@A "B" &lt;!here&gt; looks after it since');
  const plain = withoutMentions(whole, { names: new Map() });
  expect(mentions(plain)).toEqual([]);
  expect(plain.text).toContain("somebody looks after it since");
  expect(withoutMentions(plain, { names })).toBe(plain);
});

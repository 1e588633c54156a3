import { describe, expect, test } from "vitest";
import { people, userGroups } from "../../sandbox/slack/people.ts";
import type { Policy } from "../../src/domain/commands/permission.ts";
import type { Day } from "../../src/domain/day.ts";
import { total } from "../../src/domain/loans/category-counts.ts";
import type { Alert } from "../../src/domain/messages/alert.ts";
import { alertId, cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import { troubleOf } from "../../src/domain/runs/trouble.ts";
import { previewed } from "../cards/states/backfill.ts";
import {
  batchOfToday,
  failedInSpark,
  heldAsIdentical,
  looked,
  solvedByRetry,
} from "../cards/states/batch.ts";
import { expired, TODAY } from "../cards/states/card-state.ts";
import { first } from "../cards/states/deploy.ts";
import { surveyed } from "../cards/states/teardown.ts";
import { looked as withdrawalLooked } from "../cards/states/withdraw.ts";
import type { Stage } from "../support/bot/stage.ts";
import { startStage } from "../support/bot/stage.ts";
import type { Told } from "../support/runs/run-views.ts";
import { journalOf, runView, summaryOfToday } from "../support/runs/run-views.ts";

/**
 * Scenes of two people, and of a day that fails and is solved, played by the app before the stand-in of Slack and written down word
 * for word: `npx vitest run test/product/conversations.test.ts -u` writes the page, to be read as whoever was there would.
 */

const policy: Policy = {
  operators: [userGroups.operators.id],
  approvers: [people.operator2.id, people.approver.id],
  viewers: [],
  approvals: ["deploy", "teardown", "force", "release", "withdraw", "backfill"],
};

/** What was played so far, by the heading that it has on the page. */
const played = new Map<string, readonly string[]>();

/** Plays it on a stage of its own; what it answers is the first line that is written down. */
async function play(
  heading: string,
  scene: (stage: Stage) => Promise<number>,
  { calls = null }: { readonly calls?: string | null } = {},
): Promise<void> {
  const stage = await startStage(policy, { calls });
  try {
    const from = await scene(stage);
    played.set(heading, stage.lines.slice(from));
  } finally {
    await stage.stop();
  }
}

interface Scene {
  readonly title: string;
  readonly runId: string;
  readonly line: string;
  /** What the form asks that opens then. */
  readonly name?: string;
  /** What was asked for with it. */
  readonly input?: Readonly<Record<string, unknown>>;
  readonly waits: readonly Told[];
  /** Words of the plan that lapses. */
  readonly doing: string;
  readonly before?: (stage: Stage) => Promise<void>;
}

/** The day was counted and told. */
const told = async ({ runs }: Stage): Promise<void> => {
  const asker = { user: people.operator.id, channel: "C0LOANS" };
  await runs.ask({ name: "run", day: TODAY as Day, force: false }, { asker, requestKey: "before" });
  runs.finish(batchOfToday.id);
  runs.publish(summaryOfToday);
};

const scenes: readonly Scene[] = [
  {
    title: "Deploy",
    runId: "deploy-loan-tracker-1",
    line: "/loans deploy",
    waits: first,
    doing: 'deploying "loan-tracker"',
  },
  {
    title: "Tear down",
    runId: "teardown-loan-tracker-1",
    line: "/loans teardown",
    name: "loan-tracker",
    waits: surveyed,
    doing: 'tearing down "loan-tracker"',
  },
  {
    title: "Count a day once more",
    runId: `batch-loan-tracker-${TODAY}-g2`,
    line: `/loans run ${TODAY} --force "the bank sent a corrected file"`,
    input: { approval: "force", force: true, reason: "the bank sent a corrected file" },
    waits: looked,
    doing: `running ${TODAY} once more`,
    before: told,
  },
  {
    title: "Withdraw a number",
    runId: `withdraw-loan-tracker-${TODAY}-g1`,
    line: `/loans withdraw ${TODAY} "the file was another bank's"`,
    input: { reason: "the file was another bank's" },
    waits: withdrawalLooked,
    doing: `withdrawing the number of ${TODAY}`,
    before: told,
  },
  {
    title: "Several days",
    runId: "backfill-loan-tracker-1",
    line: "/loans run 2026-11-16..2026-11-20",
    waits: previewed,
    doing: "backfilling 2026-11-16..2026-11-20",
  },
];

/** Up to where it waits for a second person. */
async function begin(scene: Scene, stage: Stage): Promise<void> {
  await scene.before?.(stage);
  stage.runs.input = scene.input ?? {};
  await stage.types("operator", scene.line, scene.name);
  stage.runs.happen(scene.runId, ...scene.waits);
  await stage.card(scene.runId);
}

const RELEASE = "## Release a held day";
const FAILED_DAY = "## A day that fails and is solved";

/** The headings of a scene, in their order. */
const headingsOf = ({ title }: Scene) =>
  [`## ${title}`, `### ${title}: a no`, `### ${title}: no answer, and a retry`] as const;

describe.concurrent("two people", () => {
  test.each(scenes)("$title: a yes, by none but who may", async (scene) => {
    await play(headingsOf(scene)[0], async (stage) => {
      await begin(scene, stage);
      for (const who of ["operator", "viewer", "guest"] as const)
        await stage.presses(who, "Approve", "run.approve");
      await stage.presses("approver", "Approve", "run.approve");
      await stage.presses("operator2", "Approve", "run.approve");
      await stage.card(scene.runId);
      return 0;
    });
  });

  test.each(scenes)("$title: a no, with its reason", async (scene) => {
    await play(headingsOf(scene)[1], async (stage) => {
      await begin(scene, stage);
      const from = stage.lines.length;
      await stage.presses("approver", "Deny", "run.deny", "not today");
      await stage.card(scene.runId);
      return from;
    });
  });

  test.each(scenes)("$title: no answer, and a retry", async (scene) => {
    await play(headingsOf(scene)[2], async (stage) => {
      await begin(scene, stage);
      const from = stage.lines.length;
      stage.tell("Half an hour passes, and nobody answers.");
      const again = { doing: scene.doing, again: scene.line };
      const view = await stage.runs.view(scene.runId);
      if (view === null) throw new Error(`no run ${scene.runId}`);
      const asked = { ...view.run, day: view.run.target.day, askedBy: view.run.askedBy.user };
      stage.runs.happen(scene.runId, ...expired({ ...asked, input: view.progress.input }, again));
      await stage.card(scene.runId);
      await stage.presses("operator2", "Retry", "run.retry");
      stage.runs.happen(scene.runId, ...scene.waits.map((one) => ({ ...one, attempt: 2 })));
      await stage.card(scene.runId);
      await stage.presses("operator2", "Approve", "run.approve");
      await stage.presses("approver", "Approve", "run.approve");
      await stage.card(scene.runId);
      return from;
    });
  });

  test("a held day is released by somebody who did not ask for it", async () => {
    await play(RELEASE, async (stage) => {
      await stage.types("operator", `/loans run ${TODAY}`);
      stage.runs.happen(batchOfToday.id, ...heldAsIdentical);
      await stage.card(batchOfToday.id);
      for (const who of ["operator", "viewer", "guest"] as const)
        await stage.presses(who, "Release", "day.release");
      await stage.presses("approver", "Release", "day.release", "the bank confirmed the file");
      await stage.card(batchOfToday.id);
      return 0;
    });
  });
});

test("a day that fails and is solved: who is notified, by which message and when", async () => {
  await play(
    FAILED_DAY,
    async (stage) => {
      const { previous: dayBefore } = summaryOfToday;
      if (dayBefore === null) throw new Error("the summary compares with no day");
      const thread = (ts: string) => ({ ts, isBroadcast: true });
      const asFarAs = (told: readonly Told[]) => ({ ...runView(batchOfToday, ...told) });
      const card = (told: readonly Told[]) =>
        ({ kind: "card", id: cardId(batchOfToday.id), view: asFarAs(told) }) as const;
      let at = "";
      const alert = (told: readonly Told[]) => {
        const trouble = troubleOf(journalOf(batchOfToday, ...told), 1);
        if (trouble === null) throw new Error("nobody is called");
        const known: Alert = {
          ...{
            trouble,
            otherwise: null,
            stands: { day: dayBefore.day, loans: total(dayBefore.counts) },
            deadline: "08:00",
          },
          ...{ isLate: false, awaitedUntil: null, stoppedAt: null },
        };
        const id = alertId(batchOfToday.id, 1);
        return { kind: "alert", id, alert: known, view: asFarAs(told), thread: thread(at) } as const;
      };
      const taken: Told = { kind: "taken", by: people.operator.id, after: 120 };
      const [before, after] = [failedInSpark.length, solvedByRetry.slice(failedInSpark.length)];

      at = await stage.says(
        "The schedule begins the day: its card is posted",
        card(failedInSpark.slice(0, 3)),
      );
      await stage.says("Spark fails: the card is edited", card(failedInSpark));
      await stage.says("People are called, in the card's thread and in the channel", alert(failedInSpark));
      await stage.says(
        "@operator presses *I look after it*: the call is edited",
        alert([...failedInSpark, taken]),
      );
      await stage.says(
        "@operator presses *Retry*: the card is edited",
        card(solvedByRetry.slice(0, before + 2)),
      );
      await stage.says(
        "The call is edited, and has no buttons any more",
        alert([...failedInSpark, taken, ...after.slice(0, 2)]),
      );
      await stage.says("The day is counted: the card is edited", card(solvedByRetry));
      await stage.says("The call says how it was solved", alert([...failedInSpark, taken, ...after]));
      const since = { withdrawn: null, replaced: null, corrects: null, seen: null, urls: new Map() };
      const id = summaryId(batchOfToday.id);
      await stage.says("The summary is posted", {
        ...{ kind: "summary", id, summary: summaryOfToday, cardUrl: null, since },
      });
      stage.tell(
        "Whoever has ticked it on the Home of the app is told of the failure, or of the summary, in a direct message as well; nobody else is.",
      );
      return 0;
    },
    { calls: userGroups.operators.id },
  );
});

test("the page is what was said", async () => {
  const headings = [...scenes.flatMap(headingsOf), RELEASE, FAILED_DAY];
  const page = [
    "# Conversations",
    `What is said where two people have to agree, and over a day that fails, played by the app before the stand-in of Slack: the
page is written by \`test/product/conversations.test.ts\`. @operator and @operator2 may operate; @operator2 and @approver may approve;
@viewer is in the channel, @guest is a guest. LOANS_APPROVALS names all there is. Of cards the steps are left out here; [all that
they say](cards.md).`,
    ...headings.flatMap((heading) => [heading, ...(played.get(heading) ?? ["It was not played."])]),
  ];
  await expect(`${page.join("\n\n")}\n`).toMatchFileSnapshot("../../docs/conversations.md");
});

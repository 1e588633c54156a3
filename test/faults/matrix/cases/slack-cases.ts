import type { Outcome, SeenMessage } from "../../../../sandbox/driver/slack-door.ts";
import { hasButton } from "../../../../sandbox/driver/slack-door.ts";
import { cardId, summaryId } from "../../../../src/domain/messages/message-id.ts";
import type { FaultCase, StruckWorkflow } from "../case.ts";
import { workflowNames } from "../case.ts";
import type { Play } from "../play.ts";
import type { Stage } from "../stage.ts";
import { ANSWER_MS } from "../stage.ts";

const methods = ["chat.postMessage", "chat.update", "chat.getPermalink"] as const;

/** No answer for longer than the product waits for one. */
const HANG_MS = ANSWER_MS + 1_000;

const troubles: readonly { readonly fault: string; readonly rule: Readonly<Record<string, unknown>> }[] = [
  { fault: "Slack answers 429", rule: { status: 429, retryAfter: 0.2, times: 2 } },
  { fault: "Slack answers 500", rule: { status: 500, times: 2 } },
  { fault: "Slack takes its time", rule: { delayMs: 800, times: 1 } },
  { fault: "Slack's reply is lost after the effect", rule: { dropReply: true, times: 1 } },
  { fault: "Slack hangs after the effect", rule: { replyAfterMs: HANG_MS, times: 1 } },
  { fault: "Slack hangs and does nothing", rule: { delayMs: HANG_MS, status: 500, times: 1 } },
];

/** Each method that says something, met by each trouble. */
const calls: readonly FaultCase[] = troubles.flatMap(({ fault, rule }) =>
  workflowNames.flatMap((workflow) =>
    methods.map((method) => ({
      fault,
      name: `${workflow} ${method}`,
      workers: 1 as const,
      run: async (stage: Stage) =>
        await stage.play(workflow, {
          before: async () => {
            await stage.product.door.clearFaults();
            await stage.product.door.fault({ method, ...rule });
          },
          fired: async () => await stage.product.door.firedFaults(),
        }),
    })),
  ),
);

/** The same for the summary, which is posted when the card stands; what strikes the first post strikes the card. */
const summaryPosts: readonly FaultCase[] = troubles.map(({ fault, rule }) => ({
  fault,
  name: "daily-batch chat.postMessage of the summary",
  workers: 1,
  run: async (stage) =>
    await stage.play("daily-batch", {
      before: async () => await stage.product.door.clearFaults(),
      meanwhile: async ({ runId }: Play) => {
        await stage.product.sees(cardId(runId), { what: "the card is there", isWanted: () => true });
        await stage.product.door.fault({ method: "chat.postMessage", ...rule });
      },
      fired: async () => await stage.product.door.firedFaults(),
    }),
}));

/** Takes a message out of the channel as soon as it is there; how often Slack let it go. */
async function deletes({ product }: Stage, id: string): Promise<number> {
  await product.sees(id, { what: `${id} is there`, isWanted: () => true });
  return await product.takeAway(id);
}

/** A case in which people do something before the run is asked for, or while it goes on. */
function peopleCase(
  workflow: StruckWorkflow,
  name: string,
  how: {
    readonly when: "before" | "meanwhile";
    /** Answers how often it came to pass. */
    readonly act: (stage: Stage, play: Play) => Promise<number>;
    readonly hasNoSummary?: boolean;
    readonly afterwards?: (stage: Stage, play: Play) => Promise<void>;
  },
): FaultCase {
  const { when, act, hasNoSummary = false, afterwards = async () => {} } = how;
  return {
    fault: "people",
    name: `${workflow} ${name}`,
    workers: 1,
    run: async (stage) => {
      let times = 0;
      return await stage.play(workflow, {
        hasNoSummary,
        [when]: async (play: Play) => {
          times = await act(stage, play);
        },
        afterwards: async (play) => await afterwards(stage, play),
        fired: () => times,
      });
    },
  };
}

const dayOf = ({ runId }: Play) => /\d{4}-\d\d-\d\d/.exec(runId)?.[0] ?? "";

/** `1` when both of two people were answered. */
const bothHeard = (outcomes: readonly Outcome[]) => Number(outcomes.every(({ status }) => status === 200));

/** Somebody deletes the card while the run goes on: it is said again. */
const cardDeleted: readonly FaultCase[] = workflowNames.map((workflow) =>
  peopleCase(workflow, "the card is deleted by somebody", {
    when: "meanwhile",
    act: async (stage, { runId }) => await deletes(stage, cardId(runId)),
  }),
);

/**
 * Somebody deletes the summary: it was told once and is not told again, since who took it away had a reason; who asks is
 * told, and the day stays done.
 */
const summaryDeleted = peopleCase("daily-batch", "the summary is deleted by somebody", {
  when: "meanwhile",
  act: async (stage, { runId }) => await deletes(stage, summaryId(runId)),
  hasNoSummary: true,
  afterwards: async ({ product }, play) => {
    for (const [line, words] of [
      [`/loans summary ${dayOf(play)}`, `Daily loans ${dayOf(play)}: 500`],
      [`/loans run ${dayOf(play)}`, "is done already"],
    ] as const) {
      const said = await product.says(line);
      if (!said.includes(words)) throw new Error(`after ${line} the person reads "${said}"`);
    }
  },
});

/** Two people ask at the same moment, or the network delivers one request twice: one run, one card. */
const twice: readonly FaultCase[] = [
  peopleCase("daily-batch", "two people ask at once", {
    when: "before",
    act: async ({ product }, play) => {
      const asks = ["operator", "operator2"].map((user) =>
        product.door.say(user, `/loans run ${dayOf(play)}`),
      );
      return bothHeard(await Promise.all(asks));
    },
  }),
  ...(["daily-batch", "deploy-stack"] as const).map((workflow) =>
    peopleCase(workflow, "the same delivery twice", {
      when: "before",
      act: async ({ product }, play) => {
        await play.ask();
        return Number((await product.door.redeliver("operator")).status === 200);
      },
    }),
  ),
  peopleCase("deploy-stack", "two people press Apply at once", {
    when: "before",
    act: async ({ product }, play) => {
      await play.ask();
      const isWanted = (card: SeenMessage) => hasButton(card, "run.apply");
      const { ts } = await product.sees(cardId(play.runId), { what: "Apply can be pressed", isWanted });
      const click = { ts, action_id: "run.apply" };
      const clicks = ["operator", "operator2"].map((user) => product.door.click(user, click));
      return bothHeard(await Promise.all(clicks));
    },
  }),
];

/** Slack in trouble, and people who do what people do. */
export const slackCases: readonly FaultCase[] = [
  ...calls,
  ...summaryPosts,
  ...cardDeleted,
  summaryDeleted,
  ...twice,
];

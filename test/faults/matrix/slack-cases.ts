import type { SeenMessage } from "../../../sandbox/driver/slack-door.ts";
import { hasButton } from "../../../sandbox/driver/slack-door.ts";
import type { FaultCase } from "./case.ts";
import { workflowNames } from "./case.ts";
import type { Play } from "./play.ts";
import type { Stage } from "./stage.ts";
import { ANSWER_MS } from "./stage.ts";

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
        await stage.product.sees(`card-${runId}`, { what: "the card is there", isWanted: () => true });
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

/** Somebody deletes the card while the run goes on: it is said again. */
const cardDeleted: readonly FaultCase[] = workflowNames.map((workflow) => ({
  fault: "people",
  name: `${workflow} the card is deleted by somebody`,
  workers: 1,
  run: async (stage) => {
    let deleted = 0;
    return await stage.play(workflow, {
      meanwhile: async ({ runId }: Play) => {
        deleted = await deletes(stage, `card-${runId}`);
      },
      fired: () => deleted,
    });
  },
}));

/**
 * Somebody deletes the summary: it was told once and is not told again, since who took it away had a reason; who asks is
 * told, and the day stays done.
 */
const summaryDeleted: FaultCase = {
  fault: "people",
  name: "daily-batch the summary is deleted by somebody",
  workers: 1,
  run: async (stage) => {
    let deleted = 0;
    return await stage.play("daily-batch", {
      hasNoSummary: true,
      meanwhile: async ({ runId }: Play) => {
        deleted = await deletes(stage, `summary-${runId}`);
      },
      afterwards: async ({ runId }) => {
        const day = /\d{4}-\d\d-\d\d/.exec(runId)?.[0] ?? "";
        for (const [line, words] of [
          [`/loans summary ${day}`, "500 loans"],
          [`/loans run ${day}`, "is done already"],
        ] as const) {
          const said = await stage.product.says(line);
          if (!said.includes(words)) throw new Error(`after ${line} the person reads "${said}"`);
        }
      },
      fired: () => deleted,
    });
  },
};

/** Two people ask at the same moment, or the network delivers one request twice: one run, one card. */
const twice: readonly FaultCase[] = [
  {
    fault: "people",
    name: "daily-batch two people ask at once",
    workers: 1,
    run: async (stage) => {
      let heard = 0;
      return await stage.play("daily-batch", {
        before: async ({ runId }) => {
          const day = /\d{4}-\d\d-\d\d/.exec(runId)?.[0] ?? "";
          const asked = await Promise.all(
            ["operator", "operator2"].map((user) => stage.product.door.say(user, `/loans run ${day}`)),
          );
          heard = asked.filter(({ status }) => status === 200).length;
        },
        fired: () => (heard === 2 ? 1 : 0),
      });
    },
  },
  ...(["daily-batch", "deploy-stack"] as const).map(
    (workflow): FaultCase => ({
      fault: "people",
      name: `${workflow} the same delivery twice`,
      workers: 1,
      run: async (stage) => {
        let again = 0;
        return await stage.play(workflow, {
          before: async (play) => {
            await play.ask();
            again = (await stage.product.door.redeliver("operator")).status === 200 ? 1 : 0;
          },
          fired: () => again,
        });
      },
    }),
  ),
  {
    fault: "people",
    name: "deploy-stack two people press Apply at once",
    workers: 1,
    run: async (stage) => {
      let pressed = 0;
      return await stage.play("deploy-stack", {
        before: async (play) => {
          const { product } = stage;
          await play.ask();
          const isWanted = (card: SeenMessage) => hasButton(card, "run.apply");
          const { ts } = await product.sees(`card-${play.runId}`, { what: "Apply can be pressed", isWanted });
          const clicks = await Promise.all(
            ["operator", "operator2"].map((user) => product.door.click(user, { ts, action_id: "run.apply" })),
          );
          pressed = clicks.filter(({ status }) => status === 200).length;
        },
        fired: () => (pressed === 2 ? 1 : 0),
      });
    },
  },
];

/** Slack in trouble, and people who do what people do. */
export const slackCases: readonly FaultCase[] = [
  ...calls,
  ...summaryPosts,
  ...cardDeleted,
  summaryDeleted,
  ...twice,
];

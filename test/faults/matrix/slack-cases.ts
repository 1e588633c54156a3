import { until } from "../../../sandbox/driver/until.ts";
import { messageAsText } from "../../../sandbox/slack/read-message.ts";
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
            await clearFaults(stage);
            await stage.product.door.fault({ method, ...rule });
          },
          fired: async () => await firedFaults(stage),
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
      before: async () => await clearFaults(stage),
      meanwhile: async ({ runId }: Play) => {
        await until(
          "the card is there",
          async () => (await stage.product.message(`card-${runId}`)) !== undefined,
        );
        await stage.product.door.fault({ method: "chat.postMessage", ...rule });
      },
      fired: async () => await firedFaults(stage),
    }),
}));

/** Takes a message out of the channel, as an administrator may; whether Slack did. */
async function deletes({ product }: Stage, id: string): Promise<boolean> {
  await until(`${id} is there`, async () => (await product.message(id)) !== undefined);
  const message = await product.message(id);
  const answer = await fetch(`${product.sandbox.env["SLACK_API_URL"]}chat.delete`, {
    method: "POST",
    headers: { authorization: "Bearer xoxb-sandbox", "content-type": "application/json" },
    body: JSON.stringify({ channel: product.sandbox.env["LOANS_CHANNEL"], ts: message?.ts }),
  });
  return ((await answer.json()) as { readonly ok: boolean }).ok;
}

/** Somebody deletes the card while the run goes on: it is said again. */
const cardDeleted: readonly FaultCase[] = workflowNames.map((workflow) => ({
  fault: "people",
  name: `${workflow} the card is deleted by somebody`,
  workers: 1,
  run: async (stage) => {
    let isDeleted = false;
    return await stage.play(workflow, {
      meanwhile: async ({ runId }: Play) => {
        isDeleted = await deletes(stage, `card-${runId}`);
      },
      fired: () => (isDeleted ? 1 : 0),
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
    let isDeleted = false;
    return await stage.play("daily-batch", {
      hasNoSummary: true,
      meanwhile: async ({ runId }: Play) => {
        isDeleted = await deletes(stage, `summary-${runId}`);
      },
      afterwards: async ({ runId }) => {
        const day = /\d{4}-\d\d-\d\d/.exec(runId)?.[0] ?? "";
        for (const [line, words] of [
          [`/loans summary ${day}`, "500 loans"],
          [`/loans run ${day}`, "is done already"],
        ] as const) {
          const { replies } = await stage.product.door.say("operator", line);
          const said = replies.map((reply) => messageAsText(reply)).join("\n");
          if (!said.includes(words)) throw new Error(`after ${line} the person reads "${said}"`);
        }
      },
      fired: () => (isDeleted ? 1 : 0),
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
            again = await redeliver(stage);
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
          const { door } = stage.product;
          await play.ask();
          await until("Apply can be pressed", async () =>
            (await stage.product.textOf(`card-${play.runId}`)).includes("[Apply]"),
          );
          const ts = (await stage.product.message(`card-${play.runId}`))?.ts ?? "";
          const clicks = await Promise.all(
            ["operator", "operator2"].map((user) => door.click(user, { ts, action_id: "run.apply" })),
          );
          pressed = clicks.filter(({ status }) => status === 200).length;
        },
        fired: () => (pressed === 2 ? 1 : 0),
      });
    },
  },
];

async function redeliver(stage: Stage): Promise<number> {
  const answer = await fetch(`${stage.product.sandbox.urls.slack}/sandbox/redeliver`, {
    method: "POST",
    body: JSON.stringify({ user: "operator" }),
  });
  return answer.ok ? 1 : 0;
}

async function clearFaults(stage: Stage): Promise<void> {
  await fetch(`${stage.product.sandbox.urls.slack}/sandbox/faults`, { method: "DELETE" });
}

async function firedFaults(stage: Stage): Promise<number> {
  const answer = await fetch(`${stage.product.sandbox.urls.slack}/sandbox/faults`);
  const faults = (await answer.json()) as readonly { readonly fired: number }[];
  return faults.reduce((sum, { fired }) => sum + fired, 0);
}

/** Slack in trouble, and people who do what people do. */
export const slackCases: readonly FaultCase[] = [
  ...calls,
  ...summaryPosts,
  ...cardDeleted,
  summaryDeleted,
  ...twice,
];

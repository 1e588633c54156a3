import { until } from "../../support/until.ts";
import type { FaultCase } from "./case.ts";
import type { Play } from "./play.ts";
import type { Stage } from "./stage.ts";

const methods = ["chat.postMessage", "chat.update", "chat.getPermalink"] as const;

const troubles: readonly { readonly fault: string; readonly rule: Readonly<Record<string, unknown>> }[] = [
  { fault: "Slack answers 429", rule: { status: 429, retryAfter: 0.2, times: 2 } },
  { fault: "Slack answers 500", rule: { status: 500, times: 2 } },
  { fault: "Slack takes its time", rule: { delayMs: 800, times: 1 } },
  { fault: "Slack's reply is lost after the effect", rule: { dropReply: true, times: 1 } },
];

/** Each method that says something, met by each trouble. */
const calls: readonly FaultCase[] = troubles.flatMap(({ fault, rule }) =>
  methods.map((method) => ({
    fault,
    name: `daily-batch ${method}`,
    workers: 1 as const,
    run: async (stage: Stage) =>
      await stage.play("daily-batch", {
        before: async () => {
          await clearFaults(stage);
          await stage.product.door.fault({ method, ...rule });
        },
        fired: async () => await firedFaults(stage),
      }),
  })),
);

/** Somebody deletes the card while the run goes on: it is said again. */
const deleted: FaultCase = {
  fault: "people",
  name: "daily-batch the card is deleted by somebody",
  workers: 1,
  run: async (stage) => {
    let isDeleted = false;
    return await stage.play("daily-batch", {
      meanwhile: async ({ runId }: Play) => {
        const { product } = stage;
        await until("the card is there", async () => (await product.message(`card-${runId}`)) !== undefined);
        const card = await product.message(`card-${runId}`);
        const answer = await fetch(`${product.sandbox.env["SLACK_API_URL"]}chat.delete`, {
          method: "POST",
          headers: { authorization: "Bearer xoxb-sandbox", "content-type": "application/json" },
          body: JSON.stringify({ channel: product.sandbox.env["LOANS_CHANNEL"], ts: card?.ts }),
        });
        isDeleted = ((await answer.json()) as { readonly ok: boolean }).ok;
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
  {
    fault: "people",
    name: "daily-batch the same delivery twice",
    workers: 1,
    run: async (stage) => {
      let again = 0;
      return await stage.play("daily-batch", {
        before: async (play) => {
          await play.ask();
          again = await redeliver(stage);
        },
        fired: () => again,
      });
    },
  },
  {
    fault: "people",
    name: "deploy-stack the same delivery twice",
    workers: 1,
    run: async (stage) => {
      let again = 0;
      return await stage.play("deploy-stack", {
        before: async (play) => {
          await play.ask();
          again = await redeliver(stage);
        },
        fired: () => again,
      });
    },
  },
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
export const slackCases: readonly FaultCase[] = [...calls, deleted, ...twice];

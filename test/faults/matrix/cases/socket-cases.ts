import { openControlDoor } from "../../../../sandbox/driver/control-door.ts";
import { until } from "../../../../sandbox/driver/until.ts";
import type { FaultCase, StruckWorkflow } from "../case.ts";
import { workflowNames } from "../case.ts";
import type { Play } from "../play.ts";
import type { Injection, Stage } from "../stage.ts";

/** What happens to the app's connections to Slack, and what with them to a request and to a run. */

const doorOf = ({ product }: Stage) => openControlDoor(product.sandbox.urls.slack);
const countsIn = async (stage: Stage) =>
  (await doorOf(stage).get("sockets")) as {
    readonly open: number;
    readonly twice: number;
    readonly cuts: number;
  };

/** Between two strokes of those that go on all along. */
const EVERY_MS = 300;
/** More requests than anybody makes in a case. */
const MANY = 50;
/** The command, and what the person does about its silence. */
const CUTS = 2;
/** Longer than a person waits until they ask again. */
const AWAY_MS = 2_000;
/** So long a request may take until it lies with a process that stands still. */
const ARRIVES_MS = 200;

/** Both connections are there: a case begins with what a quiet hour has. */
async function isWhole(stage: Stage): Promise<void> {
  await stage.product.door.clearFaults();
  await until("both connections are open", async () => (await countsIn(stage)).open === 2, {
    withinMs: 20_000,
  });
}

function socketCase(fault: string, workflow: StruckWorkflow, inject: (stage: Stage) => Injection): FaultCase {
  return {
    fault: `Slack's connections: ${fault}`,
    name: workflow,
    workers: 1,
    hasSockets: true,
    run: async (stage) => {
      await isWhole(stage);
      return await stage.play(workflow, inject(stage));
    },
  };
}

/** Does it again and again until the run has ended, and counts. */
function allAlong(stage: Stage, act: () => Promise<unknown>): Injection {
  let times = 0;
  return {
    meanwhile: async ({ runId }: Play) => {
      const hasEnded = async () =>
        (await stage.product.journal(runId)).some(({ kind }) => kind === "finished");
      while (!(await hasEnded())) {
        await act();
        times += 1;
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      }
    },
    fired: () => times,
  };
}

const all = (fault: string, inject: Parameters<typeof socketCase>[2]) =>
  workflowNames.map((workflow) => socketCase(fault, workflow, inject));

const cut = all("cut all along", (stage) =>
  allAlong(stage, async () => await doorOf(stage).post("sockets/cut", {})),
);

const renewed = all("renewed all along", (stage) =>
  allAlong(
    stage,
    async () => await doorOf(stage).post("sockets/farewell", { reason: "refresh_requested", which: "all" }),
  ),
);

const doubled = all("each request comes over both", (stage) => ({
  before: async () => await doorOf(stage).post("sockets/twice", { requests: MANY }),
  fired: async () => MANY - (await countsIn(stage)).twice,
}));

/** The person sees that nothing came of it and asks once more. */
const broken = (["before", "after"] as const).flatMap((when) =>
  all(when === "before" ? "cut as a request is sent" : "cut as a request is answered", (stage) => ({
    before: async () => await doorOf(stage).post("sockets/cut-at", { requests: CUTS, when }),
    fired: async () => CUTS - (await countsIn(stage)).cuts,
  })),
);

/** No connection can be opened while somebody asks for the run. */
const away = all("Slack away while somebody asks", (stage) => {
  let refused = 0;
  return {
    before: async () => {
      await stage.product.door.fault({ method: "apps.connections.open", status: 503, times: 1_000_000 });
      await doorOf(stage).post("sockets/cut", {});
    },
    meanwhile: async () => {
      await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
      refused = await stage.product.door.firedFaults();
      await stage.product.door.clearFaults();
    },
    fired: () => refused,
  };
});

/** The command was heard, and the connections break before the channel has its first message. */
const unspoken = all("cut between a command and its first message", (stage) => ({
  before: async () => await stage.product.door.fault({ method: "chat.postMessage", delayMs: 800, times: 1 }),
  meanwhile: async () => {
    await until("the first message is on its way", async () => (await stage.product.door.firedFaults()) > 0);
    await doorOf(stage).post("sockets/cut", {});
  },
  fired: async () => await stage.product.door.firedFaults(),
}));

/** The app stands still when the request arrives, and is killed with it unanswered: Slack sends an event again, a person asks again. */
const killed = (["command", "mention"] as const).flatMap((how) =>
  (["daily-batch", "deploy-stack"] as const).map((workflow) =>
    socketCase(`the app killed with a ${how} unanswered`, workflow, (stage) => {
      const { product } = stage;
      let before: number | null = null; // null: it was not killed yet
      return {
        before: async ({ runId }) => {
          before = product.sandbox.signal("app", "SIGSTOP");
          const line = workflow === "deploy-stack" ? "deploy" : `run ${/\d{4}-\d\d-\d\d/.exec(runId)?.[0]}`;
          const asked = product.door.say("operator", how === "command" ? `/loans ${line}` : `@loans ${line}`);
          await new Promise((resolve) => setTimeout(resolve, ARRIVES_MS));
          product.sandbox.signal("app", "SIGKILL");
          await asked;
        },
        fired: () => (before !== null && product.sandbox.pid("app") !== before ? 1 : 0),
      };
    }),
  ),
);

/** Socket Mode, with everything that its connections may do. */
export const socketCases: readonly FaultCase[] = [
  ...cut,
  ...renewed,
  ...doubled,
  ...broken,
  ...away,
  ...unspoken,
  ...killed,
];

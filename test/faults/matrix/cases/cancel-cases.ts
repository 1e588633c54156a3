import { AwsConsole } from "../../../../sandbox/driver/aws-console.ts";
import { until } from "../../../../sandbox/driver/until.ts";
import { cardId } from "../../../../src/domain/messages/message-id.ts";
import type { AnyStepName } from "../../../../src/domain/workflows/index.ts";
import type { FaultCase, Place } from "../case.ts";
import { placesOf, workflowNames } from "../case.ts";
import type { Play } from "../play.ts";
import { accompany } from "../play.ts";
import type { Stage } from "../stage.ts";
import { SPEED } from "../stage.ts";
import { sentenceOf, wrongEffects } from "../wrong.ts";

/** So slow is AWS until the person has spoken, by the step that is to wait meanwhile. */
const speedOf: Readonly<Record<string, number>> = {
  apply: 60,
  "prepare-warehouse": 1,
  // One statement each, and short ones.
  look: 1,
  unpublish: 1,
  check: 1,
  "delete-stack": 60,
} satisfies Partial<Record<AnyStepName, number>>;
const SLOW = 10;

/** Where all that comes before is not to be slow, too: the step after which AWS becomes so. */
const slowAfter: Readonly<Record<string, string>> = {
  "prepare-warehouse": "protect",
  summarize: "reconcile",
} satisfies Partial<Record<AnyStepName, AnyStepName>>;

/** The summary waits for Slack alone, and no longer than the product waits for an answer. */
const SUMMARY_MS = 1_000;

/** Time enough to tell AWS. */
const HOLD_MS = 500;

/** Steps at which the word comes too late: the run goes on to its end, and the person hears why. */
const tooLate: readonly string[] = [
  "summarize",
  "stop-cluster",
  "delete-stack",
  "unpublish",
  "check",
] satisfies AnyStepName[];

/** The step whose effect a cancel at this one takes back or stops; none where there is nothing to stop. */
const stopped: Readonly<Record<string, string>> = {
  process: "process",
  compare: "compare",
  publish: "publish",
  reconcile: "reconcile",
  plan: "plan",
  approve: "plan",
  apply: "apply",
  "prepare-warehouse": "prepare-warehouse",
} satisfies Partial<Record<AnyStepName, AnyStepName>>;

/** The calls with which that is taken back or stopped, `service operation`, by the place at which a person cancels. */
const callOf: Readonly<Record<string, string>> = {
  "daily-batch process": "emr CancelSteps",
  "daily-batch compare": "redshift-data CancelStatement",
  "daily-batch publish": "redshift-data CancelStatement",
  "daily-batch reconcile": "redshift-data CancelStatement",
  "deploy-stack approve": "cloudformation DeleteChangeSet",
  "deploy-stack apply": "cloudformation DeleteStack",
  "deploy-stack prepare-warehouse": "redshift-data CancelStatement",
};

/** What such a call meets. */
const troubles: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "connection reset after the effect": { kind: "drop-after", times: 1 },
  "connection reset after the effect, 4 times": { kind: "drop-after", times: 4 },
  "500 before the effect, 4 times": { kind: "error500", times: 4 },
  "500 after the effect, 4 times": { kind: "error500-after", times: 4 },
  "throttled 6 times": { kind: "throttle", times: 6 },
  "a hang after the effect": { kind: "hang-after", times: 1 },
};

/** What strikes while a run is being canceled, and how often it did. */
interface Interference {
  readonly strike: () => Promise<void> | void;
  readonly fired: () => Promise<number> | number;
  /** It is laid out once the person has spoken, not before. */
  readonly isAfterWord?: boolean;
}

const nothing: Interference = { strike: () => {}, fired: () => 1 };

const CASE_MS = 40_000;

/** So many runs pass a place before the case fails: a wait may be over before the person has spoken. */
const RUNS = 5;

/**
 * Where a run waits. The time to stop a teardown is over at this speed before anybody has typed a word: that it can be stopped is
 * held by `test/product/cancel-underway.test.ts`.
 */
const waits = [...workflowNames, "backfill" as const]
  .flatMap(placesOf)
  .filter(({ step, point }) => point === "parked" && step !== "pause");

/** A person cancels a run that waits; what comes of it is told, nothing of it is left underway, and the next one works. */
const canceled: readonly FaultCase[] = waits.map((place) => ({
  fault: "canceled while it waits",
  name: `${place.workflow} ${place.step}`,
  workers: 1,
  run: async (stage) => await cancels(stage, place, nothing),
}));

/** The same, and the process that takes back or stops is killed at it. */
const canceledAndKilled: readonly FaultCase[] = waits
  .filter(({ workflow, step }) => workflow !== "backfill" && step in stopped)
  .flatMap((place) =>
    (["after-effect", "after-journal"] as const).map((point) => ({
      fault: "canceled while it waits, SIGKILL meanwhile",
      name: `${place.workflow} ${place.step} ${point}`,
      workers: 1 as const,
      run: async (stage: Stage) => await cancels(stage, place, killed(stage, place, point)),
    })),
  );

function killed({ product }: Stage, { step }: Place, point: "after-effect" | "after-journal"): Interference {
  return {
    strike: () => product.signalAt({ point, step: stopped[step] ?? step, signal: "SIGKILL" }),
    fired: () => (product.signalWasSent() ? 1 : 0),
    // Each resource that comes up is written down: struck before the word, the process would be dead when it comes.
    isAfterWord: step === "apply" && point === "after-journal",
  };
}

/** The same, and the call that takes back or stops is lost, refused or not answered. */
const canceledInTrouble: readonly FaultCase[] = waits.flatMap((place) => {
  const call = callOf[`${place.workflow} ${place.step}`];
  if (call === undefined) return [];
  const [service = "", operation = ""] = call.split(" ");
  return Object.entries(troubles).map(
    ([trouble, rule]): FaultCase => ({
      fault: "canceled while it waits, with trouble in AWS",
      name: `${place.workflow} ${place.step}, ${call}: ${trouble}`,
      workers: 1,
      run: async (stage) =>
        await cancels(stage, place, {
          strike: async () => await stage.product.awsFault({ service, operation, ...rule }),
          fired: async () => await stage.product.firedFaults(),
        }),
    }),
  );
});

async function cancels(stage: Stage, place: Place, interference: Interference): Promise<number> {
  for (let run = 1; run <= RUNS; run += 1) {
    const fired = await cancelsOnce(stage, place, interference);
    if (fired > 0) return fired;
  }
  throw new Error(`nobody could cancel it while it waited, in ${RUNS} runs`);
}

/** How often what was to strike did; 0 too when the person's word came too late for that. */
async function cancelsOnce(
  stage: Stage,
  place: Place,
  { strike, fired, isAfterWord = false }: Interference,
): Promise<number> {
  const { workflow, step } = place;
  const { product } = stage;
  await product.clearAwsFaults();
  const play = await stage.prepare(workflow);
  const { length } = await product.effects();
  const before = slowAfter[step];
  if (before !== undefined) {
    product.strikeAt({ step: before, point: "after-journal", does: "tell", holdMs: HOLD_MS });
    await goesTo(stage, play, before);
  }
  if (step === "summarize") {
    await product.door.fault({ method: "chat.postMessage", delayMs: SUMMARY_MS, times: 1 });
  }
  await product.awsSpeed(speedOf[step] ?? SLOW);
  product.strikeAt({ ...place, does: "tell", holdMs: 0 });
  await goesTo(stage, play, step);
  if (!isAfterWord) await strike();
  const told = await speaks(stage, play.runId);
  if (isAfterWord) await strike();
  const heard = await product.journal(play.runId);
  const isDone = heard.some((entry) => entry.kind === "done" && entry.step === step);
  const isCanceled = heard.some(({ kind }) => kind === "canceled");
  await product.awsSpeed(SPEED);

  await until(
    `${play.runId} has ended`,
    async () => (await product.journal(play.runId).catch(() => [])).at(-1)?.kind === "finished",
    { withinMs: CASE_MS },
  );
  const end = (await product.journal(play.runId)).at(-1);
  const outcome = end?.kind === "finished" ? end.outcome : "";
  if (outcome !== (isCanceled ? "canceled" : "succeeded")) {
    throw new Error(
      `it ended as ${outcome}, and the person ${isCanceled ? "had canceled it" : "was refused"}`,
    );
  }
  await until("its card says so", async () => (await product.textOf(cardId(play.runId))).includes(outcome), {
    withinMs: CASE_MS,
  });
  if (!isCanceled && told === "") throw new Error("the person was refused, and heard nothing of it");
  await stage.isSettled();
  const moving = await new AwsConsole(product.sandbox.urls.aws).underway();
  if (moving.length > 0) throw new Error(`still underway: ${moving.join(", ")}`);
  await goesOnAfter(stage, play, isCanceled);
  const effects = wrongEffects(play, (await product.effects()).slice(length), { hasUndone: true });
  // What a cancel leaves undone is missing, and what takes it back is nobody's.
  const wrong = [...effects.filter(({ is }) => is === "twice"), ...(await stage.wrongMessages(play))];
  if (wrong.length > 0) throw new Error(sentenceOf(wrong));
  return !isDone && isCanceled !== tooLate.includes(step) ? await fired() : 0;
}

/** Asks for the run and lets it go until it waits at the step. */
async function goesTo({ product }: Stage, { ask, runId }: Play, step: string): Promise<void> {
  if ((await product.journal(runId)).length === 0) await ask();
  let pressedAt = 0;
  await until(
    `${runId} waits at ${step}, or has gone past it`,
    async () => {
      if (product.signalWasSent()) return true;
      const last = (await product.journal(runId)).at(-1);
      if (last?.kind === "finished") return true;
      const isAsked = last?.kind === "started" && last.step === "approve" && step !== "approve";
      if (!isAsked || performance.now() - pressedAt < 700) return false;
      const card = await product.message(cardId(runId));
      if (!card) return false;
      pressedAt = performance.now();
      // Not waited for: the door listens two seconds for what is answered, and the run would be past the step. An error: not shown yet.
      void product.door.click("operator", { ts: card.ts, action_id: "run.apply" }).catch(() => {});
      return false;
    },
    { withinMs: CASE_MS },
  );
}

/** Types the cancel, and presses the card's button where that is asked for; gives what was answered to the typed word. */
async function speaks({ product }: Stage, runId: string): Promise<string> {
  const told = await product.says(`/loans cancel ${runId}`);
  const hears = async () => (await product.journal(runId)).some(({ kind }) => kind === "canceled");
  if (await hears()) return told;
  const card = await product.message(cardId(runId));
  // A run that cannot be canceled any more has no such button.
  if (card) await product.door.click("operator", { ts: card.ts, action_id: "run.cancel" }).catch(() => {});
  return told;
}

/** A batch or a backfill is taken up again; a deploy or teardown is asked for anew. */
async function goesOnAfter(stage: Stage, play: Play, isCanceled: boolean): Promise<void> {
  const { product } = stage;
  switch (play.workflow) {
    case "deploy-stack":
      stage.stands(false);
      return await stage.playQuietly("deploy-stack");
    case "teardown-stack":
      stage.stands(isCanceled);
      return isCanceled ? await stage.playQuietly("teardown-stack") : undefined;
    default:
      if (isCanceled) await product.door.say("operator", `/loans retry ${play.runId}`);
      await accompany(product, play, { retries: isCanceled ? 1 : 0, withinMs: CASE_MS });
  }
}

/** People who change their mind. */
export const cancelCases: readonly FaultCase[] = [...canceled, ...canceledAndKilled, ...canceledInTrouble];

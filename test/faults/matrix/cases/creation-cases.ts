import { AwsConsole } from "../../../../sandbox/driver/aws-console.ts";
import { until } from "../../../../sandbox/driver/until.ts";
import { cardId } from "../../../../src/domain/messages/message-id.ts";
import type { AnyStepName } from "../../../../src/domain/workflows/index.ts";
import type { FaultCase } from "../case.ts";
import type { Play } from "../play.ts";
import { accompany, BUCKET } from "../play.ts";
import type { Stage } from "../stage.ts";
import { SPEED } from "../stage.ts";

const CASE_MS = 40_000;

/** The warehouse, when EMR has had machines for a while by the modeled time of AWS. */
const lateRefusal = {
  ...{ service: "cloudformation", operation: "RedshiftCluster", kind: "fail-resource", times: 1 },
  delayMs: 500_000,
};

/** Steps at which the worker is killed while it mends, after an effect; `null`: at none. */
const kills = (...steps: readonly AnyStepName[]) => [null, ...steps];
const killedWords = (step: string | null) => (step === null ? "" : `, SIGKILL at ${step}`);

function killAt({ product }: Stage, step: string | null): void {
  if (step !== null) product.signalAt({ point: "after-effect", step, signal: "SIGKILL" });
}

/** The first creation fails with EMR's logs in its bucket, and so does its rollback; Retry makes the stack. */
const mended: readonly FaultCase[] = kills("clear-remains").map((step) => ({
  fault: "a creation fails with logs in its bucket",
  name: `deploy-stack then Retry${killedWords(step)}`,
  workers: 1,
  run: async (stage) =>
    await stage.play("deploy-stack", {
      before: async () => {
        await stage.product.awsFault(lateRefusal);
        killAt(stage, step);
      },
      fired: async () => await stage.product.firedFaults(),
      retries: 1,
    }),
}));

/** The same is torn down. */
const tornDown: readonly FaultCase[] = kills("empty-lake", "delete-stack").map((step) => ({
  fault: "a creation fails with logs in its bucket",
  name: `teardown-stack of what is left${killedWords(step)}`,
  workers: 1,
  run: async (stage: Stage) => {
    const { product } = stage;
    await product.clearAwsFaults();
    const deploy = await stage.prepare("deploy-stack");
    await product.awsFault(lateRefusal);
    await fails(stage, deploy);
    // Something is there, though not what a deploy wants.
    stage.stands(true);
    const teardown = await stage.prepare("teardown-stack");
    killAt(stage, step);
    await accompany(product, teardown, { retries: 0, withinMs: CASE_MS });
    stage.stands(false);
    await nothingIsLeft(stage);
    return await product.firedFaults();
  },
}));

/** A creation is canceled once EMR has logged; the stack goes, and so does its bucket. */
const canceled: readonly FaultCase[] = kills("apply").map((step) => ({
  fault: "a creation is canceled with logs in its bucket",
  name: `deploy-stack${killedWords(step)}`,
  workers: 1,
  run: async (stage: Stage) => {
    const { product } = stage;
    await product.clearAwsFaults();
    const play = await stage.prepare("deploy-stack");
    // It comes to nothing before the person speaks, so that the creation is still going on then.
    await product.awsFault({ ...lateRefusal, delayMs: 30_000_000 });
    await play.ask();
    await product.pressWhenShown(cardId(play.runId), "run.apply");
    const aws = new AwsConsole(product.sandbox.urls.aws);
    await until("EMR has logged", async () => (await aws.keys(BUCKET)).length > 0, { withinMs: CASE_MS });
    killAt(stage, step);
    await product.press(cardId(play.runId), "run.cancel");
    await ended(stage, play, "canceled");
    stage.stands(false);
    await nothingIsLeft(stage);
    await product.clearAwsFaults();
    await product.awsSpeed(SPEED);
    await stage.playQuietly("deploy-stack");
    return 1;
  },
}));

async function fails(stage: Stage, play: Play): Promise<void> {
  await play.ask();
  await stage.product.pressWhenShown(cardId(play.runId), "run.apply");
  await ended(stage, play, "failed");
}

async function ended({ product }: Stage, { runId }: Play, outcome: string): Promise<void> {
  const last = async () => (await product.journal(runId).catch(() => [])).at(-1);
  await until(`${runId} has ended`, async () => (await last())?.kind === "finished", { withinMs: CASE_MS });
  const end = await last();
  if (end?.kind !== "finished" || end.outcome !== outcome) throw new Error(`it did not end as ${outcome}`);
}

async function nothingIsLeft({ product }: Stage): Promise<void> {
  const left = await product.leftovers();
  const states = await new AwsConsole(product.sandbox.urls.aws).stackStates();
  if (left.length + states.length > 0) throw new Error(`left: ${JSON.stringify([left, states])}`);
}

/** First creations that do not come to their end. */
export const creationCases: readonly FaultCase[] = [...mended, ...tornDown, ...canceled];

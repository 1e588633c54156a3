import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { writeClock } from "../../sandbox/clock/clock-file.ts";
import { until } from "../../sandbox/driver/until.ts";
import { projectDirectory } from "../../sandbox/setup/tools.ts";
import { dayIn } from "../../src/domain/day.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** The app's clock is seven minutes ahead of those of AWS and Slack, as of a machine that nobody keeps in time (aws-sdk-js-v3#2208). */

const home = mkdtempSync(join(tmpdir(), "wrong-clock-"));
const clock = join(home, "clock.json");
const sets = (minutes: number) => writeClock(clock, { aheadMs: minutes * 60_000, factor: 1, since: 0 });
let product: Product;

async function starts(options: { readonly hasSockets: boolean }): Promise<void> {
  sets(7);
  product = await startProduct(
    { SANDBOX_CLOCK: clock },
    {
      ...options,
      entry: join(projectDirectory, "test", "support", "app-with-own-clock.ts"),
      replaySpark: await recordedSpark(),
    },
  );
}

const readiness = async () => {
  const answer = await fetch(`${product.sandbox.urls.app}/readyz`);
  return { status: answer.status, text: await answer.text() };
};

afterEach(async () => await product?.stop());
afterAll(() => rmSync(home, { recursive: true, force: true }));

test("a day is counted all the same, each effect once, and why is told until the clock is set", async () => {
  await starts({ hasSockets: true });
  await product.deploy();
  await until("the clock is told of", async () => (await readiness()).text.includes("clock"));
  expect(await readiness()).toEqual({
    status: 200,
    text: expect.stringMatching(
      /clock: the clock of this machine is (6 min 59 s|7 min|7 min 1 s) ahead of that of (AWS and Slack|Slack and AWS); set it, /,
    ),
  });
  const day = dayIn("UTC", new Date(Date.now() + 7 * 60_000));
  await product.says(`/loans run ${day}`);
  const card = cardId(`batch-loan-tracker-${day}-g1`);
  await product.shows(card, "succeeded");
  // Copied, counted, brought: the three steps of the one attempt.
  const added = (await product.effects()).filter(({ operation }) => operation === "AddJobFlowSteps");
  expect([added.length, new Set(added.map(({ name }) => name)).size]).toEqual([3, 3]);
  expect(await product.textOf(card)).not.toContain("credentials");
  // The SDK repeats by itself what AWS refuses for its time; what may be sent once alone comes back to the engine.
  const metrics = await fetch(`${product.sandbox.urls.app}/metrics`);
  expect(await metrics.text()).toMatch(
    /loans_aws_calls_total\{service="EMR",operation="AddJobFlowSteps",outcome="wrong-clock"\} [1-9]/,
  );
  sets(0);
  await until("nothing is wrong any more", async () => !(await readiness()).text.includes("clock"));
});

test("a clock that jumps three hours while Spark counts gives up nothing", async () => {
  await starts({ hasSockets: true });
  sets(0);
  await product.deploy();
  const day = dayIn("UTC", new Date());
  const run = `batch-loan-tracker-${day}-g1`;
  product.signalAt({ point: "after-effect", step: "process", signal: "SIGSTOP" });
  await product.says(`/loans run ${day}`);
  await until("Spark was asked", async () => product.signalWasSent());
  sets(180);
  await product.goesOn();
  await product.shows(cardId(run), "succeeded");
  const kinds = (await product.journal(run)).map(({ kind }) => kind);
  expect(kinds).not.toContain("failed");
});

test("over HTTP commands are heard all the same, by Slack's time", async () => {
  await starts({ hasSockets: false });
  await until("Slack's time is known", async () => (await readiness()).text.includes("Slack"));
  expect(await product.says("/loans status")).toContain("Status of loan-tracker");
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import { cardId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { kindsOf, startProduct } from "../support/product.ts";

/** Runs are canceled, taken up again and looked into, on the whole product. */

let product: Product;

beforeAll(async () => {
  // Slow enough for a word to come while the stack is being made; what dies is not what answers people.
  product = await startProduct({}, { speed: 60, roles: ["bot", "worker"] });
});

afterAll(async () => {
  await product?.stop();
});

const batch = (day: string) => `batch-loan-tracker-${day}-g1`;
const [first, second, third, fourth] = ["2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"] as const;

const says = async (text: string, user?: string) => (await product.says(text, user)).replaceAll("`", "");
const card = async (runId: string, words: string) => await product.shows(cardId(runId), words);
const press = async (runId: string, action: string) => await product.press(cardId(runId), action);

test("with nothing underway there is nothing to cancel, to retry or to look into", async () => {
  expect(await says("/loans cancel")).toContain("Nothing is queued or underway");
  expect(await says(`/loans cancel ${first}`)).toContain(`There is no batch of ${first}.`);
  expect(await says("/loans cancel deploy-loan-tracker-99")).toContain(
    "There is no run deploy-loan-tracker-99",
  );
  expect(await says("/loans retry")).toContain("nothing to retry");
  expect(await says("/loans logs")).toContain("There is no batch yet");
  expect(await says("/loans cancel", "viewer")).toContain("Only operators may cancel");
});

test("a deploy that waits is canceled by a word: plan and empty stack are gone, the next one can begin", async () => {
  const run = "deploy-loan-tracker-1";
  await says("/loans deploy");
  await card(run, "[Apply]");
  expect(await says("/loans cancel")).toContain("The plan is dropped; nothing of the stack is changed.");
  expect(await card(run, "canceled · by @operator")).toContain("− plan the changes · taken back");
  expect(await product.leftovers()).toEqual([]);
  expect(await says("/loans cancel deploy")).toContain("Already canceled by @operator");
  expect(await says("/loans retry deploy")).toContain("begins anew: /loans deploy");
});

test("a stack that is being made is deleted, once somebody confirms, and the card says so", async () => {
  const run = "deploy-loan-tracker-2";
  await says("/loans deploy");
  await card(run, "[Apply]");
  await press(run, "run.apply");
  await card(run, "▸ apply the changes");
  expect(await says("/loans cancel")).toContain("CloudFormation cannot stop a creation halfway");
  expect(kindsOf(await product.journal(run), "apply")).not.toContain("undone");
  await press(run, "run.cancel");
  expect(await card(run, "canceled · by @operator")).toContain(
    "− apply the changes · CloudFormation has deleted what it had made",
  );
  expect(await product.leftovers()).toEqual([]);
});

test("a queued day ends at once; a day in Spark is canceled as a whole, also when the process dies while it stops", async () => {
  await product.deploy({ number: 3, ends: "succeeded" });
  await says(`/loans run ${first}`);
  const prefix = `lt/${batch(first)}/a1/`;
  await expect.poll(() => product.ledger({ operation: "AddJobFlowSteps", prefix })).toHaveLength(3);
  await says(`/loans run ${second}`);
  expect(await says("/loans cancel")).toContain(`/loans cancel ${batch(second)}`);

  expect(await says(`/loans cancel ${second}`)).toContain(
    "Nothing of this try has begun, so it ends at once.",
  );
  await card(batch(second), "canceled · by @operator · nothing of it had begun");
  expect(await says("/loans retry")).toContain(
    `To take up again what was canceled last: /loans retry ${batch(second)}`,
  );
  expect(await product.journal(batch(second))).toHaveLength(3);
  expect((await product.journal(batch(first))).some(({ kind }) => kind === "finished")).toBe(false);

  // Spark is at work; the process dies right after it has asked EMR to cancel, before that is written down as done. What it
  // sees of the steps meanwhile is written down too, so it is not the next word of the journal at which it dies.
  await card(batch(first), "1 of 3 done");
  product.dieAt("after-effect", "process");
  expect(await says("/loans cancel")).toContain("Its EMR steps are canceled together.");
  const told = await card(batch(first), "canceled · by @operator");
  expect(told).toContain(
    "− count the loans with Spark · EMR canceled 2-count, 3-out; completed before: 1-in",
  );
  expect(told).toContain(`To take it up again: \`/loans retry ${first}\``);
  const canceled = await product.ledger({ operation: "CancelSteps", prefix });
  expect(canceled.map(({ name }) => name.slice(prefix.length))).toEqual(["3-out", "2-count"]);
  expect(product.deaths()).toHaveLength(1);
  const journal = await product.journal(batch(first));
  const word = journal.findIndex(({ kind }) => kind === "canceled");
  const [worked, stopping] = [journal.slice(0, word), journal.slice(word + 1)];
  // One died of it, another wrote down that it was done.
  expect(stopping[0]?.fence).toBeGreaterThan(Math.max(...worked.map(({ fence }) => fence)));
  expect(stopping.map(({ kind }) => kind).filter((kind) => kind === "undone")).toHaveLength(1);
  expect(await product.ledger({ operation: "AddJobFlowSteps", prefix: "lt/" })).toHaveLength(3);
  expect(await product.message(summaryId(batch(first)))).toBeUndefined();
});

test("the log of a step that failed is shown, and a retry by a word goes on to the end", async () => {
  const words = "no space is left for account 123456789012";
  await product.awsFault({
    service: "emr",
    operation: "2-count",
    kind: "fail-step",
    times: 1,
    reason: words,
  });
  await says(`/loans run ${third}`);
  await card(batch(third), "[Retry]");
  const log = await says("/loans logs");
  expect(log).toContain(`The end of what 2-count of the batch of ${third} (FAILED) wrote:`);
  expect(log).toContain("Traceback (most recent call last):");
  expect(log).toContain("RuntimeError: no space is left for account [account]");
  expect(await says(`/loans logs ${third} 3`)).toContain("the step 3-out was canceled before it began");

  expect(await says("/loans retry")).toContain(`Going on with the batch of ${third}`);
  expect(await says(`/loans retry ${third}`)).toMatch(/is (queued|underway) already/);
  await card(batch(third), "succeeded");
  expect(await says(`/loans retry ${third}`)).toContain(`to run it again: /loans run ${third} --force`);
  expect(await says(`/loans cancel ${third}`)).toContain(
    "it has succeeded already, so there is nothing to cancel",
  );
  expect(await says("/loans retry")).toContain("nothing to retry");
});

test("a log that was promised is told once, also when the processes that promised it and would tell it are killed", async () => {
  await says(`/loans run ${fourth}`);
  await card(batch(fourth), "1 of 3 done");
  expect(await says("/loans logs", "viewer")).toContain(
    "The step is RUNNING. The log is shown here as soon as it comes.",
  );
  const pids = ["bot", "worker"].map((name) => product.sandbox.signal(name, "SIGKILL"));
  await card(batch(fourth), "succeeded");
  const heard = async (user: string) =>
    (await product.door.messages(user))
      .map(messageAsText)
      .filter((text) => text.includes(`of the batch of ${fourth} (COMPLETED) wrote:`));
  await expect.poll(() => heard("viewer")).toHaveLength(1);
  expect(await heard("operator")).toEqual([]);
  for (const name of ["bot", "worker"]) expect(pids).not.toContain(product.sandbox.pid(name));
}, 170_000);

import { afterEach, expect, test } from "vitest";
import type { SeenMessage } from "../../sandbox/driver/slack-door.ts";
import { dated } from "../../src/bot/views/days.ts";
import type { Day } from "../../src/domain/day.ts";
import { cardId, noticeId, summaryId } from "../../src/domain/messages/message-id.ts";
import type { Journal } from "../../src/domain/runs/journal.ts";
import { keysFor } from "../../src/jobs/store/keys.ts";
import type { Product } from "../support/product.ts";
import { kindsOf } from "../support/product.ts";
import { startStored } from "../support/stored-product.ts";
import type { StoredStateName } from "../support/stored-state.ts";
import { storedState } from "../support/stored-state.ts";

/** What an earlier program left in Redis, in the channel and in AWS when it was killed: the one of now goes on with it. */

const DEPLOY = "deploy-loan-tracker-1";
const BACKFILL = "backfill-loan-tracker-1";
const runOf = (day: string) => `batch-loan-tracker-${day}-g1`;

const keys = keysFor("loan-tracker");

let product: Product;
let told: ReturnType<typeof storedState>;

afterEach(async () => {
  await product?.stop();
});

const start = async (name: StoredStateName, how?: Parameters<typeof startStored>[1]) => {
  told = storedState(name);
  product = await startStored(name, how);
};
/** Where the earlier program had said a message; `undefined` where it did not know that it had. */
const saidBefore = (id: string) => {
  const message = told.redis[keys.message(id)];
  return message?.type === "hash" ? message.value["ts"] : undefined;
};
/** Where it stood in the channel all the same. */
const stoodAt = (id: string) => {
  const file = told.files["slack/slack.json"];
  if (file?.as !== "json") throw new Error("the state has no channel");
  const { messages } = file.value as { readonly messages: readonly SeenMessage[] };
  return messages.filter(({ metadata }) => metadata?.event_payload["id"] === id).map(({ ts }) => ts);
};
const placesOf = async (id: string) => (await product.messages(id)).map(({ ts }) => ts);
/** The names in AWS's ledger, from before and since. */
const names = async (operation: string, prefix = "") =>
  (await product.ledger({ operation, prefix })).map(({ name }) => name);
const answer = async (text: string, user?: string) => (await product.says(text, user)).replaceAll("`", "");
const press = async (run: string, action: string, user?: string) =>
  await product.press(cardId(run), action, user);
const shows = async (run: string, words: string) => await product.shows(cardId(run), words);
const outcomeOf = (journal: Journal) =>
  journal.flatMap((one) => (one.kind === "finished" ? one.outcome : []));
const threeSteps = (day: string, attempt = 1) =>
  ["1-in", "2-count", "3-out"].map((step) => `lt/${runOf(day)}/a${attempt}/${step}`);

test("a deploy whose change set was being executed ends, on its one card, and nothing is executed again", async () => {
  await start("deploy-underway");
  const card = await shows(DEPLOY, "succeeded");
  expect(card).toContain("asked by @operator · applied by @operator");
  expect(card).not.toContain("○");
  const journal = await product.journal(DEPLOY);
  expect(kindsOf(journal, "apply").filter((kind) => kind !== "seen")).toEqual(["started", "done"]);
  expect(outcomeOf(journal)).toEqual(["succeeded"]);
  expect(await names("CreateChangeSet")).toEqual([`${DEPLOY}-plan-a1`]);
  expect(await names("ExecuteChangeSet")).toEqual([`${DEPLOY}-plan-a1`]);
  expect([await names("CreateStack"), await names("DeleteStack")]).toEqual([[], []]);
  expect(await placesOf(cardId(DEPLOY))).toEqual([saidBefore(cardId(DEPLOY))]);
});

test("Apply on the card of a deploy that was waiting carries out the plan that the card shows", async () => {
  await start("deploy-waiting");
  expect(await press(DEPLOY, "run.apply")).toBe("");
  expect(await shows(DEPLOY, "succeeded")).toContain("asked by @operator · applied by @operator");
  expect(await names("CreateChangeSet")).toEqual([`${DEPLOY}-plan-a1`]);
  expect(await names("ExecuteChangeSet")).toEqual([`${DEPLOY}-plan-a1`]);
  expect(outcomeOf(await product.journal(DEPLOY))).toEqual(["succeeded"]);
  expect(await placesOf(cardId(DEPLOY))).toEqual([saidBefore(cardId(DEPLOY))]);
});

test("Deny on the card of one that was waiting for a second person drops its plan; whoever asked may not approve", async () => {
  await start("deploy-waiting-for-second");
  expect(await press(DEPLOY, "run.approve", "operator")).toContain("Only approvers may approve this");
  expect(await press(DEPLOY, "run.deny", "approver")).toBe("");
  const form = (await product.door.views("approver")).at(-1);
  await product.door.submit("approver", { view_id: form?.id ?? "", values: { reason: "not now" } });
  expect(await shows(DEPLOY, "canceled")).toContain("by @approver");
  expect(await names("ExecuteChangeSet")).toEqual([]);
  expect(kindsOf(await product.journal(DEPLOY), "plan").at(-1)).toBe("undone");
  expect(outcomeOf(await product.journal(DEPLOY))).toEqual(["canceled"]);
  expect(await product.leftovers()).toEqual([]);
  expect(await placesOf(cardId(DEPLOY))).toEqual([saidBefore(cardId(DEPLOY))]);
});

test("a backfill that was halfway ends, with each day counted once, and what was owed is said once", async () => {
  await start("backfill-halfway");
  const [skipped = ""] = Object.keys(told.messages).filter((id) => id.startsWith(noticeId("skip-")));

  const card = await shows(BACKFILL, "succeeded");
  for (const day of ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"]) {
    expect(card).toContain(`✓ ${day} · 500 loans`);
    expect(await names("AddJobFlowSteps", `lt/${runOf(day)}/`)).toEqual(threeSteps(day));
  }
  await product.shows(summaryId(runOf("2026-11-12")), "Daily loans 2026-11-12: 500");
  await shows(runOf("2026-11-12"), "succeeded");

  // The word about the day that is skipped stood in the channel, and nobody knew: it is found, and not said again.
  expect([saidBefore(skipped), stoodAt(skipped).length]).toEqual([undefined, 1]);
  expect(await placesOf(skipped)).toEqual(stoodAt(skipped));

  // A day that failed is taken up again by the button that it had then.
  const failed = runOf("2026-11-11");
  expect(await press(failed, "run.retry")).toBe("");
  expect(await shows(failed, "succeeded")).toContain("attempt 2");
  expect(await names("AddJobFlowSteps", `lt/${failed}/`)).toEqual([
    ...threeSteps("2026-11-11", 1),
    ...threeSteps("2026-11-11", 2),
  ]);
  await product.shows(summaryId(failed), "Daily loans 2026-11-11: 500");

  const inChannel = (await product.door.messages("operator")).flatMap(
    ({ metadata }) => metadata?.event_payload["id"] ?? [],
  );
  const ofDays = ["2026-11-10", "2026-11-11", "2026-11-12"].flatMap((day) => [
    cardId(runOf(day)),
    summaryId(runOf(day)),
  ]);
  const changed = Object.keys(told.messages).filter((id) => id.startsWith(noticeId("schedule-")));
  expect(inChannel.toSorted()).toEqual(
    [cardId(DEPLOY), cardId(BACKFILL), ...ofDays, ...changed, skipped].toSorted(),
  );
  for (const id of [cardId(BACKFILL), cardId(failed), cardId(runOf("2026-11-10"))]) {
    expect(await placesOf(id)).toEqual([saidBefore(id)]);
  }

  for (const day of ["2026-11-10", "2026-11-12", "2026-11-16", "2026-11-17"]) {
    expect(await answer(`/loans summary ${day}`)).toContain(`Daily loans ${day}: 500`);
    expect(await answer(`/loans run ${day}`)).toContain("is done already");
  }
  const runs = await answer("/loans runs");
  for (const day of ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"]) {
    expect(runs).toContain(`✓ ${dated(day as Day)} succeeded · 500 loans`);
  }
  for (const run of [DEPLOY, BACKFILL, ...["2026-11-10", "2026-11-11", "2026-11-12"].map(runOf)]) {
    expect(runs).toMatch(new RegExp(`• ${run} .*· succeeded · (.+ · )?asked by @operator`));
  }
  expect(await answer("/loans status")).toMatch(
    /The stack loan-tracker is there\. Made .+ About \$\d\.\d\d an hour\.\nNothing is underway\./,
  );
  const schedule = await answer("/loans schedule");
  expect(schedule).toContain("Every day at 23:40");
  // Of a day that is over by now where time goes by the machine's clock.
  const [decided = ""] = await product.redis.keys("*:decided");
  expect(Object.values(await product.redis.hgetall(decided)).join("\n")).toContain("bank holiday");
  expect(schedule).toMatch(/set to 23:40 by @operator, 2026-11-29 .*“the file comes late”/);
});

test("where Redis is gone, what the messages of then carry is read: days, plans and what people decided", async () => {
  await start("backfill-halfway", { withoutRedis: true, withScript: true });
  await expect.poll(() => answer("/loans summary 2026-11-10")).toContain("Daily loans 2026-11-10: 500");
  expect(await answer("/loans run 2026-11-10")).toContain("is done already");
  const failed = runOf("2026-11-11");
  await expect.poll(() => press(failed, "run.retry").catch(String)).toBe("");
  expect(await shows(failed, "succeeded")).toContain("attempt 2");
  // Its card had not come to say that somebody had pressed Apply.
  await expect.poll(() => press(BACKFILL, "run.apply").catch(String)).toBe("");
  const card = await shows(BACKFILL, "succeeded");
  for (const day of ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"]) {
    expect(card).toContain(`✓ ${day} · 500 loans`);
    expect(await names("AddJobFlowSteps", `lt/${runOf(day)}/`)).toEqual(threeSteps(day));
  }
  const schedule = await answer("/loans schedule");
  expect(schedule).toContain("Every day at 23:40");
  // Of a day that is over by now where time goes by the machine's clock.
  const [decided = ""] = await product.redis.keys("*:decided");
  expect(Object.values(await product.redis.hgetall(decided)).join("\n")).toContain("bank holiday");
});

test("where Redis is gone and the Spark script is another one, it counts anew what nobody had been told", async () => {
  await start("backfill-halfway", { withoutRedis: true });
  await expect.poll(() => answer("/loans summary 2026-11-10")).toContain("Daily loans 2026-11-10: 500");
  expect(await answer("/loans run 2026-11-10")).toContain("is done already");
  await expect.poll(() => press(BACKFILL, "run.apply").catch(String)).toBe("");
  const submitted = (day: string) => names("AddJobFlowSteps", `lt/${runOf(day)}/`);
  await shows(BACKFILL, "succeeded");
  for (const day of ["2026-11-16", "2026-11-17"]) {
    expect(await submitted(day)).toEqual([...threeSteps(day), ...threeSteps(day, 2)]);
    expect(await answer(`/loans summary ${day}`)).toContain(`Daily loans ${day}: 500`);
  }
  for (const day of ["2026-11-18", "2026-11-19"]) expect(await submitted(day)).toEqual(threeSteps(day));
  expect(await submitted("2026-11-10")).toEqual(threeSteps("2026-11-10"));
});

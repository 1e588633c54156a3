import { afterAll, beforeAll, expect, test } from "vitest";
import { people } from "../../sandbox/slack/people.ts";
import { messageAsText } from "../../sandbox/slack/read-message.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";

/** The stack is locked by one person, and another one wants to change it. */

let product: Product;
const DEPLOY = "deploy-loan-tracker-1";
const card = cardId(DEPLOY);

beforeAll(async () => {
  const operators = [people.operator.id, people.operator2.id].join(",");
  product = await startProduct({ LOANS_OPERATORS: operators });
});

afterAll(async () => {
  await product?.stop();
});

const answer = async (line: string, user = "operator") =>
  (await product.says(line, user)).replaceAll("`", "");
const inChannel = async () => (await product.door.messages("viewer")).map(messageAsText).join("\n");
/** Presses what the last answer to that person offers. */
const takesOver = async (user: string) => {
  const shown = await product.door.messages(user);
  const ts = shown.findLast(({ blocks }) => JSON.stringify(blocks).includes('"lock.take"'))?.ts ?? "";
  const { replies } = await product.door.click(user, { ts, action_id: "lock.take" });
  return replies.map(messageAsText).join("\n").replaceAll("`", "");
};

test("who has locked it goes on, all others hear who, why and until when, and nothing is begun", async () => {
  expect(await answer('/loans lock "month end" until tomorrow', "viewer")).toContain(
    "Only operators may lock",
  );
  expect(await answer('/loans lock "month end" until 2020-01-01')).toContain("2020-01-01 is before today");
  expect(await answer('/loans lock "month end" until tomorrow', "operator2")).toMatch(
    /^The stack is locked by @operator2 since .+, until .+ \(“month end”\)\. Nobody else may deploy, tear down, withdraw, or run with --force; the daily batch goes on\. \/loans unlock lifts it\.$/,
  );
  await expect.poll(inChannel).toContain("The stack is locked");

  const refused =
    /^Nothing was done: the stack is locked by @operator2 since .+ \(“month end”\)\. Ask @operator2, or take the lock over with \/loans unlock\.$/;
  expect(await answer("/loans deploy")).toMatch(refused);
  expect(await answer("/loans run 2026-11-02 --force")).toMatch(refused);
  // A day is the daily batch's: that there is no stack yet is what keeps it.
  expect(await answer("/loans run 2026-11-02")).toContain("is not deployed");
  expect(await answer("/loans status", "viewer")).toContain("Lock: locked by @operator2");
  expect(await product.journal(DEPLOY)).toEqual([]);

  await answer("/loans deploy", "operator2");
  await product.shows(card, "[Apply] [Discard]");
});

test("a plan from before the lock is let go on by nobody else; the lock is taken over after a question, once", async () => {
  expect(await answer('/loans lock "audit"')).toMatch(
    /^Nothing was changed yet: the stack is locked by @operator2 since .+\.\n\[Take it over\]$/,
  );
  expect(await takesOver("operator")).toMatch(/^The stack is locked by @operator since .+ \(“audit”\)/);
  expect(await takesOver("operator")).toMatch(
    /^You hold the lock already, so nothing was changed: the stack is locked by @operator since .+ \(“audit”\)/,
  );
  // What was asked about is no more: who has it now is asked about anew.
  expect(await answer("/loans unlock", "operator2")).toContain("[Unlock it]");
  await answer('/loans lock "audit, second day"');
  expect(await takesOver("operator2")).toContain("(“audit, second day”)");
  expect(await product.press(card, "run.apply", "operator2")).toContain(
    "the stack is locked by @operator since",
  );
  expect(await product.textOf(card)).toContain("[Apply] [Discard]");
});

test("it holds after Redis was emptied, until it is lifted", async () => {
  await expect.poll(inChannel).toContain("“audit, second day”");
  expect(await inChannel()).toMatch(
    /It is locked by @operator since .+ \(“audit”\)\. It was locked by @operator2 before\./,
  );
  await product.redis.flushall();
  await expect
    .poll(async () => await answer("/loans status", "viewer"))
    .toContain("Lock: locked by @operator ");
  expect(await answer("/loans deploy", "operator2")).toContain("Nothing was done: the stack is locked");
  expect(await answer("/loans unlock")).toMatch(/^The stack is unlocked\. It was locked by @operator since /);
  expect(await answer("/loans unlock")).toBe("The stack is not locked.");
  expect(await answer("/loans status")).not.toContain("locked");
  await expect.poll(inChannel).toContain("The stack is locked no more");
  expect(await inChannel()).toMatch(/@operator lifted the lock /);
});

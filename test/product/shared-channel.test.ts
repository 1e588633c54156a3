import { afterAll, beforeAll, expect, test } from "vitest";
import { cardId } from "../../src/domain/messages/message-id.ts";
import type { Product } from "../support/product.ts";
import { startProduct } from "../support/product.ts";

/** A channel that another company reads, on the whole product. */

let product: Product;

beforeAll(async () => {
  product = await startProduct();
});

afterAll(async () => {
  await product?.stop();
});

const readyz = async () => await (await fetch(`${product.sandbox.urls.app}/readyz`)).text();

/** What is answered once the app has noticed, which asks Slack every few seconds. */
const answersOnce = async (line: string, what: string | RegExp) =>
  await expect.poll(async () => await product.says(line), { timeout: 20_000, interval: 1_000 }).toMatch(what);

test("nothing begins and nothing is told in a channel that another company is in, and then it does", async () => {
  await product.door.share("loans", true);
  expect(await product.says("/loans deploy")).toMatch(
    /^Nothing was done: .* is shared with another company, .*\nTake the other company out of it, /,
  );
  expect(await product.says("/loans status")).toMatch(
    / is shared with another company, so nothing of the bank's is told/,
  );
  const said = await product.door.messages("operator");
  expect(said.filter(({ ephemeral }) => !ephemeral)).toEqual([]);

  await product.door.share("loans", false);
  await answersOnce("/loans deploy", /^Planning the deploy of /);
  await product.shows(cardId("deploy-loan-tracker-1"), "[Apply]");
  expect(await product.says("/loans status")).not.toContain("Not said");
});

test("of what began before it was noticed /readyz says why nothing is said there, and then it is said", async () => {
  await product.press(cardId("deploy-loan-tracker-1"), "run.deny");
  await product.shows(cardId("deploy-loan-tracker-1"), "canceled");
  await product.door.share("loans", true);
  // Slack does not say, once: whoever asks is not kept waiting for it.
  await product.door.fault({ method: "conversations.info", status: 500, times: 1 });
  expect(await product.says("/loans deploy")).toMatch(/^Planning the deploy of /);
  await expect
    .poll(readyz)
    .toMatch(/^not ready\nSlack: .*externally_shared; take the other company out of it/);
  expect(await product.messages(cardId("deploy-loan-tracker-2"))).toEqual([]);
  await answersOnce("/loans run today", /^Nothing was done: /);
  await product.door.share("loans", false);
  await product.shows(cardId("deploy-loan-tracker-2"), "[Apply]");
  await expect.poll(readyz).toBe("ready\n");
});

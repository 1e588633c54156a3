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

test("nothing is said in a channel that another company is in, /readyz says why, and then it is said", async () => {
  await product.door.share("loans", true);
  await product.says("/loans deploy");
  await expect
    .poll(readyz)
    .toMatch(/^not ready\nSlack: .*externally_shared; take the other company out of it/);
  expect(await product.says("/loans status")).toMatch(
    /Not said in the channel: Slack refuses to speak in C0LOANS: externally_shared; take the other company out of it/,
  );
  const said = await product.door.messages("operator");
  expect(said.filter(({ ephemeral }) => !ephemeral)).toEqual([]);

  await product.door.share("loans", false);
  await product.shows(cardId("deploy-loan-tracker-1"), "[Apply]");
  await expect.poll(readyz).toBe("ready\n");
  expect(await product.says("/loans status")).not.toContain("Not said");

  // It becomes so again while the app has long been speaking there.
  await product.press(cardId("deploy-loan-tracker-1"), "run.deny");
  await product.shows(cardId("deploy-loan-tracker-1"), "canceled");
  await product.door.share("loans", true);
  await product.says("/loans deploy");
  await expect.poll(readyz).toContain("externally_shared");
  expect(await product.messages(cardId("deploy-loan-tracker-2"))).toEqual([]);
});

import { expect, test } from "vitest";
import type { Judged } from "../../sandbox/aws/access/access.ts";
import { cardId } from "../../src/domain/messages/message-id.ts";
import { startProduct } from "../support/product.ts";
import { recordedSpark } from "../support/spark/shared-recording.ts";

/** Names at the ends of what the configuration takes: the whole loop, with every permission asked. */

test.each([
  { LOANS_STACK: "l" },
  { LOANS_STACK: "loans-of-a-bank-with-quite-some-nam", LOANS_BUCKET: "0".repeat(63) },
])(
  "$LOANS_STACK is deployed, counts a day and is torn down",
  async (env) => {
    const product = await startProduct(env, { replaySpark: await recordedSpark() });
    try {
      const { LOANS_STACK: stack } = env;
      await product.deploy();
      await product.says("/loans run 2026-11-10");
      await product.shows(cardId(`batch-${stack}-2026-11-10-g1`), "succeeded");
      await product.tearDown();
      await product.shows(cardId(`teardown-${stack}-1`), "Nothing billable is left");
      const asked = await fetch(`${product.sandbox.urls.aws}/sandbox/permissions`);
      const denied = ((await asked.json()) as readonly Judged[]).filter(({ isAllowed }) => !isAllowed);
      expect(denied).toEqual([]);
    } finally {
      await product.stop();
    }
  },
  100_000,
);

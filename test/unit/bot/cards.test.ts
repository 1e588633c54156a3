import { describe, expect, test } from "vitest";
import { inspectBlocks } from "../../../sandbox/slack/block-kit/blocks.ts";
import { readingText } from "../../cards/states/card-state.ts";
import { cardFamilies } from "../../cards/states/index.ts";

/**
 * What people read in each state, word for word, for whoever looks after the product: a changed word is a changed line in the
 * file of its family. `npx vitest run test/unit/bot/cards.test.ts -u` writes the files, to be read before they are committed.
 */

describe.each(cardFamilies)("$title", ({ name, states }) => {
  test("reads as it was approved", async () => {
    const told = states.map((state) => {
      const rule = "─".repeat(Math.max(8, 76 - state.name.length));
      return `── ${state.name} ${rule}\n   ${state.is}\n\n${readingText(state)}\n`;
    });
    await expect(told.join("\n\n")).toMatchFileSnapshot(`../../golden/cards/${name}.txt`);
  });

  test.each(states)("$name is within what Slack takes", ({ message }) => {
    expect(inspectBlocks(message.blocks, "message")).toEqual([]);
  });
});

test("no two states have one name", () => {
  const names = cardFamilies.flatMap(({ states }) => states.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(60);
});

import { describe, expect, test } from "vitest";
import { inspectBlocks } from "../../../sandbox/slack/block-kit/blocks.ts";
import { nameOf } from "../../../sandbox/slack/people.ts";
import { capital } from "../../../src/bot/views/block-kit/markup.ts";
import type { Message } from "../../../src/bot/views/block-kit/message.ts";
import type { CardState } from "../../cards/states/card-state.ts";
import { readingText } from "../../cards/states/card-state.ts";
import { cardFamilies } from "../../cards/states/index.ts";
import { pictureNames } from "../../cards/states/pictures.ts";
import { filesAt, textOf } from "../../support/repository.ts";

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

const labelsOf = ({ blocks }: Message) =>
  blocks.flatMap((block) =>
    block.type === "actions"
      ? block.elements.flatMap((one) => ("text" in one && one.text ? [`*${one.text.text}*`] : []))
      : [],
  );

/** What it says first, below its heading. */
const firstLine = (state: CardState) =>
  readingText(state)
    .split("\n")
    .slice(1)
    .find((line) => line !== "");

function section(state: CardState): string {
  const buttons = labelsOf(state.message);
  const whom = state.calls.map((id) => `@${nameOf(id)}`);
  const told = [
    buttons.length === 0 ? "No buttons." : `Buttons: ${buttons.join(", ")}.`,
    whom.length === 0 ? "It calls nobody." : `It calls ${whom.join(", ")}, as it is posted.`,
  ];
  const pictures = pictureNames(state).map(
    ({ name, look }) =>
      `<img src="pictures/cards/${name}.png" width="${look === "phone" ? 260 : 560}" alt="${state.is}${look === "light" ? "" : `, ${look === "dark" ? "in dark colors" : "on a phone"}`}">`,
  );
  return [`### ${capital(state.is)}`, `“${firstLine(state)}” ${told.join(" ")}`, pictures.join("\n")].join(
    "\n\n",
  );
}

test("the page of all states tells what each says first, which buttons it has and whom it calls", async () => {
  const [head = ""] = textOf("docs/cards.md").split("\n## ");
  const parts = cardFamilies.map(({ title, states }) => [`## ${title}`, ...states.map(section)].join("\n\n"));
  await expect(`${[head.trim(), ...parts].join("\n\n")}\n`).toMatchFileSnapshot("../../../docs/cards.md");
});

test("there is a picture of each state, and of nothing else", () => {
  const wanted = cardFamilies.flatMap(({ states }) => states.flatMap(pictureNames)).map(({ name }) => name);
  expect(filesAt("docs/pictures/cards/*.png").toSorted()).toEqual(
    wanted.map((name) => `docs/pictures/cards/${name}.png`).toSorted(),
  );
});

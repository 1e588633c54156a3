import { existsSync, readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { axeViolations, chromiumPath, messageField } from "../../sandbox/driver/browser.ts";
import { channels } from "../../sandbox/slack/people.ts";
import type { Json } from "../../src/web/json.ts";
import { ownChat } from "./own-chat.ts";

/** Blocks that have to find room: beside one another, within a message, within one another, and after an update. */

const name = chromiumPath === null ? "blocks and their room (skipped: no Chromium)" : "blocks and their room";

const mockups = "../shared/proofs/mockups/mockups.json";
const mrkdwn = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const raw = (text: string) => ({ type: "raw_text", text });

describe.skipIf(chromiumPath === null)(name, () => {
  const chat = ownChat();
  let page: Page;

  beforeEach(async () => {
    page = await chat.browser.open(chat.url);
    await messageField(page).waitFor();
  });
  afterEach(async () => {
    await page.context().close();
  });

  const { call } = chat;
  const post = (...blocks: readonly unknown[]) =>
    call("chat.postMessage", { channel: channels.loans.id, text: "blocks", blocks });
  const left = async (text: string) => (await page.getByText(text, { exact: true }).boundingBox())?.x ?? 0;

  test("a layout stands side by side, also with what a designed message holds", async () => {
    const designed: readonly Json[] = existsSync(mockups)
      ? Object.values<readonly Json[]>(JSON.parse(readFileSync(mockups, "utf8")).messages).flat()
      : [];
    const sections = designed.filter(({ type }) => type === "section").slice(0, 2);
    const items = [...sections, mrkdwn("on the left"), mrkdwn("on the right")].map((block) => ({ block }));
    const rows = [{ items: items.slice(0, -2) }, { items: items.slice(-2) }].filter(
      (row) => row.items.length > 0,
    );
    await post({ type: "layout", label: "The day", is_label_visible: true, rows });
    await page.getByText("on the right").waitFor();
    const [one, other] = await Promise.all(
      ["on the left", "on the right"].map((text) => page.getByText(text).boundingBox()),
    );
    expect(one?.y).toBe(other?.y);
    expect(await page.locator(".unknown").count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
  });

  test("a data table that an update makes shorter goes back to the last page that it has", async () => {
    const rows = (count: number) => [
      [raw("Category"), raw("Loans")],
      ...Array.from({ length: count }, (_, at) => [raw(`category ${at}`), raw(String(at))]),
    ];
    const table = (count: number) => [{ type: "data_table", caption: "Loans", rows: rows(count) }];
    const { ts } = await post(...table(12));
    for (const words of ["Page 2 of 3", "Page 3 of 3"]) {
      await page.getByRole("button", { name: "Next" }).click();
      await page.getByText(words).waitFor();
    }
    const update = (count: number) =>
      call("chat.update", { channel: channels.loans.id, ts, text: "blocks", blocks: table(count) });
    await update(7);
    await page.getByText("Page 2 of 2").waitFor();
    await page.getByRole("rowheader", { name: "category 6" }).waitFor();
    await update(3);
    await page.getByRole("rowheader", { name: "category 2" }).waitFor();
    expect(await page.getByRole("button", { name: "Next" }).count()).toBe(0);
  });

  test("a wide table of Markdown moves within its message on a phone", async () => {
    await page.setViewportSize({ width: 390, height: 760 });
    const cells = Array.from({ length: 20 }, (_, at) => `column-number-${at}`);
    const line = (all: readonly string[]) => `| ${all.join(" | ")} |`;
    await post({
      type: "markdown",
      text: [line(cells), line(cells.map(() => "---")), line(cells)].join("\n"),
    });
    const frame = page.getByRole("group", { name: "Table" }).last();
    await frame.waitFor();
    const [wide, room] = await frame.evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
    expect(wide).toBeGreaterThan(room ?? 0);
    expect(room).toBeLessThanOrEqual(390);
    await frame.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => frame.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(0);
  });

  test("a list within a list stands further in", async () => {
    const list = (indent: number) => ({
      ...{ type: "rich_text_list", style: indent % 2 === 0 ? "bullet" : "ordered", indent },
      elements: [{ type: "rich_text_section", elements: [{ type: "text", text: `deep ${indent}` }] }],
    });
    await post({ type: "rich_text", elements: [0, 1, 2, 8].map(list) });
    await page.getByText("deep 8").waitFor();
    const lefts = await Promise.all([0, 1, 2, 8].map((indent) => left(`deep ${indent}`)));
    expect(lefts).toEqual(lefts.toSorted((one, other) => one - other));
    expect(new Set(lefts).size).toBe(4);
  });

  test("of a chart of twelve lines each is drawn in a color of its own", async () => {
    const series = Array.from({ length: 12 }, (_, at) => ({
      name: `category ${at}`,
      data: [{ label: "GOLD", value: at + 1 }],
    }));
    const chart = { type: "line", series, axis_config: { categories: ["GOLD"] } };
    await post({ type: "data_visualization", title: "Twelve", chart });
    const figure = page.locator("figure.chart").last();
    await figure.waitFor();
    const colorsOf = (selector: string, name: "fill" | "backgroundColor") =>
      figure
        .locator(selector)
        .evaluateAll(
          (all, [kind]) =>
            all.map((one) => getComputedStyle(one, kind === "fill" ? null : "::before")[kind ?? "fill"]),
          [name] as const,
        );
    expect(new Set(await colorsOf("circle", "fill")).size).toBe(12);
    expect(await colorsOf(".legend li", "backgroundColor")).toEqual(await colorsOf("circle", "fill"));
    expect(await axeViolations(page)).toEqual([]);
  });
});

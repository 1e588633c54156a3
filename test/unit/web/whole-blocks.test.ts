import { readFileSync } from "node:fs";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { expect, test } from "vitest";
import { limits } from "../../../sandbox/slack/limits.ts";
import { drawBlocks } from "../../../src/web/block-kit.ts";
import { reader } from "./reader.ts";

/** Nothing that an app sends is drawn as nothing, and nothing by its color alone. */

const draw = (block: object) =>
  renderToString(h("main", null, drawBlocks([block], { reader, id: "p1", heading: "h2" })));
const count = (html: string, piece: string | RegExp) => html.split(piece).length - 1;

const chart = (type: string, values: readonly (readonly (number | null)[])[]) => ({
  type: "data_visualization",
  title: "Loans",
  chart: {
    type,
    axis_config: { categories: (values[0] ?? []).map((_, at) => `day ${at}`) },
    series: values.map((all, nth) => ({
      name: `category ${nth}`,
      data: all.flatMap((value, at) => (value === null ? [] : [{ label: `day ${at}`, value }])),
    })),
  },
});
const pie = (values: readonly number[]) => ({
  type: "data_visualization",
  title: "Loans",
  chart: { type: "pie", segments: values.map((value, at) => ({ label: `category ${at}`, value })) },
});

test("each series that a chart may have has a color of its own and the number of its legend", () => {
  const css = readFileSync(new URL("../../../src/web/block-kit.css", import.meta.url), "utf8");
  const colors = [...css.matchAll(/--series-(\d+): (light-dark\([^)]*\));/g)];
  expect(new Set(colors.map(([, , color]) => color)).size).toBe(limits.chart.series);
  for (let nth = 1; nth <= limits.chart.series; nth += 1) expect(css).toContain(`.series-${nth} {`);
  const all = Array.from({ length: limits.chart.series }, (_, at) => [at + 1, at + 2]);
  for (const type of ["line", "area", "bar"]) {
    const html = draw(chart(type, all));
    expect([...html.matchAll(/<b>(\d+) <\/b>category/g)].map(([, number]) => Number(number))).toEqual(
      all.map((_, at) => at + 1),
    );
    if (type !== "bar") expect(count(html, "series-number")).toBe(limits.chart.series);
  }
  expect(
    count(
      draw(
        chart("bar", [
          [1, 2],
          [3, 4],
        ]),
      ),
      "series-number",
    ),
  ).toBe(4);
  expect(count(draw(chart("bar", [[1, 2]])), "series-number")).toBe(0);
});

test("a line of one point is seen, and where there is no value it is broken", () => {
  expect(count(draw(chart("line", [[null, 7, null]])), "<circle")).toBe(1);
  const broken = draw(chart("area", [[1, 2, null, 4]]));
  expect([count(broken, "<polyline"), count(broken, "<polygon"), count(broken, "<circle")]).toEqual([
    2, 2, 3,
  ]);
});

test("a pie says how much each part is", () => {
  const html = draw(pie([1_200, 300, 1]));
  expect(html).toContain("<b>1 </b>category 0: 1,200");
  // The sliver has no room for its number.
  expect(count(html, "series-number")).toBe(2);
});

test("a scale of small numbers tells them apart, and a chart of another kind is shown as one that is not drawn", () => {
  expect(draw(chart("bar", [[0.0002]]))).toContain(">0.0001<");
  expect(draw({ ...chart("radar", [[1]]) })).toContain("is not drawn here");
});

test("without scripts a data table has all of its rows, and nothing to press that would do nothing", () => {
  const row = (name: string) => [{ type: "raw_text", text: name }];
  const names = Array.from({ length: 12 }, (_, at) => `category ${at}`);
  const html = draw({ type: "data_table", caption: "Loans", rows: [row("Category"), ...names.map(row)] });
  for (const name of names) expect(html).toContain(name);
  expect(count(html, "<button")).toBe(0);
  for (const page_size of [0, -1, 0.5]) {
    expect(draw({ type: "data_table", page_size, rows: [row("Category"), row("GOLD")] })).toContain("GOLD");
  }
});

test("pieces that nobody here knows are shown as such: in a line, as a part, in a cell", () => {
  const rich = (...elements: object[]) => draw({ type: "rich_text", elements });
  const line = rich({ type: "rich_text_section", elements: [{ type: "hologram", text: "of GOLD" }] });
  expect(line).toContain("hologram: of GOLD (not drawn here)");
  expect(rich({ type: "rich_text_scroll", elements: [] })).toContain("rich_text_scroll");
  const rows = [[{ type: "raw_text", text: "Category" }], [{ type: "spark_line", values: [1, 2] }]];
  expect(draw({ type: "table", rows })).toContain("spark_line (not drawn here)");
});

test("Markdown goes on counting where its list does, and its tables move within a frame", () => {
  expect(draw({ type: "markdown", text: "3. three\n4. four" })).toContain('<ol start="3">');
  const table = draw({ type: "markdown", text: "| a | b |\n|---|---|\n| 1 | 2 |" });
  expect(table).toContain('<div class="table-frame" tabindex="0" role="group" aria-label="Table"><table>');
});

import type { ComponentChildren, JSX } from "preact";
import { h } from "preact";
import type { Json } from "./json.ts";
import { isJson, jsonList, textIn } from "./json.ts";
import { unknownBlock } from "./unknown-block.ts";

/** The drawing's size in its own units, and the room for what is written around it. */
const drawing = { width: 640, height: 316, left: 84, right: 12, top: 12, bottom: 112 } as const;
const plot = {
  width: drawing.width - drawing.left - drawing.right,
  height: drawing.height - drawing.top - drawing.bottom,
} as const;

interface Series {
  readonly name: string;
  /** One for each category; `null` where the app gave none. */
  readonly values: readonly (number | null)[];
}

/** The kinds of chart that Slack has (https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block, November 2026). */
const kinds = ["bar", "line", "area", "pie"];

/** A bar that is narrower has no room for its number; the order of the legend tells it. */
const NUMBERED_BAR = 8;

/** A `data_visualization` block: bars, lines, areas or a pie, with its numbers as a table for who cannot see it. */
export function drawChart(block: Json): JSX.Element {
  const title = textIn(block["title"]) ?? "";
  const chart = isJson(block["chart"]) ? block["chart"] : {};
  if (!kinds.includes(String(chart["type"]))) return unknownBlock(block);
  const isPie = chart["type"] === "pie";
  const axis = isJson(chart["axis_config"]) ? chart["axis_config"] : {};
  const segments = jsonList(chart["segments"]);
  const categories = isPie ? segments.map(({ label }) => String(label)) : labelsOf(axis["categories"]);
  const series = isPie
    ? [{ name: title, values: segments.map(({ value }) => Number(value)) }]
    : jsonList(chart["series"]).map((one) => seriesOf(one, categories));
  const picture = isPie ? pie(series[0]?.values ?? []) : plotted(String(chart["type"]), series, categories);
  const legend = isPie
    ? categories.map((name, at) => `${name}: ${(series[0]?.values[at] ?? 0).toLocaleString("en")}`)
    : series.map(({ name }) => name);
  return h("figure", { class: "chart" }, [
    h("figcaption", null, title),
    h(
      "ul",
      { class: "legend", "aria-hidden": "true" },
      legend.map((name, at) =>
        h("li", { class: `series-${at + 1}` }, [legend.length > 1 ? h("b", null, `${at + 1} `) : null, name]),
      ),
    ),
    picture,
    axisTitles(axis),
    h(
      "div",
      { class: "for-screen-readers" },
      numbers(title, { series, categories, of: textIn(axis["x_label"]) ?? "Category" }),
    ),
  ]);
}

function seriesOf(series: Json, categories: readonly string[]): Series {
  const points = new Map(jsonList(series["data"]).map(({ label, value }) => [label, value]));
  const values = categories.map((category) => {
    const value = points.get(category);
    return typeof value === "number" ? value : null;
  });
  return { name: String(series["name"]), values };
}

function labelsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function axisTitles(axis: Json): ComponentChildren {
  const titles = [textIn(axis["y_label"]), textIn(axis["x_label"])].filter((title) => title !== undefined);
  return titles.length === 0 ? null : h("p", { class: "axis-titles" }, titles.join(" by "));
}

function numbers(
  title: string,
  {
    series,
    categories,
    of,
  }: { readonly series: readonly Series[]; readonly categories: readonly string[]; readonly of: string },
): JSX.Element {
  const head = [of, ...series.map(({ name }) => name)].map((name) => h("th", { scope: "col" }, name));
  const rows = categories.map((category, at) =>
    h("tr", null, [
      h("th", { scope: "row" }, category),
      ...series.map(({ values }) => h("td", null, values[at] ?? "none")),
    ]),
  );
  return h("table", null, [
    h("caption", null, title),
    h("thead", null, h("tr", null, head)),
    h("tbody", null, rows),
  ]);
}

/** The round step of a scale of at most five steps that reaches this far. */
function stepOf(range: number): number {
  const rough = range / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
}

function plotted(type: string, series: readonly Series[], categories: readonly string[]): JSX.Element {
  const values = series.flatMap((one) => one.values.filter((value) => value !== null));
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const step = stepOf(high - low || 1);
  const [bottom, top] = [Math.floor(low / step) * step, Math.ceil((high || step) / step) * step];
  const y = (value: number) => drawing.top + ((top - value) / (top - bottom)) * plot.height;
  const ticks = Array.from({ length: Math.round((top - bottom) / step) + 1 }, (_, at) => bottom + at * step);
  const slot = plot.width / Math.max(categories.length, 1);
  const x = (at: number) => drawing.left + (at + 0.5) * slot;
  const lines = ticks.map((tick) => [
    h("line", { class: "grid", x1: drawing.left, x2: drawing.left + plot.width, y1: y(tick), y2: y(tick) }),
    h(
      "text",
      { class: "tick", x: drawing.left - 6, y: y(tick) + 4, "text-anchor": "end" },
      tick.toLocaleString("en", { maximumSignificantDigits: 6 }),
    ),
  ]);
  const names = categories.map((name, at) => {
    const place = `translate(${x(at)} ${drawing.top + plot.height + 12}) rotate(-40)`;
    return h(
      "text",
      { class: "tick", transform: place, "text-anchor": "end" },
      name.length > 18 ? `${name.slice(0, 17)}…` : name,
    );
  });
  const drawn =
    type === "bar" ? bars(series, { x, y, slot }) : curves(series, { x, y, isFilled: type === "area" });
  return h("svg", { viewBox: `0 0 ${drawing.width} ${drawing.height}`, "aria-hidden": "true" }, [
    lines,
    drawn,
    names,
  ]);
}

interface Scale {
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
}

function bars(
  series: readonly Series[],
  { x, y, slot }: Scale & { readonly slot: number },
): ComponentChildren {
  const width = (slot * 0.76) / series.length;
  return series.map(({ name, values }, nth) =>
    values.map((value, at) => {
      if (value === null) return null;
      const box = {
        x: x(at) + (nth - series.length / 2) * width,
        y: Math.min(y(value), y(0)),
        width: Math.max(width - 1, 1),
      };
      const bar = h(
        "rect",
        { ...box, class: `series-${nth + 1}`, height: Math.abs(y(value) - y(0)) },
        h("title", null, `${name}: ${value}`),
      );
      return series.length > 1 && width >= NUMBERED_BAR
        ? [bar, numberAt(nth, { x: box.x + box.width / 2, y: box.y - 2 })]
        : bar;
    }),
  );
}

function curves(
  series: readonly Series[],
  { x, y, isFilled }: Scale & { readonly isFilled: boolean },
): ComponentChildren {
  return series.map(({ values }, nth) => {
    const last = values.findLastIndex((value) => value !== null);
    const end = values[last];
    return [
      ...unbroken(values).map((points) => {
        const line = points.map(([at, value]) => `${x(at)},${y(value)}`);
        const ground = [points.at(-1), points[0]].map((point) => `${x(point?.[0] ?? 0)},${y(0)}`);
        return [
          isFilled
            ? h("polygon", { class: `area series-${nth + 1}`, points: [...line, ...ground].join(" ") })
            : null,
          h("polyline", { class: `curve series-${nth + 1}`, points: line.join(" ") }),
          // A line of one point would be none.
          points.map(([at, value]) =>
            h("circle", { class: `series-${nth + 1}`, cx: x(at), cy: y(value), r: 3 }),
          ),
        ];
      }),
      series.length > 1 && typeof end === "number" ? numberAt(nth, { x: x(last), y: y(end) - 6 }) : null,
    ];
  });
}

/** The stretches of a line between the categories for which there is no value, each as places with their values. */
function unbroken(values: readonly (number | null)[]): readonly (readonly (readonly [number, number])[])[] {
  const stretches: [number, number][][] = [[]];
  for (const [at, value] of values.entries()) {
    if (value === null) stretches.push([]);
    else stretches.at(-1)?.push([at, value]);
  }
  return stretches.filter(({ length }) => length > 0);
}

/** The number that a series or a slice has in the legend, so that its color is not all that tells. */
function numberAt(nth: number, { x, y }: { readonly x: number; readonly y: number }): JSX.Element {
  return h("text", { class: "series-number", x, y, "text-anchor": "middle" }, nth + 1);
}

function pie(values: readonly (number | null)[]): JSX.Element {
  const shares = values.map((value) => Math.max(value ?? 0, 0));
  const sum = shares.reduce((all, share) => all + share, 0) || 1;
  const point = (share: number) => {
    const angle = (share / sum) * 2 * Math.PI;
    return `${Math.sin(angle) * 100} ${-Math.cos(angle) * 100}`;
  };
  const slices = shares.map((share, at) => {
    const begin = shares.slice(0, at).reduce((all, each) => all + each, 0);
    // An arc that ends where it begins is none.
    if (share === sum) return h("circle", { class: `series-${at + 1}`, r: 100 });
    const arc = `M 0 0 L ${point(begin)} A 100 100 0 ${share * 2 > sum ? 1 : 0} 1 ${point(begin + share)} Z`;
    const slice = h("path", { class: `series-${at + 1}`, d: arc });
    const middle = ((begin + share / 2) / sum) * 2 * Math.PI;
    // A number in a sliver would stand in its neighbor.
    return share / sum < 0.04
      ? slice
      : [slice, numberAt(at, { x: Math.sin(middle) * 70, y: -Math.cos(middle) * 70 + 4 })];
  });
  return h("svg", { class: "pie", viewBox: "-104 -104 208 208", "aria-hidden": "true" }, slices);
}

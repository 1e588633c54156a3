import type { ContainerBlock, DataTableBlock, SectionBlock } from "@slack/types";
import { grouped } from "../../../domain/grouped.ts";
import { beginning } from "../../../domain/truncate.ts";
import type { MessageBlock } from "./blocks.ts";
import { plain, section, table } from "./blocks.ts";
import { limits, shorten } from "./limits.ts";
import type { Maybe } from "./markup.ts";
import { escapeMarkup } from "./markup.ts";
import type { ChartBlock, LayoutBlock } from "./rich-block-types.ts";

/** A cell: words, or a number by which the column is sorted, with how it is written. */
export type DataCell = string | { readonly value: number; readonly text: string };

/** What stands beside a name in a chart, one number for each of its bars. */
export interface ChartSeries {
  readonly name: string;
  readonly values: readonly number[];
}

/** Names and their numbers as a chart. A name that is too long for Slack is cut, and told apart from others that begin so. */
export function chart({
  title,
  kind,
  names,
  series,
  axes: [along, up],
}: {
  readonly title: string;
  readonly kind: "bar" | "line";
  readonly names: readonly string[];
  readonly series: readonly ChartSeries[];
  readonly axes: readonly [along: string, up: string];
}): ChartBlock {
  const labels = labelsOf(names);
  return {
    type: "data_visualization",
    title: shorten(title, limits.chartTitle),
    chart: {
      type: kind,
      series: series.map(({ name, values }) => ({
        name: shorten(name, limits.chartLabel),
        data: labels.map((label, at) => ({ label, value: values[at] ?? 0 })),
      })),
      axis_config: { categories: labels, x_label: along, y_label: up },
    },
  };
}

/** Slack wants each of them once, with a letter at least. */
function labelsOf(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const whole = name.trim() === "" ? "–" : name;
    let label = cutLabel(whole, "");
    for (let nth = 2; taken.has(label); nth += 1) label = cutLabel(whole, ` (${nth})`);
    taken.add(label);
    return label;
  });
}

function cutLabel(name: string, mark: string): string {
  if (name.length + mark.length <= limits.chartLabel) return `${name}${mark}`;
  return `${beginning(name, limits.chartLabel - mark.length - 1)}…${mark}`;
}

/** Blocks side by side, each a heading over a few words; `fallback` says the same where there is no room for that. */
export function figures(
  label: string,
  all: readonly Maybe<SectionBlock>[],
  fallback: readonly Maybe<SectionBlock>[],
): LayoutBlock {
  const present = (some: readonly Maybe<SectionBlock>[]) =>
    some.filter((one): one is SectionBlock => Boolean(one) && one !== null);
  return {
    type: "layout",
    label: shorten(label, limits.layoutLabel),
    is_label_visible: true,
    grid_lines: "outer",
    rows: [{ items: present(all).map((block) => ({ block })) }],
    fallback: present(fallback),
  };
}

/** Paragraphs that are folded away under a title. */
export function folded(title: string, inside: readonly Maybe<SectionBlock>[]): ContainerBlock | null {
  const children = inside.filter((one): one is SectionBlock => Boolean(one) && one !== null);
  if (children.length === 0) return null;
  return {
    type: "container",
    title: plain(title, limits.containerTitle),
    is_collapsible: true,
    default_collapsed: true,
    child_blocks: children.slice(0, limits.containerChildren),
  };
}

/** Rows under a first row of headings, which a reader may sort by each column; `caption` says what they are. */
export function dataTable(caption: string, rows: readonly (readonly DataCell[])[]): DataTableBlock {
  return {
    type: "data_table",
    caption,
    page_size: limits.dataTablePage,
    row_header_column_index: 0,
    rows: rows.map((row) =>
      row.map((cell) =>
        typeof cell === "string"
          ? { type: "raw_text" as const, text: cell === "" ? "–" : cell }
          : { type: "raw_number" as const, ...cell },
      ),
    ),
  };
}

/** Without what Slack has had for a month only: blocks side by side stand below each other. */
export function withoutLayout(blocks: readonly MessageBlock[]): readonly MessageBlock[] {
  return blocks.flatMap((block): readonly MessageBlock[] =>
    block.type === "layout" ? block.fallback : [block],
  );
}

/** In blocks that every Slack takes: numbers once, as a plain table; nothing folded away. */
export function plainer(blocks: readonly MessageBlock[]): readonly MessageBlock[] {
  const hasTable = blocks.some(({ type }) => type === "data_table" || type === "table");
  return blocks.flatMap((block) => plainerBlock(block, hasTable));
}

function plainerBlock(block: MessageBlock, hasTable: boolean): readonly MessageBlock[] {
  switch (block.type) {
    case "data_visualization":
      return hasTable ? [] : [chartTable(block)];
    case "layout":
      return block.fallback;
    case "container":
      return childrenOf(block);
    case "data_table":
      return [plainTable(block)];
    default:
      return [block];
  }
}

/** What is folded away, under its title. */
function childrenOf({ title, child_blocks: inside }: ContainerBlock): readonly MessageBlock[] {
  const heading = section({ markup: `*${escapeMarkup(title?.text ?? "")}*` });
  return [...(heading === null ? [] : [heading]), ...inside.filter((one) => one.type === "section")];
}

function plainTable({ rows }: DataTableBlock): MessageBlock {
  return table(rows.map((row) => row.map((cell) => ("text" in cell ? cell.text : ""))));
}

function chartTable({ chart: { series, axis_config: axis } }: ChartBlock): MessageBlock {
  const heads = [axis.x_label, ...series.map(({ name }) => name)];
  const rows = axis.categories.map((label, at) => [
    label,
    ...series.map(({ data }) => grouped(data[at]?.value ?? 0)),
  ]);
  return table([heads, ...rows]);
}

/** The same with every paragraph in it changed. */
export function mapParagraphs<Kind extends LayoutBlock | ContainerBlock>(
  block: Kind,
  change: (paragraph: SectionBlock) => SectionBlock,
): Kind {
  if (block.type === "layout")
    return {
      ...block,
      rows: block.rows.map(({ items }) => ({ items: items.map((item) => ({ block: change(item.block) })) })),
      fallback: block.fallback.map(change),
    };
  return {
    ...block,
    child_blocks: block.child_blocks.map((one) => (one.type === "section" ? change(one) : one)),
  };
}

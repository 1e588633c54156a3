import type { Block, ContainerBlock, DataTableBlock, SectionBlock } from "@slack/types";

/**
 * Numbers as bars or lines, which `@slack/types` 3.2.0 lacks
 * (docs.slack.dev/reference/block-kit/blocks/data-visualization-block).
 */
export interface ChartBlock extends Block {
  readonly type: "data_visualization";
  readonly title: string;
  readonly chart: {
    readonly type: "bar" | "line";
    readonly series: readonly {
      readonly name: string;
      readonly data: readonly { readonly label: string; readonly value: number }[];
    }[];
    readonly axis_config: {
      readonly categories: readonly string[];
      readonly x_label: string;
      readonly y_label: string;
    };
  };
}

/**
 * Blocks side by side, which `@slack/types` 3.2.0 lacks too; Slack shows `fallback` where a client cannot
 * (docs.slack.dev/reference/block-kit/blocks/layout-block).
 */
export interface LayoutBlock extends Block {
  readonly type: "layout";
  readonly label: string;
  readonly is_label_visible: boolean;
  readonly grid_lines: "none" | "rows" | "outer";
  readonly rows: readonly { readonly items: readonly { readonly block: SectionBlock }[] }[];
  readonly fallback: readonly SectionBlock[];
}

/** What Slack still brings to its workspaces in phases: each of them has a simpler form. */
export type RichBlock = ChartBlock | LayoutBlock | ContainerBlock | DataTableBlock;

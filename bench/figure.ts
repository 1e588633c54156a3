import type { Digest, Series } from "./samples.ts";
import { digest } from "./samples.ts";
import type { Workshop } from "./workshop.ts";

/** What a figure is counted in; calls are those of a minute at the pace of production. */
export type Unit = "ms" | "MB" | "commands" | "slices" | "calls" | "kB";

/** What is wanted of a figure. */
interface Aim {
  /** `ratio`: the median over the baseline's. */
  readonly of: "median" | "p99" | "ratio";
  /** In the figure's unit; a bare number of a ratio. */
  readonly under: number;
}

/** One thing measured beside its baseline, both in the same run. */
export interface Comparison {
  /** Where a figure is measured under several conditions: which. */
  readonly case?: string;
  readonly unit: Unit;
  readonly measured: Series;
  /** The least that the same work could cost, by name. */
  readonly baseline: Series;
  /** `null`: the figure is there to be watched. */
  readonly aim: Aim | null;
  /** What else was counted on the way, one sentence each. */
  readonly notes?: readonly string[];
}

/** A figure of the bench; `--only` takes its name. */
export interface Figure {
  readonly name: string;
  /** After so long the bench ends, whatever hangs; two minutes where nothing is said. */
  readonly limitMs?: (workshop: Workshop) => number;
  measure(workshop: Workshop): Promise<readonly Comparison[]>;
}

/** A comparison as it is printed and written to JSON. */
export interface Finding {
  readonly figure: string;
  readonly unit: Unit;
  readonly measured: Digest;
  readonly baseline: Digest;
  /** Median over the baseline's median. */
  readonly ratio: number;
  readonly aim: (Aim & { readonly isMet: boolean }) | null;
  readonly notes: readonly string[];
}

/** Makes of a comparison what is told about it. */
export function find(figure: string, comparison: Comparison): Finding {
  const { unit, aim, notes = [] } = comparison;
  const measured = digest(comparison.measured);
  const baseline = digest(comparison.baseline);
  // A p99 that is asked for of fewer than a hundred values is held against the largest of them.
  const ratio = measured.median / baseline.median;
  const reached = {
    median: measured.median,
    p99: measured.p99 ?? Math.max(...comparison.measured.values),
    ratio,
  };
  return {
    figure: comparison.case === undefined ? figure : `${figure}, ${comparison.case}`,
    unit,
    measured,
    baseline,
    ratio,
    aim: aim && { ...aim, isMet: reached[aim.of] < aim.under },
    notes,
  };
}

import { formatDuration } from "../src/domain/duration.ts";
import type { Finding } from "./figure.ts";
import type { Digest } from "./samples.ts";

/** The findings as a table of plain text, with what was measured and against what below it. */
export function reportText(findings: readonly Finding[]): string {
  const head = ["figure", "median", "p99", "n", "baseline", "p99", "n", "ratio", "aim", "met"];
  const rows = findings.map(({ figure, unit, measured, baseline, ratio, aim }) => [
    figure,
    ...digestCells(measured, unit),
    ...digestCells(baseline, unit),
    ratio.toFixed(ratio < 10 ? 2 : 0),
    aim === null
      ? "none set"
      : `${aim.of} under ${aim.of === "ratio" ? aim.under : quantity(aim.under, unit)}`,
    aim === null ? "-" : aim.isMet ? "yes" : "NO",
  ]);
  const explained = findings.flatMap(({ figure, measured, baseline, notes }) => [
    "",
    `${figure}: ${measured.what}`,
    `  against ${baseline.what}`,
    ...notes.map((note) => `  ${note}`),
  ]);
  return [...table([head, ...rows]), ...explained, ""].join("\n");
}

function digestCells({ median, p99, n }: Digest, unit: Finding["unit"]): readonly string[] {
  return [quantity(median, unit), p99 === null ? "-" : quantity(p99, unit), String(n)];
}

function quantity(value: number, unit: Finding["unit"]): string {
  if (unit !== "ms") return `${value.toFixed(value < 10 && !Number.isInteger(value) ? 1 : 0)} ${unit}`;
  return value < 1_000 ? `${value.toPrecision(3)} ms` : formatDuration(value);
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
}

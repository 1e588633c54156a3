import type { Verdict } from "./verdict.ts";

/** What became of the files, by kind: a file of three kinds stands in three lines. Markdown. */
export function table(verdicts: readonly Verdict[]): string {
  const kinds = new Set(verdicts.flatMap(({ kinds: all }) => (all.length === 0 ? ["none"] : all)));
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  const rows = [...kinds].map((kind) => {
    const ofKind = verdicts.filter(({ kinds: all }) =>
      all.length === 0 ? kind === "none" : all.includes(kind),
    );
    const of = (outcome: Verdict["outcome"]) => ofKind.filter((one) => one.outcome === outcome);
    const held = of("held").flatMap(({ why }) => why ?? []);
    const reasons = [...Map.groupBy(held, (why) => why)].map(([why, all]) => `${why} × ${all.length}`);
    return line([
      shown(kind),
      ofKind.length,
      of("counted alike").length,
      reasons.join("; "),
      of("differs").length,
    ]);
  });
  return [
    line(["kind", "files", "counted alike", "held by", "differs"]),
    line(["---", "---", "---", "---", "---"]),
    ...rows,
  ].join("\n");
}

/** What differs, a file a paragraph. */
export function differences(verdicts: readonly Verdict[]): string {
  return verdicts
    .filter(({ outcome }) => outcome === "differs")
    .map(({ file, kinds, differences: all }) =>
      [`${file} (${kinds.join(" + ")}):`, ...all.map((one) => `  ${one}`)].join("\n"),
    )
    .join("\n\n");
}

/** One line: how many files, and what became of them. */
export function summary(verdicts: readonly Verdict[]): string {
  const of = (outcome: Verdict["outcome"]) => verdicts.filter((one) => one.outcome === outcome).length;
  return (
    `${verdicts.length} files: ${of("counted alike")} counted alike, ${of("held")} held with the true reason, ` +
    `${of("differs")} differ`
  );
}

/** A bar would end the cell. */
function shown(kind: string): string {
  return kind.replaceAll("|", "\\|");
}

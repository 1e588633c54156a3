import type { Verdict } from "./run-cases.ts";

/** One line for a case that has just been played. */
export function lineOf({ one, fired, problem, ms }: Verdict): string {
  const how = problem === null ? `fired ${fired}` : problem;
  return `${problem === null ? "ok  " : "FAIL"} ${one.fault}: ${one.name} (${how}, ${ms} ms)\n`;
}

/** One line for all of them: `1044 cases: 1044 passed, 0 failed, faults fired 1391 times, in 1520 s`. */
export function totalOf(
  verdicts: readonly Verdict[],
  { chosen, seconds }: { readonly chosen: number; readonly seconds: number },
): string {
  const passed = verdicts.filter(({ problem }) => problem === null).length;
  const fired = verdicts.reduce((sum, one) => sum + one.fired, 0);
  const open = chosen - verdicts.length;
  const parts = [
    `${passed} passed`,
    `${verdicts.length - passed} failed`,
    ...(open > 0 ? [`${open} not played`] : []),
    `faults fired ${fired} times`,
  ];
  return `${chosen} cases: ${parts.join(", ")}, in ${seconds} s\n`;
}

/** The table at the end: cases, passed, fired, by fault, and all of them. */
export function tableOf(verdicts: readonly Verdict[]): string {
  const groups = [...Map.groupBy(verdicts, ({ one }) => one.fault)];
  const rows = [
    ["fault", "cases", "passed", "fired"],
    ...groups.map(([fault, group]) => rowOf(fault, group)),
    rowOf("all", verdicts),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join("  "),
    )
    .map((line) => `${line}\n`)
    .join("");
}

function rowOf(name: string, group: readonly Verdict[]): readonly string[] {
  const passed = group.filter(({ problem }) => problem === null).length;
  const fired = group.reduce((sum, one) => sum + one.fired, 0);
  return [name, String(group.length), String(passed), String(fired)];
}

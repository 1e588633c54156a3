import type { AuditedMonth, VerifiedChain } from "./verify-chain.ts";

/** What a look at a chain came to, for a terminal: one line a month, then whether it holds. `month`: that one alone; `null`: all. */
export function verifiedLines(
  { months, entries, broken }: VerifiedChain,
  { where, month }: { readonly where: string; readonly month: string | null },
): readonly string[] {
  const shown = months.filter((one) => month === null || one.month === month);
  const of = month === null ? "" : ` of ${month}`;
  const [first] = entries;
  return [
    `The audit record${of} in ${where}:`,
    ...shown.map(monthLine),
    ...(shown.length === 0 && broken === null ? [`  nothing is recorded${of}`] : []),
    ...(first !== undefined && first.seq > 1 && month === null
      ? [`It begins with entry ${first.seq}: what was before is not here.`]
      : []),
    broken === null
      ? "The chain holds. Whether entries are missing at its end only a hash tells that was kept elsewhere: compare the last one above."
      : `The chain is broken: ${broken.says}.`,
  ];
}

function monthLine({ month, entries, first, last }: AuditedMonth): string {
  const many = `${entries} ${entries === 1 ? "entry" : "entries"}`;
  const numbers = first.seq === last.seq ? `${first.seq}` : `${first.seq} to ${last.seq}`;
  return `  ${month}  ${many}, ${numbers}, first ${first.hash}, last ${last.hash}`;
}

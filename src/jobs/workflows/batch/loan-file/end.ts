import { grouped } from "../../../../domain/grouped.ts";
import { found } from "../../../../domain/loans/comparison.ts";
import type { Contract } from "../../../../domain/loans/contract/contract.ts";
import { THEN_RESTART } from "../../../../domain/loans/contract/contract.ts";
import type { Finding } from "../../../../domain/loans/finding.ts";
import type { KnownNames } from "../../../../domain/loans/names/known-names.ts";
import type { ByteCount } from "./bytes.ts";
import type { QuoteCount } from "./quotes.ts";
import type { RecordCount } from "./records.ts";

/** Whether a file of a bank whose files end with a footer ends without one: all behind some row may be gone, at a line's end. */
export function footerFindings(
  records: RecordCount,
  { footer, rules }: Pick<Contract, "footer" | "rules">,
): readonly Finding[] {
  const { leftOut, brokenFooter } = records.result();
  // One with a line break in it is there; what is wrong with it is said elsewhere.
  if (footer === null || leftOut.footer > 0 || brokenFooter !== null) return [];
  const says = "the footer that the contract names is not at its end: perhaps the file is cut off";
  return found("footer-missing", rules.footer, says);
}

/**
 * Whether the last row of a file may be cut off within its last field. Nothing tells such a file from a whole one that has no
 * line end at its end, as many have not; a category that is the beginning of another one, and that no row and no published
 * day has, is cut off, unless the contract says that no file has a line end there.
 */
export async function endFindings(
  {
    bytes,
    quotes,
    records,
  }: { readonly bytes: ByteCount; readonly quotes: QuoteCount; readonly records: RecordCount },
  { contract, known }: { readonly contract: Contract; readonly known: () => Promise<KnownNames> },
): Promise<readonly Finding[]> {
  const { endsInFooter, rows } = records.result();
  if (!bytes.endsInLine || quotes.endsInQuotes || endsInFooter || records.endsShort) return [];
  if (contract.rules.lastLineEnd === "ignore") return [];
  if (isBeginning(records) && !(await isName(records.lastCategory ?? "", { contract, known }))) {
    const says =
      `it ends with no line end in the "${contract.category}" of row ${grouped(rows)}, ` +
      "which no other row has and another category begins with; where it is a whole one, " +
      `list it under \`categories\` in LOANS_CONTRACT${THEN_RESTART}`;
    return [{ rule: "cut-off", says, verdict: "hold" }];
  }
  return found(
    "last-line-end",
    contract.rules.lastLineEnd,
    `the file does not end with a line end: row ${grouped(rows)}, its last one, may be cut off`,
  );
}

function isBeginning(records: RecordCount): boolean {
  const { names } = records.result();
  const { lastCategory: last } = records;
  if (last === null || names?.get(last) !== 1) return false;
  return [...names.keys()].some((name) => name !== last && name.startsWith(last));
}

async function isName(
  name: string,
  { contract: { categories }, known }: Parameters<typeof endFindings>[1],
): Promise<boolean> {
  return categories.includes(name) || (await known()).seen.has(name);
}

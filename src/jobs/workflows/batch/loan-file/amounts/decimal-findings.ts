import { grouped } from "../../../../../domain/grouped.ts";
import type { DecimalSign } from "../../../../../domain/loans/amount.ts";
import { otherSign } from "../../../../../domain/loans/amount.ts";
import type { Contract } from "../../../../../domain/loans/contract/contract.ts";
import { THEN_RESTART } from "../../../../../domain/loans/contract/contract.ts";
import type { Finding } from "../../../../../domain/loans/finding.ts";
import { placesOfRows } from "../../../../../domain/loans/places-of-rows.ts";
import type { RecordCount } from "../records.ts";
import type { AmountColumn } from "./amount-column.ts";

/** Amounts of a program with the other decimal sign: some of them no amounts, the others a thousandth of what they are. */
export function decimalFindings(records: RecordCount, { decimal }: Contract): readonly Finding[] {
  return records
    .result()
    .amounts.flatMap((column) => [...aloneByOther(column, decimal), ...perhapsThousands(column, decimal)]);
}

/** A slip is unread, and told with all that is; where it may be none, what else the column has is perhaps read wrong as well. */
function aloneByOther({ name, sum, decimals }: AmountColumn, decimal: DecimalSign): readonly Finding[] {
  const { alone } = decimals;
  if (alone === null) return [];
  const other = otherSign[decimal];
  const isOne = alone.other.count === 1;
  const are = isOne ? "1 value is an amount" : `${grouped(alone.other.count)} values are amounts`;
  const says = `in "${name}" ${are} with the decimal sign \`${other}\` alone, ${placesOfRows(alone.other.rows, alone.other.count)}`;
  const it = isOne ? "it" : "them";
  if (alone.areSlips)
    return [
      {
        ...{ rule: "columns", verdict: "warn" },
        says: `${says}, and ${isOne ? "is" : "are"} not read: mend ${it} in the file`,
      },
    ];
  if (alone.own.count === 0) {
    const mend = alone.isClear ? `mend ${it} in the file, or ` : "";
    return [
      {
        ...{ rule: "columns", verdict: "hold" },
        says: `${says}, and none with \`${decimal}\` alone: ${mend}${writeDecimal(other)}`,
      },
    ];
  }
  const own = `${grouped(alone.own.count)} with \`${decimal}\` alone, ${placesOfRows(alone.own.rows, alone.own.count)}`;
  return [
    {
      ...{ rule: "columns", verdict: sum === null ? "warn" : "hold" },
      says: `${says}, and ${own}: write all of them with the contract's \`decimal\``,
    },
  ];
}

function perhapsThousands({ name, sum, decimals }: AmountColumn, decimal: DecimalSign): readonly Finding[] {
  const { thousands } = decimals;
  if (sum === null || thousands === null) return [];
  const { threes, signed } = thousands;
  const have = `${grouped(threes)} of ${grouped(signed)} amounts with a \`.\` or \`,\` ${threes === 1 ? "has" : "have"}`;
  const says =
    `in "${name}" ${have} three digits behind \`${decimal}\` and ${threes === 1 ? "is" : "are"} less than 1,000: ` +
    `perhaps they are thousands; then ${writeDecimal(otherSign[decimal])}`;
  return [{ rule: "columns", says, verdict: "warn" }];
}

function writeDecimal(sign: DecimalSign): string {
  return `write \`decimal: "${sign}"\` in LOANS_CONTRACT${THEN_RESTART}`;
}

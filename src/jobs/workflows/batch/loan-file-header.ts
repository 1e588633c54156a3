import type { Contract } from "../../../domain/loans/contract.ts";
import { THEN_RESTART } from "../../../domain/loans/contract.ts";
import { Problem } from "../../../domain/problem.ts";
import { quotedList } from "../../../domain/quoted-list.ts";
import { utf8Of } from "./loan-file-text.ts";

/** As many lines at the beginning of a file are looked at for its header. */
const LOOKED_AT = 50;

/** So much of a file is looked at for its header, blank lines above it included: in Spark, too. */
const LONGEST_HEADER_BYTES = 256 * 1024;

const separators = [",", ";", "\t", "|"] as const;

/**
 * What is wrong with a header: each required column has to be there exactly once, in any order; others only where the
 * contract allows them. `head` is the beginning of the file, and the header ends after so many `bytes` of it. Names that the contract does not know are repeated only where
 * all that it asks for are there: a first line that is no header is a customer's row.
 */
export function headerProblem(
  header: readonly string[],
  {
    contract,
    head,
    bytes,
    reading,
  }: {
    readonly contract: Contract;
    readonly head: string;
    readonly bytes: number;
    readonly reading: string;
  },
): Problem | null {
  if (bytes > LONGEST_HEADER_BYTES)
    return wrongHeader(reading, `its header ends beyond the first ${LONGEST_HEADER_BYTES / 1024} KB`);
  const required = contract.columns.map(({ name }) => name);
  const missing = required.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    return (
      misread({ contract, head, reading }) ??
      otherEncoding(missing, header, { contract, reading }) ??
      wrongHeader(reading, missing.length === required.length ? noHeader(contract) : lacks(missing, header))
    );
  }
  const twice = required.filter((name) => header.indexOf(name) !== header.lastIndexOf(name));
  const extra = contract.extraColumns === "allow" ? [] : header.filter((name) => !required.includes(name));
  const says = [
    ...(twice.length > 0 ? [`${columns(twice)} ${be(twice, "stands", "stand")} in its header twice`] : []),
    ...(extra.length > 0 ? [`its header has ${strangers(extra, header)}`] : []),
  ];
  return says.length > 0 ? wrongHeader(reading, says.join("; ")) : null;
}

function noHeader({ columns: all }: Contract): string {
  return `its first line is no header: none of the ${all.length} columns of the contract is in it`;
}

function lacks(missing: readonly string[], header: readonly string[]): string {
  const alike = header.filter((name) => missing.some((one) => one.toLowerCase() === name.toLowerCase()));
  const says = `${columns(missing)} ${be(missing, "is", "are")} missing from its header`;
  return alike.length > 0 ? `${says}, which has ${quotedList(alike)}` : says;
}

function strangers(extra: readonly string[], header: readonly string[]): string {
  const unnamed = header.flatMap((name, at) => (name === "" ? [at + 1] : []));
  const named = [...new Set(extra.filter((name) => name !== ""))];
  return [
    ...(named.length > 0 ? [`${columns(named)}, which the contract does not name`] : []),
    ...(unnamed.length > 0 ? [`no name for ${be(unnamed, "column", "columns")} ${unnamed.join(", ")}`] : []),
  ].join(" and ");
}

/** Names of the contract in UTF-8, read by another encoding, are others. */
function otherEncoding(
  missing: readonly string[],
  header: readonly string[],
  { contract: { encoding }, reading }: Pick<Parameters<typeof headerProblem>[1], "contract" | "reading">,
): Problem | null {
  if (encoding === "utf-8") return null;
  if (!missing.some((name) => header.includes(utf8Of(Buffer.from(name), encoding).toString()))) return null;
  return new Problem("header-wrong", `${reading}: its header is UTF-8, and the contract says ${encoding}`, {
    remedy: `say \`encoding: utf-8\` in the contract${THEN_RESTART}, or put another file in its place, then press Retry`,
  });
}

/** The header is there, but not where, or not with the separator, that the contract says. */
function misread({
  contract,
  head,
  reading,
}: Omit<Parameters<typeof headerProblem>[1], "bytes">): Problem | null {
  const lines = head.split(/\r\n|\r|\n/).slice(0, LOOKED_AT);
  const first = lines.findIndex((line) => line.trim() !== "");
  for (const [at, line] of lines.entries()) {
    const separator = separators.find((one) => isHeader(line, one, contract));
    if (separator === undefined) continue;
    const isOther = separator !== contract.separator;
    const says = [
      ...(isOther
        ? [`its fields are separated by ${shown(separator)}, not by ${shown(contract.separator)}`]
        : []),
      ...(at > first ? [`its header stands on line ${at + 1}, below something else`] : []),
    ];
    const helps = [
      ...(isOther ? [`say \`separator: ${yaml(separator)}\` in the contract${THEN_RESTART}`] : []),
      ...(at > first ? ["take the lines above the header out"] : []),
    ];
    if (says.length === 0) return null;
    return new Problem("header-elsewhere", `${reading}: ${says.join("; ")}`, {
      remedy: `put another file in its place, or ${helps.join(" and ")}, then press Retry`,
    });
  }
  return null;
}

/** No reader of CSV: it only has to know a header when it sees one. */
function isHeader(line: string, separator: string, { columns: all }: Contract): boolean {
  const names = new Set(
    line.split(separator).map((name) =>
      name
        .trim()
        .replace(/^"(.*)"$/, "$1")
        .trim(),
    ),
  );
  return all.length > 1 && all.every(({ name }) => names.has(name));
}

function wrongHeader(reading: string, says: string): Problem {
  return new Problem("header-wrong", `${reading}: ${says}`, {
    remedy: `put a file with the columns of the contract in its place, or say in LOANS_CONTRACT which it has${THEN_RESTART}, then press Retry`,
  });
}

const shown = (separator: string) => (separator === "\t" ? "tabs" : `"${separator}"`);
const yaml = (separator: string) => (separator === "\t" ? "tab" : `"${separator}"`);
const be = (all: readonly unknown[], one: string, more: string) => (all.length === 1 ? one : more);
const columns = (names: readonly string[]) => `the ${be(names, "column", "columns")} ${quotedList(names)}`;

import type { Contract } from "../../../../domain/loans/contract/contract.ts";
import { foldedCase, THEN_RESTART } from "../../../../domain/loans/contract/contract.ts";
import { likenessOf } from "../../../../domain/loans/names/look-alike.ts";
import { codeOf, plainName } from "../../../../domain/loans/names/plain-name.ts";
import { Problem } from "../../../../domain/problem.ts";
import { quotedList } from "../../../../domain/quoted-list.ts";
import { utf8Of } from "./text.ts";

/** As many lines at the beginning of a file are looked at for its header. */
const LOOKED_AT = 50;

/** So much of a file is looked at for its header, blank lines above it included: in Spark, too. */
const LONGEST_HEADER_BYTES = 256 * 1024;

/** As many places of columns are told. */
const MOST_PLACES = 5;

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
      wrongHeader(reading, [lacks(missing, header, contract), ...tooWide(header, contract)].join("; "))
    );
  }
  const twice = required.filter((name) => header.indexOf(name) !== header.lastIndexOf(name));
  const extra = contract.extraColumns === "allow" ? [] : strangers(header, required);
  const says = [
    ...(twice.length > 0 ? [`${columns(twice)} ${be(twice, "stands", "stand")} in its header twice`] : []),
    ...(extra.length > 0 ? [`its header has ${extra.join(" and ")}`, ...tooWide(header, contract)] : []),
  ];
  return says.length > 0 ? wrongHeader(reading, says.join("; ")) : null;
}

function lacks(missing: readonly string[], header: readonly string[], { columns: all }: Contract): string {
  const alike = header.flatMap((name) => {
    const like = missing.find((one) => likenessOf(name) === likenessOf(one));
    return like === undefined ? [] : [visible(name, like)];
  });
  if (alike.length === 0 && missing.length === all.length)
    return `its first line is no header: none of the ${all.length} columns of the contract is in it`;
  const says = `${columns(missing)} ${be(missing, "is", "are")} missing from its header`;
  return alike.length > 0 ? `${says}, which has ${quotedList(alike)}` : says;
}

/** A name that looks like the contract's, with those of its letters written out that the contract's has not. */
function visible(name: string, like: string): string {
  const letters = new Set(foldedCase(like.normalize("NFC")));
  const plain = plainName(name).replaceAll("`", "'");
  return plain.replaceAll(/[^\P{L}a-z]|\p{M}/giu, (letter) =>
    letters.has(foldedCase(letter)) ? letter : codeOf(letter),
  );
}

/** The columns that the contract does not name, by their places alone. */
function strangers(header: readonly string[], required: readonly string[]): readonly string[] {
  const places = (is: (name: string) => boolean) => header.flatMap((name, at) => (is(name) ? [at + 1] : []));
  const unnamed = places((name) => name === "");
  const others = places((name) => name !== "" && !required.includes(name));
  return [
    ...(others.length > 0
      ? [
          `${others.length} ${be(others, "column", "columns")} that the contract does not name, ${where(others, header)}`,
        ]
      : []),
    ...(unnamed.length > 0 ? [`no name for ${be(unnamed, "column", "columns")} ${unnamed.join(", ")}`] : []),
  ];
}

function where(places: readonly number[], header: readonly string[]): string {
  const [first = 0] = places;
  if (places.length > 1 && header.length - first + 1 === places.length) return `from the ${nth(first)} on`;
  const shown = places.slice(0, MOST_PLACES).map(nth);
  const all = shown.length === 1 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
  return `${places.length > MOST_PLACES ? "among them " : ""}the ${all}`;
}

/** A row that stands in the header, too, has as many fields, of which the first may hang on the last name. */
function tooWide(header: readonly string[], { columns: all }: Contract): readonly string[] {
  if (header.length < Math.max(2 * all.length - 1, all.length + 2)) return [];
  return [
    `it has ${header.length} columns, the contract ${all.length}: a line end may be missing behind the header`,
  ];
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
  if (all.length < 2) return false;
  const names = new Set(line.split(separator).map(likenessOf));
  return all.every(({ name }) => names.has(likenessOf(name)));
}

function wrongHeader(reading: string, says: string): Problem {
  return new Problem("header-wrong", `${reading}: ${says}`, {
    remedy: `put a file with the columns of the contract in its place, or say in LOANS_CONTRACT which it has${THEN_RESTART}, then press Retry`,
  });
}

const shown = (separator: string) => (separator === "\t" ? "tabs" : `"${separator}"`);
const yaml = (separator: string) => (separator === "\t" ? "tab" : `"${separator}"`);
const nth = (place: number) => {
  const end = /1\d$/.test(String(place)) ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${place}${end}`;
};
const be = (all: readonly unknown[], one: string, more: string) => (all.length === 1 ? one : more);
const columns = (names: readonly string[]) => `the ${be(names, "column", "columns")} ${quotedList(names)}`;

import { countsFingerprint } from "../../src/jobs/workflows/batch/per-category.ts";
import type { OddFile, Truth } from "./odd-files.ts";
import type { PythonAnswer, SparkAnswer, SparkReport, UploadAnswer } from "./readers.ts";

/** What became of a file. `differs` alone is a mistake: of a reader, or of how the file was made. */
export interface Verdict {
  readonly file: string;
  readonly kinds: readonly string[];
  readonly outcome: "counted alike" | "held" | "differs";
  /** Why it was held: rules, or a code. */
  readonly why: string | null;
  /** One sentence for each thing that is not as it must be. */
  readonly differences: readonly string[];
}

/** What the three said of one file; `null`: it did not come to asking. */
export interface Answers {
  readonly upload: UploadAnswer;
  readonly python: PythonAnswer | null;
  readonly spark: SparkAnswer | null;
}

/**
 * Holds what the readers say against what the file holds. Where nothing holds it, it has to be counted; what the upload lets
 * pass and Spark refuses differs, since a cluster was woken for it.
 */
export function judge(file: OddFile, { upload, python, spark }: Answers): Verdict {
  const differences = [
    ...heldRightly(file, upload),
    ...(upload.file === null
      ? []
      : counted("the upload", uploadFacts(file, upload), facts(file, uploadKeys))),
    ...(python === null ? [] : counted("Python", pythonFacts(python), facts(file, pythonKeys))),
    ...(spark === null ? [] : counted("Spark", sparkFacts(spark), facts(file, sparkKeys))),
  ];
  const isHeld = upload.held.length > 0;
  return {
    ...{ file: file.name, kinds: file.kinds, why: isHeld ? upload.held.join(", ") : null, differences },
    outcome: differences.length > 0 ? "differs" : isHeld ? "held" : "counted alike",
  };
}

function heldRightly({ reasons }: OddFile, { held, says = "" }: UploadAnswer): readonly string[] {
  if (reasons.length === 0)
    return held.length === 0 ? [] : [`held without a reason by ${held.join(", ")}: ${says}`];
  if (held.length === 0) return [`counted, and must be held by ${reasons.join(" or ")}`];
  const untrue = held.filter((rule) => !reasons.some((reason) => reason === rule));
  return untrue.length === 0
    ? []
    : [`held by ${untrue.join(", ")} where ${reasons.join(" or ")} is true: ${says}`];
}

type Facts = Readonly<Record<string, string>>;

/** What each of them tells apart from the others. */
const uploadKeys = [
  "rows",
  "malformed",
  "left out",
  "lines",
  "line breaks in fields",
  "compression",
  "sums",
  "fingerprint of the categories",
] as const;
const pythonKeys = ["rows", "malformed", "left out", "lines", "categories", "sums by category"] as const;
const sparkKeys = [
  "rows",
  "malformed",
  "left out",
  "counted",
  "categories",
  "sums",
  "sums by category",
] as const;

function counted(who: string, said: Facts, true_: Facts): readonly string[] {
  return Object.keys(true_).flatMap((key) =>
    said[key] === true_[key]
      ? []
      : [`${who} says of ${key}: ${said[key] ?? said["refused"]}, and it is ${true_[key]}`],
  );
}

function facts(file: OddFile, keys: readonly string[]): Facts {
  const { truth } = file;
  const all: Facts = {
    ...{ rows: String(truth.rows), malformed: String(truth.malformed), lines: String(truth.lines) },
    ...{ "left out": leftOut(truth.leftOut), "line breaks in fields": String(truth.isMultiLine) },
    compression: file.isPacked ? "gzip" : "none",
    counted: String([...truth.categories.values()].reduce((sum, loans) => sum + loans, 0)),
    categories: sorted(Object.fromEntries(truth.categories)),
    sums: sorted(Object.fromEntries([...truth.sums].map(([column, of]) => [column, sumOf(of)]))),
    "sums by category": sorted(bySumsOf(truth)),
    "fingerprint of the categories": countsFingerprint(truth.categories),
  };
  return Object.fromEntries(keys.map((key) => [key, all[key] ?? ""]));
}

function sumOf(byCategory: ReadonlyMap<string, bigint>): string {
  return decimal([...byCategory.values()].reduce((sum, one) => sum + one, 0n));
}

function bySumsOf({ sums }: Truth): Readonly<Record<string, string>> {
  return flat(
    [...sums].map(
      ([column, of]) => [column, [...of].map(([name, sum]) => [name, decimal(sum)] as const)] as const,
    ),
  );
}

function uploadFacts({ contract }: OddFile, { file }: UploadAnswer): Facts {
  if (file === null) return {};
  const summed = contract.columns
    .filter(({ sum }) => sum)
    .map(({ name }) => [name, plain(file.sums[name] ?? "none")]);
  return {
    ...{ rows: String(file.rows), malformed: String(file.malformedRows), lines: String(file.lines) },
    ...{ "left out": leftOut(file.leftOut), "line breaks in fields": String(file.isMultiLine) },
    ...{ compression: file.compression, sums: sorted(Object.fromEntries(summed)) },
    "fingerprint of the categories": file.perCategory ?? "none",
  };
}

function pythonFacts(answer: PythonAnswer): Facts {
  if ("refused" in answer) return { refused: answer.refused };
  return {
    ...{ rows: String(answer.rows), malformed: String(answer.malformed), lines: String(answer.lines) },
    ...{ "left out": leftOut(answer.leftOut), categories: sorted(answer.categories) },
    "sums by category": sorted(
      flat(Object.entries(answer.sums).map(([column, of]) => [column, plainEntries(of)] as const)),
    ),
  };
}

function sparkFacts(answer: SparkAnswer): Facts {
  if ("refused" in answer) return { refused: answer.refused };
  const told = answer.category_counts ?? answer.parquet;
  return {
    ...{ rows: String(answer.rows_read), malformed: String(answer.malformed_rows) },
    ...{ counted: String(answer.rows_counted), "left out": leftOut(fromReport(answer)) },
    categories: sorted(told) === sorted(answer.parquet) ? sorted(told) : "not what it wrote to Parquet",
    sums: sorted(
      Object.fromEntries(Object.entries(answer.amount_sums).map(([name, { total }]) => [name, plain(total)])),
    ),
    "sums by category": sorted(sparkSums(answer)),
  };
}

function fromReport({
  left_out: { repeated_header = 0, ...rest },
}: SparkReport): Readonly<Record<string, number>> {
  return { repeatedHeader: repeated_header, ...rest };
}

/** Of very many names the report tells none, so that Parquet is asked. */
function sparkSums({ amount_sums, parquet_sums }: SparkReport): Readonly<Record<string, string>> {
  return flat(
    Object.entries(amount_sums).map(
      ([column, { by_category }]) =>
        [column, plainEntries(by_category ?? parquet_sums[column] ?? {})] as const,
    ),
  );
}

function plainEntries(of: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(of).map(([name, sum]) => [name, plain(sum)]);
}

function flat(
  sums: readonly (readonly [string, readonly (readonly [string, string])[]])[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    sums.flatMap(([column, of]) => of.map(([name, sum]) => [`${column} of ${name}`, sum])),
  );
}

function leftOut(of: Readonly<Record<string, number>>): string {
  return ["repeatedHeader", "blank", "total", "footer"].map((rule) => `${rule} ${of[rule]}`).join(", ");
}

function sorted(of: Readonly<Record<string, number | string>>): string {
  return JSON.stringify(Object.entries(of).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Millionths as plain decimals. */
function decimal(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(7, "0");
  return plain(`${units < 0n ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`);
}

/** `12.50` as `12.5`. */
function plain(text: string): string {
  const [whole = "", part = ""] = text.split(".");
  const places = part.replace(/0+$/, "");
  return places === "" ? whole.replace(/^-0$/, "0") : `${whole}.${places}`;
}

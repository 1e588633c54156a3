import type { Random } from "../../sandbox/data/random.ts";
import { createRandom, shuffle } from "../../sandbox/data/random.ts";
import type { Contract } from "../../src/domain/loans/contract/contract.ts";
import { contractFile, contractOf } from "../../src/domain/loans/contract/contract.ts";
import { banks } from "./banks.ts";
import type { Fate, Line, Reason } from "./draft.ts";
import { Draft } from "./draft.ts";
import { encode } from "./encode.ts";
import { kinds } from "./kinds/index.ts";
import type { Kind } from "./kinds/kind.ts";
import { makeLoan } from "./rows.ts";

/** What a file holds; sums are in millionths, by column and category. */
export interface Truth {
  readonly lines: number;
  readonly isMultiLine: boolean;
  readonly rows: number;
  readonly malformed: number;
  readonly leftOut: Readonly<Record<Exclude<Fate, "loan" | "malformed">, number>>;
  readonly categories: ReadonlyMap<string, number>;
  readonly sums: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
}

/** One generated file, and what is to become of it, both by how it was made. */
export interface OddFile {
  /** Such as `seed-1-007`. */
  readonly name: string;
  readonly kinds: readonly string[];
  readonly contract: Contract;
  readonly bytes: Buffer;
  readonly isPacked: boolean;
  /** Empty: it has to be counted. Otherwise it has to be held, for nothing but some of these. */
  readonly reasons: readonly Reason[];
  readonly truth: Truth;
}

/** What `npm test` tries: with this seed every kind that leaves a file to be counted comes in a file that is counted. */
export const fewFiles = { count: 40, seed: 100_922 } as const;

/** Odd files of every kind, the same ones for the same seed. */
export function oddFiles(count: number, seed: number): readonly OddFile[] {
  return mixes(count, seed).map(({ kinds: mixed, seed: own }, at) =>
    oddFile(`seed-${seed}-${String(at + 1).padStart(3, "0")}`, mixed, own),
  );
}

/** Of what a file is made. */
interface Mix {
  readonly kinds: readonly Kind[];
  readonly seed: number;
}

/**
 * Two of three files with up to three kinds that leave a file to be counted; the others with one that holds it, and up to two
 * more. A kind comes anew once all of its deck have come.
 */
export function mixes(count: number, seed: number): readonly Mix[] {
  const random = createRandom(seed);
  const { holding = [], harmless = [] } = byEffect;
  const [held, beside, counted] = [holding, harmless, harmless].map((some) => new Deck(some, random));
  return Array.from({ length: count }, (_, at) => {
    const own = random.integer(2 ** 32);
    const first = at % 3 === 2 ? (held?.draw(1, []) ?? []) : [];
    const more =
      at % 3 === 2
        ? beside?.draw(random.integer(3), first)
        : counted?.draw(random.pick([1, 3, 3, 3, 3, 3]), []);
    return { kinds: [...first, ...(more ?? [])], seed: own };
  });
}

/** Kinds in a random order; shuffled anew when all have been drawn. */
class Deck {
  readonly #kinds: readonly Kind[];
  readonly #random: Random;
  #left: Kind[] = [];

  constructor(all: readonly Kind[], random: Random) {
    this.#kinds = all;
    this.#random = random;
  }

  /** So many that go together with these and each other, fewer where there are none left that do. */
  draw(count: number, beside: readonly Kind[]): Kind[] {
    const drawn: Kind[] = [];
    while (drawn.length < count) {
      if (this.#left.length === 0) this.#left = shuffle(this.#kinds, this.#random);
      const next = this.#left.findIndex((kind) =>
        [...beside, ...drawn].every((one) => goTogether(one, kind)),
      );
      if (next < 0) break;
      drawn.push(...this.#left.splice(next, 1));
    }
    return drawn;
  }
}

function goTogether(one: Kind, other: Kind): boolean {
  const touched = [...one.touches, ...other.touches];
  return (
    one.name !== other.name && !touched.includes("everything") && new Set(touched).size === touched.length
  );
}

/** One file of these kinds. */
export function oddFile(name: string, mixed: readonly Kind[], seed: number): OddFile {
  const random = createRandom(seed);
  const draft = new Draft(random.pick(banks), random);
  for (const kind of mixed) kind.prepare?.(draft);
  const loans = 500 + random.integer(100);
  for (let number = 1; number <= loans; number += 1) draft.lines.push(makeLoan(draft, number));
  for (const kind of mixed) kind.apply?.(draft);
  const text = draft.texts.reduce((all, change) => change(all), draft.text());
  const bytes = draft.bytes.reduce((all, change) => change(all), encode(text, draft.encoding));
  const truth = truthOf(draft, text);
  for (const reason of sharesOf(draft, truth)) draft.reasons.add(reason);
  if (isAmbiguous(draft, truth, text)) draft.reasons.add("dialect");
  return {
    ...{
      name,
      kinds: mixed.map((kind) => kind.name),
      contract: contractFor(draft),
      bytes,
      isPacked: draft.isPacked,
    },
    ...{ reasons: [...draft.reasons], truth },
  };
}

function contractFor(draft: Draft): Contract {
  const { bank, separator, encoding, decimal, extraColumns, footer, totals, categories } = draft;
  const columns = Object.fromEntries(bank.columns.map(({ name, is, sum = false }) => [name, { is, sum }]));
  const lists = { totals: [...totals], categories: [...categories] };
  return contractOf(
    contractFile.parse({ separator, encoding, decimal, extraColumns, footer, columns, ...lists }),
  );
}

const breaksIn = (text: string) => text.match(/\r\n|\r|\n/g)?.length ?? 0;

function truthOf(draft: Draft, text: string): Truth {
  const rows = Map.groupBy(draft.lines, ({ fate }) => fate);
  const count = (fate: Fate) => rows.get(fate)?.length ?? 0;
  const loans = rows.get("loan") ?? [];
  const byName = Map.groupBy(loans, (line) => draft.names.get(line) ?? "");
  const isOpen = text !== "" && !/[\r\n]$/.test(text);
  const sum = (column: string, lines: readonly Line[]) =>
    lines.reduce((all, { amounts }) => all + (amounts.get(column) ?? 0n), 0n);
  return {
    lines: breaksIn(text) + (isOpen ? 1 : 0),
    isMultiLine: [draft.headerLine(), ...draft.lines.map((line) => draft.textOf(line))].some(
      (one) => breaksIn(one) > 0,
    ),
    rows: draft.lines.length - (rows.get("nothing")?.length ?? 0),
    malformed: count("malformed"),
    leftOut: {
      ...{ repeatedHeader: count("repeatedHeader"), blank: count("blank") },
      ...{ total: count("total"), footer: count("footer") },
    },
    categories: new Map([...byName].map(([name, lines]) => [name, lines.length])),
    sums: new Map(
      draft.bank.summed.map((column) => [
        column,
        new Map([...byName].map(([name, lines]) => [name, sum(column, lines)])),
      ]),
    ),
  };
}

/** The rules that go by the share of lines, and rows of the wrong number of fields that break. No kind comes near them: one row, or twenty. */
function sharesOf(draft: Draft, { lines }: Truth): readonly Reason[] {
  const linesOf = (some: readonly Line[]) =>
    some.reduce((all, line) => all + 1 + breaksIn(draft.textOf(line)), 0);
  const malformed = draft.lines.filter(({ fate }) => fate === "malformed");
  const breaks = linesOf(draft.lines) - draft.lines.length;
  return [
    ...(linesOf(malformed) > lines * 0.01 ? (["malformed"] as const) : []),
    ...(breaks > lines * 0.01 || linesOf(malformed) > malformed.length
      ? (["swallowed", "stray-quote"] as const)
      : []),
  ];
}

/** What is one by one in order, and together not to be read by every reader of CSV. */
function isAmbiguous(draft: Draft, truth: Truth, text: string): boolean {
  const isMultiLine = truth.isMultiLine || draft.reasons.has("swallowed");
  const isMixed = /\r(?!\n)/.test(text) && text.includes("\n");
  return (isMultiLine && isMixed) || (draft.nameBeginsWithQuote && (isMultiLine || draft.goesOnBehindQuote));
}

/** What a kind does to a file that has no other. */
const byEffect = Object.groupBy(kinds, (kind) =>
  oddFile("alone", [kind], 1).reasons.length > 0 ? "holding" : "harmless",
);

import type { Draft, Line } from "../draft.ts";
import type { Kind } from "./kind.ts";

/** Quotes where they are right and where they are not. */
export const quoteKinds: readonly Kind[] = [
  {
    name: "everything quoted",
    touches: ["style of quotes"],
    prepare: (draft) => {
      draft.style = "all quoted";
    },
  },
  {
    name: "spaces around quotes",
    touches: ["style of quotes"],
    prepare: (draft) => {
      draft.style = "spaced";
    },
  },
  {
    name: "everything quoted, spaces around",
    touches: ["style of quotes"],
    prepare: (draft) => {
      draft.style = "all quoted, spaced";
    },
  },
  {
    name: "a name goes on behind its quote",
    touches: ["stray quotes", "category"],
    apply: (draft) => {
      draft.reasons.add("dialect");
      for (const line of draft.someLoans(1))
        draft.rename(line, "GOLD LOANX", { value: "", text: '"GOLD LOAN"X' });
    },
  },
  {
    name: "quotes inside of fields",
    touches: ["stray quotes"],
    apply: (draft) => {
      for (const line of draft.someLoans(5))
        setText(draft, line, draft.random.pick(['CL"ERK', '19"', 'A "B" C']));
    },
  },
  {
    name: "a field goes on behind its quote",
    touches: ["stray quotes"],
    apply: (draft) => {
      draft.goesOnBehindQuote = true;
      for (const line of draft.someLoans(4))
        setText(
          draft,
          line,
          draft.random.pick(['"CLERK"X', `"CLERK${draft.fileSeparator} SENIOR"X`, '"CLERK" X']),
        );
    },
  },
  {
    name: "a quote that opens and ends in its line",
    touches: ["stray quotes", "style of quotes", "amounts"],
    apply: strayInLine,
  },
  {
    name: "a quote that is never closed",
    touches: ["stray quotes", "style of quotes", "doubled quotes", "breaks", "amounts"],
    prepare: (draft) => {
      draft.style = "no quotes";
    },
    apply: (draft) => {
      for (const line of draft.someLoans(1)) setText(draft, line, '"CLERK');
      draft.reasons.add("cut-off").add("stray-quote");
    },
  },
  {
    name: "two stray quotes far apart",
    touches: ["stray quotes", "style of quotes", "doubled quotes", "breaks", "amounts"],
    prepare: (draft) => {
      draft.style = "no quotes";
    },
    apply: (draft) => {
      for (const line of draft.someLoans(2)) setText(draft, line, '"CLERK');
      // Of the lines that are one record now most are no loans any more.
      draft.reasons.add("swallowed").add("stray-quote").add("malformed");
    },
  },
  {
    name: "doubled quotes",
    touches: ["doubled quotes", "category"],
    apply: (draft) => {
      for (const line of draft.someLoans(5))
        draft.rename(line, draft.random.pick(['THE "BEST" SHOP', 'GOLD "A"', 'A "B", C']));
      for (const line of draft.someLoans(5)) line.cells.set(draft.bank.text, { value: 'CLERK "SENIOR"' });
    },
  },
  {
    name: "a name that begins with a quote",
    touches: ["doubled quotes", "category"],
    apply: (draft) => {
      draft.nameBeginsWithQuote = true;
      for (const line of draft.someLoans(3)) draft.rename(line, '"GOLD" LOAN');
    },
  },
  {
    name: "line breaks in quotes",
    touches: ["breaks"],
    apply: (draft) => {
      for (const line of draft.someLoans(2)) line.cells.set(draft.bank.text, { value: address(draft) });
    },
  },
  {
    name: "a blank line in quotes",
    touches: ["breaks"],
    apply: (draft) => {
      const end = draft.end;
      for (const line of draft.someLoans(1))
        line.cells.set(draft.bank.text, {
          value: `FLAT 2${end}${draft.random.pick(["", "  "])}${end}LONDON`,
        });
    },
  },
  {
    name: "a line break in a category",
    touches: ["breaks", "category"],
    apply: (draft) => {
      for (const line of draft.someLoans(2)) draft.rename(line, `GOLD${draft.end}LOAN`);
    },
  },
  {
    name: "line breaks in many quotes",
    touches: ["breaks"],
    apply: (draft) => {
      for (const line of draft.someLoans(Math.ceil(draft.lines.length * 0.06)))
        line.cells.set(draft.bank.text, { value: address(draft) });
      draft.reasons.add("swallowed");
    },
  },
  {
    name: "another blank beside a quote",
    touches: ["stray quotes", "letters"],
    apply: (draft) => {
      const blank = draft.random.pick(["\u00a0", " \u2003 ", "\u3000"]);
      for (const line of draft.someLoans(2))
        setText(draft, line, draft.random.pick([`${blank}"CLERK"`, `"CLERK"${blank}`, `${blank}"CLERK,X"`]));
      draft.reasons.add("dialect");
    },
  },
  {
    name: "other blanks within quotes and beside quotes in a field",
    touches: ["stray quotes", "letters"],
    apply: (draft) => {
      if (draft.style === "no quotes") return;
      for (const text of ['"\u00a0CLERK\u00a0"', '"DIT\u00a0: ""OUI""\u00a0"', 'A\u00a0"B"\u00a0C'])
        for (const line of draft.someLoans(1)) setText(draft, line, text);
    },
  },
  {
    name: "a field that goes on behind its quote and ends with another",
    touches: ["stray quotes"],
    apply: (draft) => {
      for (const line of draft.someLoans(1)) setText(draft, line, '"CLERK" OF " ');
      draft.reasons.add("dialect");
    },
  },
];

function setText(draft: Draft, line: Line, text: string): void {
  line.cells.set(draft.bank.text, { value: "", text });
}

function address(draft: Draft): string {
  const end = draft.random.oneIn(4) ? "\n" : draft.end;
  return `12 HIGH STREET${end}LONDON`;
}

/**
 * A quote at the start of a field, closed by the one that opens an amount further on: the fields between are one, and what
 * is left of the amount falls apart, so that the record has another number of fields.
 */
function strayInLine(draft: Draft): void {
  const amount = draft.columns.indexOf(draft.bank.summed[0] ?? "");
  const split = draft.fileSeparator === "," ? 1 : 0;
  const opens = draft.columns.findIndex((_, at) => at < amount && amount - at !== split);
  const [line] = draft.someLoans(1);
  if (opens < 0 || line === undefined) return;
  const fields = draft.columns.map((name) => (line.cells.get(name)?.value ?? "").replace(/[^A-Z0-9 ]/g, ""));
  fields[opens] = `"${fields[opens]}`;
  fields[amount] = '" 10,000 "';
  line.raw = fields.join(draft.fileSeparator);
  line.fate = "malformed";
  draft.goesOnBehindQuote = true;
}

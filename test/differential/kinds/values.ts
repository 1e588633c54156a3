import type { Draft, Line } from "../draft.ts";
import { lineOf, millionths } from "../rows.ts";
import type { Kind } from "./kind.ts";

/** How amounts are written, with a decimal point, and what they come to. */
const amounts: readonly (readonly [text: string, plain: string])[] = [
  ...([
    ["-500.25", "-500.25"],
    ["+12", "12"],
    ["(500)", "0"],
    ["1e5", "0"],
    ["", "0"],
    ["n/a", "0"],
    ["0", "0"],
  ] as const),
  ...([
    ["1 000", "1000"],
    ["10,00,000.50", "1000000.5"],
    [" 1 000 000 ", "1000000"],
    [" 1 00 ", "0"],
    ["00012", "12"],
    ["-0.00", "0"],
  ] as const),
  ...([
    ["12.3400", "12.34"],
    ["0.0001", "0.0001"],
    ["500-", "0"],
    ["1.2.3", "0"],
    ["1\u00a0000", "1000"],
    ["1\u202f000", "1000"],
    ["١٢", "0"],
    [".5", "0.5"],
    ["5.", "5"],
  ] as const),
  // Of the other decimal sign, or grouped by hand: none. Where three digits are all that is behind a sign, they are a group.
  ...([
    ["1.234,50", "0"],
    ["12,50", "0"],
    ["1,2,3,4", "0"],
    ["5 000 3", "0"],
    ["1 234,50", "0"],
    ["1,234 567", "0"],
    ["1,234,56", "0"],
    ["1234,567", "0"],
    ["0,500", "0"],
    ["1,234", "1234"],
    ["1,234,567.80", "1234567.8"],
    ["1'234.5", "1234.5"],
    ["1’234", "1234"],
    ["- 1,000", "-1000"],
  ] as const),
  // More digits than an amount has by the contract: none.
  ...([
    ["0.12345", "0"],
    ["0.123400", "0.1234"],
    ["123456789012345678901", "0"],
    ["00012345678901234567890", "12345678901234567890"],
  ] as const),
];

/** Amounts and names of categories. */
export const valueKinds: readonly Kind[] = [
  {
    name: "amounts of every form",
    touches: ["amounts", "letters"],
    apply: (draft) => {
      for (const [text, plain] of amounts) setAmount(draft, text, plain);
    },
  },
  {
    name: "decimal comma by the contract",
    touches: ["amounts", "separator"],
    prepare: (draft) => {
      draft.decimal = ",";
      draft.separator = draft.random.pick([";", ",", "tab"]);
    },
  },
  {
    name: "amounts of a program with the other decimal sign",
    touches: ["everything"],
    apply: (draft) => {
      const column = draft.bank.summed[0] ?? "";
      for (const line of draft.lines) {
        const text = String(1 + draft.random.integer(5_000_000)).replace(/\B(?=(?:\d{3})+$)/g, ".");
        line.cells.set(column, { value: text });
        // A point is the contract's sign, and of two of them none is.
        line.amounts.set(column, text.indexOf(".") === text.lastIndexOf(".") ? millionths(text) : 0n);
      }
      draft.reasons.add("columns");
    },
  },
  {
    name: "subtotals without a customer, or without a category",
    touches: ["everything"],
    apply: (draft) => {
      const column = draft.bank.summed[0] ?? "";
      for (const [name, loans] of Map.groupBy(draft.lines, (line) => draft.names.get(line) ?? "")) {
        const subtotal = sumLine(loans, column);
        if (draft.bank.id === null) draft.rename(subtotal, "(blank)", { value: "" });
        else draft.rename(subtotal, name);
        draft.lines.push(subtotal);
      }
      draft.reasons.add("perhaps-totals");
    },
  },
  {
    name: "subtotals with a word of totals beside a category",
    touches: ["everything"],
    apply: (draft) => {
      const { id, summed } = draft.bank;
      const isInId = id !== null && draft.random.oneIn(2);
      for (const [name, loans] of Map.groupBy(draft.lines, (line) => draft.names.get(line) ?? "")) {
        const subtotal = sumLine(loans, summed[0] ?? "");
        draft.rename(subtotal, isInId ? name : `${name} Total`);
        if (id !== null)
          subtotal.cells.set(id, { value: isInId ? `Sub-Total ${name}:` : String(loans.length) });
        draft.lines.push(subtotal);
      }
      draft.reasons.add("perhaps-totals");
    },
  },
  {
    name: "subtotals of each category that no word tells",
    touches: ["everything"],
    apply: (draft) => {
      const { id, summed, text } = draft.bank;
      for (const [name, loans] of Map.groupBy(draft.lines, (line) => draft.names.get(line) ?? "")) {
        const subtotal = sumLine(loans, summed[0] ?? "");
        draft.rename(subtotal, name);
        if (id !== null) subtotal.cells.set(id, { value: "Zwischensumme" });
        subtotal.cells.set(text, { value: "Subtotal" });
        draft.lines.push(subtotal);
      }
      draft.reasons.add("perhaps-totals");
    },
  },
  {
    name: "a total that no word tells",
    touches: ["everything"],
    apply: (draft) => {
      const total = sumLine(draft.lines, draft.bank.summed[0] ?? "");
      if (draft.bank.id !== null) total.cells.set(draft.bank.id, { value: "ALLES" });
      draft.rename(total, "HOUSING");
      draft.lines.push(total);
      draft.reasons.add("perhaps-totals");
    },
  },
  {
    name: "no category",
    touches: ["category"],
    apply: (draft) => {
      for (const line of draft.someLoans(9))
        draft.rename(line, "(blank)", {
          value: draft.random.pick(["", " "]),
          quoted: draft.style !== "no quotes" && draft.random.oneIn(2),
        });
    },
  },
  {
    name: "a category called as its column",
    touches: ["category"],
    apply: (draft) => {
      for (const line of draft.someLoans(2)) draft.rename(line, draft.bank.category);
    },
  },
  {
    name: "many categories",
    touches: ["category"],
    apply: (draft) => {
      for (const [at, line] of draft.someLoans(200).entries()) draft.rename(line, `CATEGORY ${at % 40}`);
    },
  },
  {
    name: "more categories than a report tells, by the contract",
    touches: ["category"],
    apply: (draft) => {
      draft.categories = ownNames(draft);
    },
  },
  {
    name: "nearly each loan with a category of its own",
    touches: ["category"],
    apply: (draft) => {
      ownNames(draft);
      draft.reasons.add("rare-names");
    },
  },
  {
    name: "a name of 100 bytes",
    touches: ["category"],
    apply: (draft) => {
      for (const line of draft.someLoans(1)) draft.rename(line, "LONG ".repeat(20).replace(/ $/, "S"));
    },
  },
  {
    name: "a name of more than 100 bytes",
    touches: ["category"],
    apply: (draft) => {
      for (const line of draft.someLoans(1)) draft.rename(line, "X".repeat(101 + draft.random.integer(200)));
      draft.reasons.add("name-too-long");
    },
  },
];

/** A row that is counted, with the sum of others in a column. */
function sumLine(lines: readonly Line[], column: string): Line {
  const sum = lines.reduce((all, { amounts: of }) => all + (of.get(column) ?? 0n), 0n);
  const cents = String(sum / 10_000n).padStart(3, "0");
  const line = lineOf("loan", [[column, { value: `${cents.slice(0, -2)}.${cents.slice(-2)}` }]]);
  line.amounts.set(column, sum);
  return line;
}

/** Most names stand in one row each, as those of customers do. */
function ownNames(draft: Draft): readonly string[] {
  return draft.someLoans(320).map((line, at) => {
    const name = `CATEGORY ${at}`;
    draft.rename(line, name);
    return name;
  });
}

function setAmount(draft: Draft, text: string, plain: string): void {
  const swapped = draft.decimal === "." ? text : text.replace(/[.,]/g, (sign) => (sign === "." ? "," : "."));
  const needsQuotes = swapped.includes(draft.fileSeparator);
  if (needsQuotes && draft.style === "no quotes") return;
  const [line] = draft.someLoans(1);
  if (line === undefined) return;
  const column = draft.random.pick([draft.bank.summed[0] ?? "", ...draft.bank.summed]);
  line.cells.set(column, { value: swapped });
  line.amounts.set(column, millionths(plain));
}

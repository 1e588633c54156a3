import { shuffle } from "../../../sandbox/data/random.ts";
import type { Draft } from "../draft.ts";
import type { Kind } from "./kind.ts";

/** Headers, columns and separators. */
export const headerKinds: readonly Kind[] = [
  {
    name: "columns in another order",
    touches: ["header"],
    prepare: (draft) => {
      // Without ids the first column is where a total is looked for.
      const [first = "", ...rest] = draft.columns;
      draft.columns =
        draft.bank.id === null
          ? [first, ...shuffle(rest, draft.random)]
          : shuffle(draft.columns, draft.random);
    },
  },
  {
    name: "an empty last column, refused",
    touches: ["header"],
    prepare: (draft) => extra(draft, "refuse", [""], "last"),
  },
  {
    name: "an empty last column, allowed",
    touches: ["header"],
    prepare: (draft) => extra(draft, "allow", [""], "last"),
  },
  {
    name: "an index column, refused",
    touches: ["header"],
    prepare: (draft) => extra(draft, "refuse", [""], "first"),
  },
  {
    name: "an index column, allowed",
    touches: ["header"],
    prepare: (draft) => extra(draft, "allow", [""], "first"),
  },
  {
    name: "other columns, refused",
    touches: ["header"],
    prepare: (draft) => extra(draft, "refuse", ["Branch"], "last"),
  },
  {
    name: "other columns, allowed",
    touches: ["header"],
    prepare: (draft) => extra(draft, "allow", ["Branch", "Note", "Note"], "last"),
  },
  {
    name: "separators and quotes in the header",
    touches: ["header"],
    prepare: (draft) => extra(draft, "allow", [`Note${draft.fileSeparator} "more"`], "last"),
  },
  {
    name: "a line break in the header",
    touches: ["header", "breaks"],
    prepare: (draft) => extra(draft, "allow", ["Note\nmore"], "last"),
  },
  {
    name: "a separator behind the header alone",
    touches: ["header"],
    apply: (draft) => {
      const last = draft.columns.at(-1) ?? "";
      draft.headerTexts.set(last, draft.fieldText({ value: last }) + draft.fileSeparator);
      draft.reasons.add("header-wrong");
    },
  },
  {
    name: "no line end behind the header",
    touches: ["header"],
    apply: (draft) => {
      const last = draft.columns.at(-1) ?? "";
      const row = draft.columns.map(() => "ASHA RAO").join(draft.fileSeparator);
      draft.headerTexts.set(last, draft.fieldText({ value: last }) + draft.fileSeparator + row);
      draft.reasons.add("header-wrong");
    },
  },
  {
    name: "other blanks in the header",
    touches: ["header"],
    prepare: ({ bank, headerTexts }) => void headerTexts.set(bank.category, `${bank.category}\u00a0`),
  },
  {
    name: "a quoted header with blanks inside",
    touches: ["header", "style of quotes"],
    prepare: (draft) => {
      for (const name of draft.columns)
        draft.headerTexts.set(name, draft.random.oneIn(3) ? `" ${name}"` : `"${name}"`);
    },
  },
  {
    name: "a column is missing",
    touches: ["header", "amounts"],
    prepare: (draft) => {
      const [first = "", ...others] = draft.bank.columns.map(({ name }) => name);
      const missing = draft.random.pick([first, ...others]);
      draft.columns = draft.columns.filter((name) => name !== missing);
      draft.reasons.add("header-wrong");
    },
  },
  {
    name: "a column stands there twice",
    touches: ["header", "amounts"],
    prepare: (draft) => {
      const { category, text } = draft.bank;
      draft.columns = [...draft.columns, draft.random.pick([category, text])];
      draft.reasons.add("header-wrong");
    },
  },
  {
    name: "a column in other letters",
    touches: ["header"],
    prepare: ({ bank, headerTexts, reasons }) => {
      headerTexts.set(bank.category, `${bank.category.slice(0, 1).toUpperCase()}${bank.category.slice(1)}`);
      reasons.add("header-wrong");
    },
  },
  {
    name: "a name in the header goes on behind its quote",
    touches: ["header", "stray quotes"],
    prepare: (draft) => extra(draft, "allow", ["Note"], "last"),
    apply: (draft) => {
      draft.headerTexts.set("Note", '"Note"s');
      draft.reasons.add("dialect");
    },
  },
  {
    name: "a name in the header begins with a quote",
    touches: ["header", "stray quotes", "breaks"],
    prepare: (draft) => extra(draft, "allow", ['"Note" of it'], "last"),
  },
  {
    name: "a header below very many blank lines",
    touches: ["top"],
    apply: (draft) => {
      for (let line = 0; line < 300; line += 1) draft.top.push(" ".repeat(1_000));
      draft.reasons.add("header-wrong");
    },
  },
  { name: "blank lines above the header", touches: ["top"], apply: (draft) => void draft.top.push("", "  ") },
  {
    name: "lines above the header",
    touches: ["top"],
    apply: (draft) => {
      draft.top.push("Loans of the day", "", `Branch${draft.fileSeparator}LEEDS`);
      draft.reasons.add("header-elsewhere");
    },
  },
  ...([";", "tab", "|"] as const).map(
    (separator): Kind => ({
      name: `${separator} by the contract`,
      touches: ["separator"],
      prepare: (draft) => {
        draft.separator = separator;
      },
    }),
  ),
  ...([";", "\t", "|"] as const).map(
    (separator): Kind => ({
      name: `${separator === "\t" ? "tab" : separator} against the contract`,
      touches: ["separator"],
      prepare: (draft) => {
        draft.otherSeparator = separator;
        draft.reasons.add("header-elsewhere");
      },
    }),
  ),
  {
    name: "tabs in fields",
    touches: ["separator"],
    apply: (draft) => {
      for (const line of draft.someLoans(4)) line.cells.set(draft.bank.text, { value: "CLERK\tOF COURT" });
    },
  },
];

function extra(
  draft: Draft,
  extraColumns: "allow" | "refuse",
  names: readonly string[],
  where: "first" | "last",
): void {
  draft.columns = where === "last" ? [...draft.columns, ...names] : [...names, ...draft.columns];
  draft.extraColumns = extraColumns;
  if (extraColumns === "refuse") draft.reasons.add("header-wrong");
}

import { shuffle } from "../../../sandbox/data/random.ts";
import type { Draft, Line } from "../draft.ts";
import { lineOf } from "../rows.ts";
import type { Kind } from "./kind.ts";

const footer = "^(END OF FILE|# )";

/** Rows that are no loans, or no rows. */
export const rowKinds: readonly Kind[] = [
  {
    name: "header repeated",
    touches: [],
    apply: (draft) => {
      for (let time = draft.random.integer(3); time >= 0; time -= 1) {
        const line = lineOf(
          "repeatedHeader",
          draft.columns.map((name) => [name, { value: name }]),
        );
        if (draft.random.oneIn(2)) line.raw = draft.headerLine();
        draft.insert(line);
      }
      for (const written of [upper, lower, spread])
        draft.insert(
          lineOf(
            "repeatedHeader",
            draft.columns.map((name) => [name, { value: written(name) }]),
          ),
        );
      // With another field in it, it is a loan of a category that is called like the column.
      for (const line of draft.someLoans(1)) draft.rename(line, upper(draft.bank.category));
    },
  },
  {
    name: "header repeated, a name of it otherwise",
    touches: ["header"],
    apply: (draft) => {
      const [first = "", ...rest] = draft.columns.filter((name) => name !== draft.bank.category);
      const other = draft.random.pick([first, ...rest]);
      draft.insert(
        lineOf(
          "repeatedHeader",
          draft.columns.map((name) => [name, { value: name === other ? "Konto" : name.replace("_", "-") }]),
        ),
      );
    },
  },
  {
    name: "header repeated in another order",
    touches: ["header"],
    apply: (draft) => {
      const { columns } = draft;
      draft.insert(
        lineOf(
          "repeatedHeader",
          columns.map((name, at) => [name, { value: columns[(at + 1) % columns.length] ?? "" }]),
        ),
      );
      draft.reasons.add("dialect");
    },
  },
  {
    name: "rows of letters that nobody sees",
    touches: ["letters"],
    apply: (draft) => {
      for (const value of ["\u200b", " \u2060\u00ad"])
        draft.insert(
          lineOf(
            "blank",
            draft.columns.map((name) => [name, { value }]),
          ),
        );
      draft.insert(rawLine("blank", "\u200b \u200d"));
    },
  },
  {
    name: "rows of separators alone",
    touches: [],
    apply: (draft) => {
      for (let row = draft.random.integer(20); row >= 0; row -= 1) {
        const value = draft.random.oneIn(3) ? " " : "";
        // Between tabs it is a line of blanks, unless its fields are quoted.
        const fate = draft.separator === "tab" && draft.style !== "all quoted" ? "nothing" : "blank";
        draft.insert(
          lineOf(
            fate,
            draft.columns.map((name) => [name, { value }]),
          ),
        );
      }
    },
  },
  {
    name: "rows of rulings",
    touches: [],
    apply: (draft) => {
      const ruling = (written: (name: string) => string) =>
        draft.insert(
          lineOf(
            "blank",
            draft.columns.map((name) => [name, { value: written(name) }]),
          ),
        );
      for (const mark of ["-", "=", "_", "*"]) ruling((name) => mark.repeat(name.length));
      for (const value of ["-", "NULL", "(null)", "\\N"]) ruling(() => value);
      ruling((name) => (name === draft.bank.category ? "- - -" : ""));
      for (const value of ["-", "NULL"]) for (const line of draft.someLoans(1)) draft.rename(line, value);
    },
  },
  {
    name: "rows of totals",
    touches: ["totals"],
    apply: (draft) => {
      const column = draft.bank.id ?? draft.columns[0] ?? "";
      const insert = (fate: Line["fate"], place: string, word: string) => {
        const line = lineOf(fate, [[place, { value: word }]]);
        for (const name of draft.bank.summed) line.cells.set(name, { value: "8579600" });
        draft.insert(line);
      };
      const words = ["TOTAL", "Grand Total", " sum ", "Total:", "GRAND  TOTAL :", "Sum =", "sub total."];
      words.push("Total 30", "TOTAL (30)", "**TOTAL**", "Total -", "3 Total");
      for (const word of words)
        for (const place of new Set([column, draft.bank.category])) insert("total", place, word);
      if (column === draft.bank.category) return;
      for (const beside of ["30", "-", "Total", "Sum: 2"]) {
        const line = lineOf("total", [[column, { value: "TOTAL" }]]);
        draft.insert(line);
        line.cells.set(draft.bank.category, { value: beside });
      }
      // A digit beside a letter makes a customer's number of it, and another word beside it a name.
      for (const line of draft.someLoans(1)) line.cells.set(column, { value: "SUM1001" });
      for (const line of draft.someLoans(1)) {
        line.cells.set(column, { value: "" });
        draft.rename(line, "HOUSING Total");
      }
      for (const line of draft.someLoans(20)) draft.rename(line, "TOTAL PROTECTION LOAN");
      // Beside a category it is a loan, whatever its customer is called, and so is one of that category.
      for (const line of draft.someLoans(1)) line.cells.set(column, { value: "TOTAL" });
      for (const line of draft.someLoans(1)) {
        line.cells.set(column, { value: "7" });
        draft.rename(line, "Total:");
      }
    },
  },
  {
    name: "rows of quoted nothing",
    touches: ["stray quotes"],
    apply: (draft) => {
      const nothing = { value: "", quoted: true };
      for (let row = 0; row < 3; row += 1)
        draft.insert(
          lineOf(
            "blank",
            draft.columns.map((name) => [name, nothing]),
          ),
        );
    },
  },
  {
    name: "a line of one quoted nothing",
    touches: ["stray quotes"],
    apply: (draft) => draft.insert(rawLine("malformed", '""')),
  },
  {
    name: "more separators than a row has",
    touches: [],
    apply: (draft) => {
      const fate = draft.fileSeparator === "\t" ? "nothing" : "malformed";
      draft.insert(rawLine(fate, draft.fileSeparator.repeat(draft.columns.length + draft.random.integer(3))));
    },
  },
  {
    name: "separators behind a row",
    touches: [],
    apply: (draft) => {
      for (const line of draft.someLoans(1)) {
        line.raw = draft.textOf(line) + draft.fileSeparator.repeat(1 + draft.random.integer(3));
        line.fate = "malformed";
      }
    },
  },
  {
    name: "words of totals that fold alike",
    touches: ["letters", "totals"],
    prepare: (draft) => {
      draft.totals = [
        "Stra\u00dfe",
        " sum",
        "\u00c9TAT",
        "\u039f\u039b\u039f\u03a3 \u03a0\u039f\u03a3\u039f",
      ];
    },
    apply: (draft) => {
      const column = draft.bank.id ?? draft.columns[0] ?? "";
      for (const word of [
        "STRASSE",
        "stra\u00dfe",
        "\u017fum",
        "\u00e9tat",
        "\u039f\u039b\u039f\u03a3 \u03a0\u039f\u03a3\u039f",
        "\u03bf\u03bb\u03bf\u03c2\u03c0\u03bf\u03c3\u03bf",
      ])
        for (const place of new Set([column, draft.bank.category]))
          draft.insert(
            lineOf("total", [
              [place, { value: word }],
              [draft.bank.summed[0] ?? "", { value: "1" }],
            ]),
          );
    },
  },
  {
    name: "footer by the contract",
    touches: ["last line"],
    apply: (draft) => {
      draft.footer = footer;
      const separators = draft.fileSeparator.repeat(draft.columns.length - 1);
      draft.insert(rawLine("malformed", "# 12 rows so far"));
      draft.lines.push(rawLine("footer", "END OF FILE"));
      if (draft.random.oneIn(2)) draft.lines.push(rawLine("nothing", ""));
      if (draft.random.oneIn(2)) draft.lines.push(...behindFooter(draft));
      if (draft.random.oneIn(2)) draft.lines.push(rawLine("footer", `# 412 rows${separators}`));
      if (draft.random.oneIn(2)) draft.lines.push(...behindFooter(draft));
      draft.hasLastEnd = draft.random.oneIn(2);
    },
  },
  {
    name: "a footer of a thousand lines",
    touches: ["last line", "top"],
    apply: (draft) => addFooter(draft, 1_000),
  },
  {
    name: "a footer of more than a thousand lines",
    touches: ["last line", "top"],
    apply: (draft) => {
      addFooter(draft, 1_001);
      draft.reasons.add("dialect");
    },
  },
  {
    name: "a row that ends as a footer, behind a line break",
    touches: ["last line", "breaks"],
    apply: (draft) => {
      draft.footer = "END$";
      draft.lines.push(rawLine("malformed", `LN9${draft.fileSeparator}"CLERK${draft.end}OF" END`));
      draft.reasons.add("dialect").add("stray-quote");
    },
  },
  {
    name: "no footer where the contract names one",
    touches: ["last line"],
    apply: (draft) => {
      draft.footer = footer;
      draft.insert(rawLine("malformed", "# 12 rows so far"));
      draft.reasons.add("footer-missing");
    },
  },
  {
    name: "footer that the contract does not know",
    touches: ["last line"],
    apply: (draft) => void draft.lines.push(rawLine("malformed", "END OF FILE")),
  },
  {
    name: "blank lines",
    touches: [],
    apply: (draft) => {
      for (const raw of ["", "   ", "\t ", ""]) draft.insert(rawLine("nothing", raw));
    },
  },
  {
    name: "a line of other blanks",
    touches: ["letters"],
    apply: (draft) => {
      for (const raw of [" \u00a0 ", "\u2003\t", "\ufeff"]) draft.insert(rawLine("nothing", raw));
    },
  },
  {
    name: "blanks at the end without a line end",
    touches: ["last line"],
    apply: (draft) => {
      draft.lines.push(rawLine("nothing", "   "));
      draft.hasLastEnd = false;
    },
  },
  { name: "a short row", touches: [], apply: (draft) => spoil(draft, 1, -1) },
  { name: "a long row", touches: [], apply: (draft) => spoil(draft, 1, 1) },
  {
    name: "many short rows",
    touches: [],
    apply: (draft) => spoil(draft, Math.ceil(draft.lines.length * 0.05), -1),
  },
  {
    name: "many long rows",
    touches: [],
    apply: (draft) => spoil(draft, Math.ceil(draft.lines.length * 0.05), 1),
  },
  {
    name: "cut in a record",
    touches: ["last line", "style of quotes"],
    apply: (draft) => {
      const text = draft.textOf(draft.lines.at(-1) as Line);
      // Before the last field, and in no quotes.
      const upTo = text.split('"', 1).join("").lastIndexOf(draft.fileSeparator);
      const most = Math.max(1, Math.min(upTo, text.lastIndexOf(draft.fileSeparator) - 1));
      const keep = Math.max(Math.min(4, most), 1 + draft.random.integer(most));
      draft.lines.push(rawLine("malformed", text.slice(0, keep)));
      draft.hasLastEnd = false;
      draft.reasons.add("cut-off");
    },
  },
  {
    name: "cut in a quoted field",
    touches: ["last line", "stray quotes"],
    apply: (draft) => {
      const fields = draft
        .textOf(draft.lines.at(-1) as Line)
        .split(draft.fileSeparator)
        .slice(0, draft.columns.indexOf(draft.bank.text));
      const whole = fields.filter((field) => !field.includes('"'));
      draft.lines.push(rawLine("malformed", [...whole, '"CLERK OF'].join(draft.fileSeparator)));
      draft.hasLastEnd = false;
      draft.reasons.add("cut-off");
    },
  },
  {
    name: "cut in the last field, a category",
    touches: ["last line", "style of quotes", "header", "category", "totals"],
    prepare: (draft) => {
      const { category } = draft.bank;
      draft.columns = [...draft.columns.filter((name) => name !== category), category];
    },
    apply: (draft) => {
      const last = draft.lines.at(-1);
      if (last) draft.rename(last, draft.random.pick(["GOLD LO", "BUS", "TWO WHEELER".slice(0, -1)]));
      draft.hasLastEnd = false;
      draft.reasons.add("cut-off");
    },
  },
  {
    name: "a field of more than a megabyte",
    touches: [],
    apply: (draft) => {
      for (const line of draft.someLoans(1))
        line.cells.set(draft.bank.text, { value: "LONG ".repeat(220_000).trim() });
      draft.reasons.add("dialect");
    },
  },
  {
    name: "a line of two million separators",
    touches: [],
    apply: (draft) => {
      draft.insert(rawLine("malformed", draft.fileSeparator.repeat(2_000_000)));
      draft.reasons.add("dialect");
    },
  },
  {
    name: "a line of very many separators",
    touches: ["separator"],
    apply: (draft) => void draft.insert(rawLine("malformed", draft.fileSeparator.repeat(300_000))),
  },
  {
    name: "long fields",
    touches: [],
    apply: (draft) => {
      for (const line of draft.someLoans(2))
        line.cells.set(draft.bank.text, { value: "LONG ".repeat(20_000).trim() });
    },
  },
];

/** Rows that say nothing, and a total: behind a footer it is the file's end all the same. */
function behindFooter(draft: Draft): readonly Line[] {
  const { columns, bank, totals } = draft;
  const ruling = columns.map((name) => [name, { value: "---" }] as const);
  const nothing = columns.map((name) => [name, { value: "", quoted: true }] as const);
  return shuffle(
    [
      rawLine("malformed", "------------"),
      lineOf("blank", ruling),
      ...(draft.style === "no quotes" ? [] : [lineOf("blank", nothing)]),
      lineOf("total", [[bank.id ?? columns[0] ?? "", { value: totals[0] ?? "" }]]),
    ],
    draft.random,
  );
}

/** With blank lines below it, which are none of its. */
function addFooter(draft: Draft, lines: number): void {
  draft.footer = footer;
  for (let line = 0; line < lines; line += 1) draft.lines.push(rawLine("footer", `# ${line}`));
  for (let line = 0; line < 1_100; line += 1) draft.lines.push(rawLine("nothing", ""));
}

function rawLine(fate: Line["fate"], raw: string): Line {
  const line = lineOf(fate, []);
  line.raw = raw;
  return line;
}

const upper = (name: string) => name.toUpperCase();
const lower = (name: string) => name.toLowerCase();
const spread = (name: string) => `  ${name.replaceAll(" ", "  ")} `;

/** Takes fields from some loans, or adds some. */
function spoil(draft: Draft, rows: number, direction: 1 | -1): void {
  for (const line of draft.someLoans(rows)) {
    line.fate = "malformed";
    line.fields = direction * (1 + draft.random.integer(Math.min(3, draft.columns.length - 1)));
  }
}

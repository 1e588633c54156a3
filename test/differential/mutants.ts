/** A mistake that somebody could make in a reader: a text of one of its files, and what stands there then. */
export interface Mutant {
  readonly name: string;
  /** From the repository's root. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Kinds of files that show it; others may, too. */
  readonly shows?: readonly string[];
}

const upload = "src/jobs/workflows/batch/";
const script = "spark/loan_tracker.py";

/** Mistakes of the upload's reader. */
export const uploadMutants: readonly Mutant[] = [
  {
    name: "CR ends no record",
    file: `${upload}loan-file.ts`,
    from: 'recordDelimiter: ["\\n", "\\r"]',
    to: 'recordDelimiter: ["\\n"]',
  },
  {
    name: "the first line end is the only one",
    file: `${upload}loan-file.ts`,
    from: 'recordDelimiter: ["\\n", "\\r"],',
    to: "",
  },
  {
    name: "quotes are not known",
    file: `${upload}loan-file.ts`,
    from: "ltrim: true,",
    to: "ltrim: true, quote: false,",
  },
  {
    name: "blanks before a quote are text",
    file: `${upload}loan-file.ts`,
    from: "ltrim: true",
    to: "ltrim: false",
  },
  {
    name: "a header line in the middle is a loan",
    file: `${upload}loan-file/row-kinds.ts`,
    from: 'if (looks.isName) return this.#headerKind(record) ?? "loan";',
    to: "",
  },
  {
    name: "words of totals are told apart by case",
    file: `${upload}loan-file/row-kinds.ts`,
    from: 'const letters = foldedCase(text.replace(BLANKS, ""));',
    to: 'const letters = text.replace(BLANKS, "");',
  },
  {
    name: "a header line in capital letters is a loan",
    file: `${upload}loan-file/row-kinds.ts`,
    from: 'return foldedCase(name.replace(this.#nameMarks, ""));',
    to: 'return name.replace(this.#nameMarks, "");',
  },
  {
    name: "a word of totals with digits and marks around it is a loan's",
    file: `${upload}loan-file/row-kinds.ts`,
    from: "this.#totals.has(bareWord(text)) || this.#totals.has(bareWord(word))",
    to: "this.#totals.has(bareWord(text))",
  },
  {
    name: "words of totals stand in the id column alone",
    file: `${upload}loan-file/row-kinds.ts`,
    from: "looks.isSeen ? looks.word : this.#wordOf(id)",
    to: "this.#wordOf(id)",
  },
  {
    name: "a row with another number of fields is a loan",
    file: `${upload}loan-file/row-kinds.ts`,
    from: 'isUnseenLine(record) ? "blank" : "malformed"',
    to: '"loan"',
  },
  {
    name: "a total beside a number is a loan",
    file: `${upload}loan-file/row-kinds.ts`,
    from: 'looks.word === "alone" || !looks.hasLetters',
    to: 'looks.word === "alone"',
  },
  {
    name: "a header again may have its columns in any order",
    file: `${upload}loan-file/row-kinds.ts`,
    from: '"repeatedHeader" : "movedHeader"',
    to: '"repeatedHeader" : "repeatedHeader"',
  },
  {
    name: "a header again must have all of its names",
    file: `${upload}loan-file/row-kinds.ts`,
    from: "(known.size - 1) * 2 <= this.#named.size - 1",
    to: "known.size > 0",
  },
  {
    name: "zero-width letters are seen",
    file: `${upload}loan-file/row-kinds.ts`,
    from: '.replaceAll(INVISIBLE, "")',
    to: "",
  },
  {
    name: "a ruling is a loan",
    file: `${upload}loan-file/row-kinds.ts`,
    from: "if (!looks.tells && !record.some(tells))",
    to: "if (!looks.isSeen && !record.some(isSeen))",
  },
  {
    name: "a footer in the middle is left out",
    file: `${upload}loan-file/records.ts`,
    from: "if (this.#perhapsFooterRows > 0) this.#nowNoFooter();",
    to: "",
  },
  {
    name: "no row may stand behind a footer",
    file: `${upload}loan-file/records.ts`,
    from: "if (!isFooter && this.#isBehindFooter(record, { text, breaks })) {",
    to: "if (isFooter && breaks < 0) {",
  },
  {
    name: "amounts are read with a decimal point, whatever the contract says",
    file: `${upload}loan-file/amounts/amount-column.ts`,
    from: "new AmountSum(decimal)",
    to: 'new AmountSum(decimal === "," ? "." : decimal)',
  },
  {
    name: "a file that ends in the middle is whole",
    file: `${upload}loan-file/findings.ts`,
    from: "...cutOff(bytes, records),",
    to: "",
  },
  {
    name: "a field may hold any number of lines",
    file: `${upload}loan-file/findings.ts`,
    from: "...swallowed(counts, contract),",
    to: "",
  },
  {
    name: "any blank may stand beside a quote",
    file: `${upload}loan-file/dialect.ts`,
    from: "...besideQuotes(counts),",
    to: "",
  },
  {
    name: "a name may go on behind its closing quote",
    file: `${upload}loan-file/dialect.ts`,
    from: "...names(counts, contract),",
    to: "",
  },
  {
    name: "any bytes are UTF-8",
    file: `${upload}loan-file/bytes.ts`,
    from: 'this.#encoding === "utf-8" ? this.#validBytes(chunk) : chunk.length',
    to: "chunk.length",
  },
];

/** Mistakes of the Spark script. */
export const sparkMutants: readonly Mutant[] = [
  {
    name: "with line breaks in fields the first line end is the only one",
    file: script,
    from: '.option("lineSep", self.line_end)',
    to: "",
    shows: ["line breaks in quotes", "a blank line in quotes", "a line break in a category"],
  },
  {
    name: "quotes are not known",
    file: script,
    from: `.option("quote", '"')`,
    to: '.option("quote", "")',
    shows: ["everything quoted"],
  },
  {
    name: "blanks before a quote are text",
    file: script,
    from: '.option("ignoreLeadingWhiteSpace", True)',
    to: '.option("ignoreLeadingWhiteSpace", False)',
    shows: ["spaces around quotes"],
  },
  {
    name: "a header line in the middle is a loan",
    file: script,
    from: "self._header_kind())",
    to: "F.when(F.monotonically_increasing_id() == 0, self.HEADER).otherwise(self.COUNTED))",
    shows: ["header repeated"],
  },
  {
    name: "words of totals are told apart by case",
    file: script,
    from: 'return F.replace(F.lower(F.concat(F.upper(text), F.lit(""))), F.lit("ς"), F.lit("σ"))',
    to: "return text",
    shows: ["rows of totals"],
  },
  {
    name: "words of totals stand in the id column alone",
    file: script,
    from: "~is_seen | is_total",
    to: "is_total",
    shows: ["words of totals that fold alike", "rows of totals"],
  },
  {
    name: "a header line in capital letters is a loan",
    file: script,
    from: "self._closed_up(category).isin(*names)",
    to: "category.isin(*self.header)",
    shows: ["header repeated"],
  },
  {
    name: "words of totals are compared by their small letters alone",
    file: script,
    from: 'F.lower(F.concat(F.upper(text), F.lit("")))',
    to: "F.lower(F.upper(text))",
    shows: ["words of totals that fold alike"],
  },
  {
    name: "names are not trimmed",
    file: script,
    from: 'trimmed(category_field).alias("category")',
    to: 'F.coalesce(F.col(category_field), F.lit("")).alias("category")',
    shows: ["other blanks around names"],
  },
  {
    name: "a row with another number of fields is a loan",
    file: script,
    from: ".otherwise(self.MALFORMED)",
    to: ".otherwise(self.COUNTED)",
    shows: ["a short row", "a long row"],
  },
  {
    name: "every file is UTF-8",
    file: script,
    from: '.option("encoding", self.contract.encoding)',
    to: "",
    shows: ["windows-1252 by the contract", "ISO 8859-1 by the contract"],
  },
  {
    name: "a footer is malformed",
    file: script,
    from: "if contract.footer is None:",
    to: "if True:",
    shows: ["footer by the contract"],
  },
  {
    name: "no empty row may stand behind a footer",
    file: script,
    from: 'if row["says"] or is_footer(row["line"])',
    to: "",
    shows: ["footer by the contract"],
  },
  {
    name: "no total may stand behind a footer",
    file: script,
    from: "is_footer(line) or line in totals",
    to: "is_footer(line)",
    shows: ["footer by the contract"],
  },
  {
    name: "a total beside a number is a loan",
    file: script,
    from: 'category.rlike(rf"^[{NO_LETTER}]*\\z")',
    to: "F.lit(False)",
    shows: ["rows of totals"],
  },
  {
    name: "a word of totals with digits and marks around it is a loan's",
    file: script,
    from: "{behind}",
    to: "",
    shows: ["rows of totals"],
  },
  {
    name: "a header again must have all of its names",
    file: script,
    from: "(known - 1) * 2 <= len(self.closed_names) - 1",
    to: "F.lit(True)",
    shows: ["header repeated, a name of it otherwise"],
  },
  {
    name: "zero-width letters are seen",
    file: script,
    from: "{BLANKS}{UNSEEN}!",
    to: "{BLANKS}!",
    shows: ["rows of letters that nobody sees"],
  },
  {
    name: "a row of separators alone is a loan",
    file: script,
    from: 'self._record().rlike(rf"^{NOTHING}(?:\\x00{NOTHING})*\\z")',
    to: "F.lit(False)",
    shows: ["rows of separators alone"],
  },
  {
    name: "a ruling is a loan",
    file: script,
    from: "!#-/:-@",
    to: "",
    shows: ["rows of rulings"],
  },
  {
    name: "amounts are read with a decimal point, whatever the contract says",
    file: script,
    from: "number_pattern(decimal_mark, MOST_DIGITS, SUM_SCALE)",
    to: 'number_pattern(".", MOST_DIGITS, SUM_SCALE)',
    shows: ["decimal comma by the contract"],
  },
  {
    name: "the digits of an amount are grouped as they come",
    file: script,
    from: "[0-9]{{3}}",
    to: "[0-9]++",
    shows: ["amounts of every form"],
  },
];

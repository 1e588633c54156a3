"""Counts a day's loans per category and reports on the quality of the file.

The same script runs as an EMR step (emr-7.14.0: Spark 3.5.8, Python 3.9) and under a local spark-submit: every
location is a URI from the command line, read and written through Hadoop's file systems. What the file is (its columns,
separator, encoding, what in it is no loan) says the contract; how it is read is written here, apart from the app.

Rules of reading: CR, LF and CRLF each end a record outside quotes; a quote opens a field only as its first character,
with blanks before it or not; fields are trimmed; a line of blanks alone is no record. Rules of counting: names of
categories are never merged or translated; a blank one counts as "(blank)"; a record with the wrong number of fields
is in no count, and one that is no loan is left out under its name. No row of the file reaches the report or a log.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import decimal
import itertools
import json
import re
import sys
import time
import traceback
import unicodedata

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

BLANK_CATEGORY = "(blank)"

# last.loan_tracker declares varchar(100), and Redshift counts bytes, not characters.
LONGEST_CATEGORY_BYTES = 100

# What JavaScript's trim() removes, so that an independent recount in the app comes to the same names. As a class in ranges,
# as Java looks at one letter of a class after the other, and letter by letter.
BLANKS = "\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
WHITESPACE = "".join(re.findall(f"[{BLANKS}]", "".join(map(chr, range(0x10000)))))

# Spark's reader takes only blanks up to U+0020 for such: beside a quote it cannot read the others.
FOREIGN_BLANKS = "".join(blank for blank in WHITESPACE if blank > " ")

# Letters that nobody sees, as a class of Java's: format characters, those that Unicode lets programs ignore, the empty Braille.
UNSEEN = (
    r"\p{Cf}\x{34F}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{180B}-\x{180F}\x{2065}\x{2800}\x{3164}\x{FE00}-\x{FE0F}"
    r"\x{FFA0}\x{FFF0}-\x{FFF8}\x{E0000}-\x{E0FFF}"
)

# The inside of a class of Java's: what is neither a letter nor a mark on one, or is one that nobody sees.
NO_LETTER = rf"[\P{{L}}&&\P{{M}}]{UNSEEN}"

# A field that says nothing: blank, a ruling of the marks that lines are drawn with, or what a database writes for nothing.
MARKS = rf"{BLANKS}{UNSEEN}!#-/:-@\[-`{{-~\xaf\xb7\u2010-\u2015\u2022\u203e\u2212\u2500-\u257f"
NOTHING = rf"[{MARKS}]*+(?:(?:(?i:null)|(?<=\\)N)[{MARKS}]*+)?+"

# What is in a line unless it holds nothing but that, separators and quotes.
SOMETHING = rf'[^{MARKS}"A-Za-z]|(?<![A-Za-z])(?!(?:(?i:null)|(?<=\\)N)(?![A-Za-z]))[A-Za-z]'

# What people leave out or put between the words of a column's name.
NAME_MARKS = "_.-"

# No word of totals comes near this, whatever stands around it.
LONGEST_TOTAL = 300

LONGEST_HEADER_BYTES = 256 * 1024

# Spark reads no record of more fields, and a line of separators has as many as it has bytes; the app takes 1 MB a line.
MOST_FIELDS = 1_100_000

# Exact or not at all: approximate counts err by more than the duplicates there are. The exact count reads the file a
# second time (measured on 2 cores: 7.5 s become 10.2 s for 150 MB, but 19 s become 32 s for 1 GB).
EXACT_DUPLICATES_UP_TO_BYTES = 256 * 1024 * 1024

# Packed text is about a tenth of itself.
PACKED_TIMES = 8

# A bank has dozens of categories. Where there are more names than this, the column holds something else, perhaps what tells
# who a customer is: the names stay out. Of fewer names the app judges whether they may be told.
MOST_CATEGORIES_IN_REPORT = 1000
MOST_PAIRS_IN_REPORT = 50

# Names have 100 bytes at most, and the app takes a report of 1 MB: of more sums it is told the totals, the table has them all.
MOST_SUMS_IN_REPORT = 2000

# How the app names a try's folder: by its run and attempt. Whatever else lies beside it is somebody else's.
FOLDER_OF_A_TRY = re.compile(r"batch-.+-\d{4}-\d\d-\d\d-g\d+-a\d+")

# A try lasts hours at most. Its output's folder is what a step that was submitted twice meets instead of counting once more.
SCRATCH_DAYS = 7

# The app refuses a longer footer, takes no longer line for one, and any letter for a point.
MOST_FOOTER_LINES, LONGEST_FOOTER_LINE = 1000, 200
FOOTER_FLAGS = re.ASCII | re.DOTALL

# Cents, and the thousandths of some currencies. The table's columns have this type, so it cannot follow the day's file.
SUM_SCALE = 4
SUM_TYPE = T.DecimalType(38, SUM_SCALE)

# So many digits before the decimal mark leave room for the sum of 10^13 of them.
MOST_DIGITS = 20

ENCODINGS = {"utf-8": "UTF-8", "windows-1252": "windows-1252", "iso-8859-1": "ISO-8859-1"}
LINE_ENDS = {"lf": "\n", "cr": "\r"}
GROUP_OF = {".": ",", ",": "."}
# These, too; SQL has the first apostrophe escaped.
GROUP_BLANKS = " \xa0\u2009\u202f"
APOSTROPHES = "\\'\u2019"

MALFORMED = "_malformed"

# How a value of a numeric column is told in one number, to be summed up: 0 is readable. There are fewer rows than that.
BLANK_VALUE = 1
UNREADABLE_VALUE = 2**32


class LoanFileProblem(Exception):
    """The file cannot be counted: one sentence with what was being done and what is wrong. Shown to people."""


@dataclasses.dataclass(frozen=True)
class RequiredColumn:
    """A column that the file must have."""

    name: str
    kind: str  # category, id, number, amount or text
    sum_as: str | None  # the Parquet column for its sum per category
    # The columns that are made of it here: what its values are like, and what they are where they are summed up.
    state: str
    amount: str


@dataclasses.dataclass(frozen=True)
class Contract:
    """What a file is. `separator` is the character itself; `totals` are words, `footer` a regular expression or None."""

    separator: str
    encoding: str
    decimal: str
    may_have_extra_columns: bool
    columns: tuple[RequiredColumn, ...]
    totals: tuple[str, ...]
    footer: str | None

    @property
    def category(self) -> str:
        return next(column.name for column in self.columns if column.kind == "category")

    @property
    def id(self) -> str | None:
        return next((column.name for column in self.columns if column.kind == "id"), None)

    @property
    def numeric(self) -> list[RequiredColumn]:
        return [column for column in self.columns if column.kind in ("number", "amount")]

    @property
    def summed(self) -> list[RequiredColumn]:
        return [column for column in self.columns if column.sum_as is not None]


def read_contract(text: str) -> Contract:
    """Reads the argument of `--contract`; raises ArgumentTypeError for what the app would not write."""
    try:
        given = json.loads(text)
        columns = tuple(
            RequiredColumn(column["name"], column["is"], column.get("sum"), f"state_{number}", f"amount_{number}")
            for number, column in enumerate(given["columns"])
        )
        contract = Contract(
            separator=given["separator"],
            encoding=ENCODINGS[given["encoding"]],
            decimal=given["decimal"],
            may_have_extra_columns={"allow": True, "refuse": False}[given["extraColumns"]],
            columns=columns,
            totals=tuple(given["totals"]),
            footer=given["footer"],
        )
        re.compile(contract.footer or "", FOOTER_FLAGS)
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise argparse.ArgumentTypeError(f"it is not what the app writes: {type(error).__name__} {error}") from error
    if [column.kind for column in columns].count("category") != 1:
        raise argparse.ArgumentTypeError("it must name one category column")
    return contract


def main() -> None:
    arguments = parse_arguments()
    spark = SparkSession.builder.appName(f"loan-tracker {arguments.day} {arguments.run_id}").getOrCreate()
    try:
        report = count_loans(
            spark,
            input_uri=arguments.input,
            output_uri=arguments.output,
            contract=arguments.contract,
            multi_line=arguments.multi_line,
            line_end=LINE_ENDS[arguments.line_ends or "lf"],
        )
        report = {
            "run_id": arguments.run_id,
            "day": arguments.day.isoformat(),
            **report,
            "source_sha256": arguments.source_sha256,
        }
        write_text(spark, arguments.report, json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    except Exception as error:
        words = describe_failure(error)
        # spark-submit sends Python's standard error to its standard output; EMR tells of a failure what is in stderr.
        spark.sparkContext._jvm.java.lang.System.err.println(words)
        print(words, file=sys.stderr)
        sys.exit(1)
    finally:
        clear_scratch(spark, arguments.input, arguments.output)
        spark.stop()


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """Reads the command line; anything wrong ends the program with a usage line and exit code 2."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--input", required=True, metavar="URI", help="the file, or the directory that holds it alone")
    parser.add_argument("--output", required=True, metavar="URI", help="the directory to make; must not exist")
    parser.add_argument("--report", required=True, metavar="URI", help="the JSON file to write the quality report to")
    parser.add_argument("--run-id", required=True, help="the run this belongs to")
    parser.add_argument("--day", required=True, type=datetime.date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--contract", required=True, type=read_contract, metavar="JSON", help="what the file is")
    parser.add_argument("--source-sha256", required=True, metavar="HEX", help="goes into the report as it is")
    parser.add_argument("--multi-line", action="store_true", help="fields may hold line breaks; the file is then read by one task")
    parser.add_argument("--line-ends", choices=sorted(LINE_ENDS), help="with --multi-line: what ends a record, lf (CRLF too) or cr")
    parsed = parser.parse_args(arguments)
    if parsed.line_ends is not None and not parsed.multi_line:
        parser.error("argument --line-ends: only with --multi-line; otherwise every kind of line end is read")
    return parsed


def count_loans(
    spark: SparkSession,
    input_uri: str,
    output_uri: str,
    contract: Contract,
    multi_line: bool = False,
    line_end: str = "\n",
) -> dict:
    """Writes one Parquet file of (loan_category, count, sums…) and returns the quality report as a dictionary.

    Raises LoanFileProblem when the file must not be published.
    """
    file = find_file(spark, input_uri)
    header = read_header(spark, file, contract, multi_line)
    check_header(header, contract, input_uri)
    records = Records(header, contract, multi_line, line_end)

    loans = records.classify(records.read(spark, input_uri))
    footers = find_footers(spark, input_uri, records)
    # The aggregated rows, one a category, are kept: the totals and the Parquet file come from this one scan.
    groups = records.group(loans)
    footer_loans = None
    if footers:
        footer_loans = records.classify(records.parse(spark, footers))
        groups = subtract(groups, records.group(footer_loans))
    groups = groups.persist()
    try:
        totals = records.total(groups)
        check_totals(totals, contract, input_uri)
        if totals.names_begin_with_quote:
            check_quotes(spark, input_uri, contract, multi_line)
        write_counts(groups, contract, output_uri)
        left_out = {
            # The header itself is read as a record, too.
            "repeated_header": totals.rows[Records.HEADER] - 1,
            "blank": totals.rows[Records.BLANK],
            "total": totals.rows[Records.TOTAL],
            "footer": len(footers),
        }
        return {
            "rows_read": totals.rows[Records.COUNTED] + totals.rows[Records.MALFORMED] + sum(left_out.values()),
            "malformed_rows": totals.rows[Records.MALFORMED],
            "rows_counted": totals.rows[Records.COUNTED],
            "left_out": left_out,
            "categories": totals.categories,
            "blank_categories": totals.blank_categories,
            "columns": totals.columns,
            "duplicate_ids": count_duplicate_ids(loans, footer_loans, contract, file),
            **describe_categories(groups, contract, totals),
            "multi_line": multi_line,
        }
    finally:
        groups.unpersist()


def find_file(spark: SparkSession, uri: str):
    """The Hadoop FileStatus of the one data file; names that begin with _ or . are no data, as Spark has it."""
    path, file_system = locate(spark, uri)
    if not file_system.exists(path):
        raise LoanFileProblem(f"reading {uri}: there is no such file")
    files = [
        status
        for status in file_system.listStatus(path)
        if status.isFile() and not status.getPath().getName().startswith(("_", "."))
    ]
    if not files:
        raise LoanFileProblem(f"reading {uri}: the directory holds no file")
    if len(files) > 1:
        raise LoanFileProblem(f"reading {uri}: the directory holds {len(files)} files, expected one")
    return files[0]


def read_header(spark: SparkSession, file, contract: Contract, multi_line: bool) -> list[str]:
    """The trimmed fields of the file's first record; none for a file without one."""
    jvm = spark.sparkContext._jvm
    path, file_system = locate(spark, file.getPath().toString())
    configuration = spark.sparkContext._jsc.hadoopConfiguration()
    codec = jvm.org.apache.hadoop.io.compress.CompressionCodecFactory(configuration).getCodec(path)
    stream = file_system.open(path)
    try:
        stream = stream if codec is None else codec.createInputStream(stream)
        beginning = bytes(stream.readNBytes(LONGEST_HEADER_BYTES))
    finally:
        stream.close()
    mark = b"\xef\xbb\xbf"
    text = beginning[len(mark) if beginning.startswith(mark) else 0 :].decode(contract.encoding, errors="replace")
    return parse_first_record(text, contract.separator, multi_line)


def parse_first_record(text: str, separator: str, multi_line: bool) -> list[str]:
    """Reads a header field by field. Raises LoanFileProblem where a quote is not closed in it."""
    begin = re.match(f"(?:[{WHITESPACE}]*[\r\n])?", text).end()
    if not multi_line:
        text = re.compile("[^\r\n]*").match(text, begin).group()
        begin = 0
    blanks = re.sub(f"[\r\n{re.escape(separator)}]", "", WHITESPACE)
    quoted = re.compile(f'[{blanks}]*"((?:[^"]|"")*)"([^\r\n{re.escape(separator)}]*)')
    plain = re.compile(f"[^\r\n{re.escape(separator)}]*")
    fields: list[str] = []
    at = begin
    while True:
        field = quoted.match(text, at)
        if field is None:
            field = plain.match(text, at)
            if field.group().strip(WHITESPACE).startswith('"'):
                raise LoanFileProblem("reading the header: a quote that opens in it is not closed")
            fields.append(field.group())
        else:
            fields.append(field.group(1).replace('""', '"') + field.group(2))
        at = field.end()
        if text[at : at + 1] != separator:
            break
        at += 1
    names = [field.strip(WHITESPACE) for field in fields]
    return names if any(names) else []


def check_header(header: list[str], contract: Contract, uri: str) -> None:
    """Raises LoanFileProblem, naming the column, unless the header has the contract's columns, each once."""
    if not header:
        raise LoanFileProblem(f"reading {uri}: the file is empty or does not begin with a header line")
    required = [column.name for column in contract.columns]
    missing = [name for name in required if name not in header]
    if missing:
        raise LoanFileProblem(
            f"reading {uri}: the header has no column {quoted(missing)}; it must have these {len(required)}: "
            + ", ".join(required)
        )
    repeated = [name for name in required if header.count(name) > 1]
    if repeated:
        raise LoanFileProblem(f"reading {uri}: the header has the column {quoted(repeated)} more than once")
    if contract.may_have_extra_columns:
        return
    for position, name in enumerate(header, start=1):
        if name not in required:
            raise LoanFileProblem(f"reading {uri}: column {position} of the header is none of the {len(required)} of the contract")


def quoted(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


@dataclasses.dataclass(frozen=True)
class Totals:
    """What the whole file came to."""

    rows: dict[int, int]  # by kind
    categories: int
    blank_categories: int
    columns: dict[str, dict[str, int]]
    sums: dict[str, decimal.Decimal]
    longest_category_bytes: int
    names_begin_with_quote: bool


class Records:
    """The file's records: each has a kind, and those that are counted have a category."""

    # NONE is no record: a line of blanks. Of an UNREADABLE one Spark's reader may have taken another than the rules say.
    KINDS = COUNTED, MALFORMED, HEADER, BLANK, TOTAL, NONE, UNREADABLE, MOVED_HEADER = range(8)

    def __init__(self, header: list[str], contract: Contract, multi_line: bool, line_end: str) -> None:
        self.header = header
        self.contract = contract
        self.multi_line = multi_line
        self.line_end = line_end
        self.fields = [f"_{number}" for number in range(len(header))]
        is_marked = any(name != "" and name.strip(WHITESPACE + NAME_MARKS) == "" for name in header)
        # What is between words of a name does not count, but a name of nothing else has to stay one.
        self.name_marks = WHITESPACE + ("" if is_marked else NAME_MARKS)
        closed = (name.translate(dict.fromkeys(map(ord, self.name_marks))).upper().lower() for name in header)
        self.closed_names = {*closed} - {""}

    def read(self, spark: SparkSession, uri: str) -> DataFrame:
        """Every record of the file, its header too; MALFORMED is not null where the number of fields is wrong."""
        reader = self._reader(spark)
        if self.multi_line:
            # Without it the first line end of the file would be the only one. CRLF is LF after a blank.
            reader = reader.option("multiLine", True).option("lineSep", self.line_end)
        return reader.csv(uri)

    def parse(self, spark: SparkSession, lines: list[str]) -> DataFrame:
        return self._reader(spark).csv(spark.sparkContext.parallelize(lines, 1))

    def totals_among(self, spark: SparkSession, lines: list[str]) -> set[str]:
        kinds = self.classify(self.parse(spark, lines)).select("kind").collect() if lines else []
        return {line for line, row in zip(lines, kinds) if row["kind"] == self.TOTAL}

    def _reader(self, spark: SparkSession):
        # With column pruning the parser looks at the selected fields only and a short row passes for a whole one.
        spark.conf.set("spark.sql.csv.parser.columnPruning.enabled", "false")
        # What is no number is then null: try_cast throws and catches an exception for each, which takes a hundred times as long.
        spark.conf.set("spark.sql.ansi.enabled", "false")
        # Java compiles no larger method; of a wide contract Spark then makes several small ones.
        spark.conf.set("spark.sql.codegen.hugeMethodLimit", 8000)
        schema = T.StructType([T.StructField(name, T.StringType()) for name in (*self.fields, MALFORMED)])
        return (
            spark.read.schema(schema)
            # The header has its own kind: Spark would drop the first line, and that may be a blank one.
            .option("header", False)
            .option("mode", "PERMISSIVE")
            .option("columnNameOfCorruptRecord", MALFORMED)
            .option("encoding", self.contract.encoding)
            .option("sep", self.contract.separator)
            .option("quote", '"')
            .option("escape", '"')
            .option("ignoreLeadingWhiteSpace", True)
            .option("ignoreTrailingWhiteSpace", True)
            .option("maxColumns", MOST_FIELDS)
        )

    def field(self, name: str) -> str:
        return self.fields[self.header.index(name)]

    def classify(self, records: DataFrame) -> DataFrame:
        """One row a record: its kind, its category, its id, and what is to be summed up."""
        contract = self.contract
        category_field = self.field(contract.category)
        id_field = self.field(contract.id) if contract.id is not None else self.fields[0]
        # It is looked at several times, so it has a step of its own, which is also a method of its own in Java.
        records = records.select("*", trimmed(category_field).alias("category"))
        category, id = F.col("category"), trimmed(id_field)
        names = [self._closed_up(F.lit(name)) for name in sorted({*self.header} - {""})]
        # Where the first column stands for an id and is the category, its word alone makes a row of totals.
        total = F.when(self._is_total(category), self.TOTAL)
        if id_field != category_field:
            is_seen = F.coalesce(F.col(id_field).rlike(f"[^{UNSEEN}{WHITESPACE}]"), F.lit(False))
            beside_word = total.when(is_seen & category.rlike(rf"^[{NO_LETTER}]*\z"), self.TOTAL).otherwise(self.COUNTED)
            # Nearly every id is a code, and no word.
            is_code = F.col(id_field).rlike(r"^[A-Za-z]*[0-9]+\z")
            is_total = self._is_total(id)
            is_unseen = ~begins_in_ascii(category) & category.rlike(rf"^[{UNSEEN}{WHITESPACE}]*\z")
            total = F.when(is_unseen, F.when(is_total, self.TOTAL).otherwise(self.COUNTED))
            total = total.when(is_code, self.COUNTED).when(~is_seen | is_total, beside_word)
        total = total.otherwise(self.COUNTED)
        # Nested, to look at all fields rarely: of both sides of an "and" Spark works out for each record what they share.
        kind = (
            F.when(F.col(MALFORMED).isNotNull(), self._kind_of_malformed())
            .when(self._begins_like_name(category) & self._closed_up(category).isin(*names), self._header_kind())
            .when(self._says_nothing(category), self._blank_kind())
            .otherwise(total)
        )
        if self.multi_line:
            kind = F.when(self._holds_other_line_end(), self.UNREADABLE).otherwise(kind)
        numeric = [
            number_state(self.field(column.name), contract.decimal, must_be_exact=column.sum_as is not None).alias(column.state)
            for column in contract.numeric
        ]
        sums = [exact_amount(self.field(column.name), contract.decimal).alias(column.amount) for column in contract.summed]
        # In a third step, as several columns come of the kind.
        loan_category = F.when(category == "", BLANK_CATEGORY).otherwise(category)
        return records.select("*", kind.alias("kind")).select(
            "kind",
            F.when(F.col("kind") == self.COUNTED, loan_category).alias("loan_category"),
            "category",
            (id if contract.id is not None else F.lit(None)).alias("id"),
            *numeric,
            *sums,
        )

    def _is_total(self, text: Column) -> Column:
        """Whether a text is one of the contract's words, but for case, blanks, and what is around it, as in "Total (30)"."""
        words = [re.sub(f"[{WHITESPACE}]", "", word).rstrip(":.=") for word in self.contract.totals]
        spelt = [f"[{WHITESPACE}]*".join(rf"\x{{{ord(letter):X}}}" for letter in word.upper().lower().replace("ς", "σ")) for word in words if word]
        # A digit beside a letter is part of the word, as in a customer's number. One expression, which keeps Java's method small.
        before = rf"([{NO_LETTER}]*[{NO_LETTER}&&\P{{N}}])?"
        behind = rf"([{NO_LETTER}&&\P{{N}}][{NO_LETTER}]*)?"
        around = rf"(?s)^(?=.{{0,{LONGEST_TOTAL}}}\z){before}({'|'.join(spelt)}){behind}\z"
        return folded(text).rlike(around) if spelt else F.lit(False)

    def _closed_up(self, text: Column) -> Column:
        return folded(F.translate(text, self.name_marks, ""))

    def _begins_like_name(self, text: Column) -> Column:
        """Whether its first two letters are those of a column's name, or none of ASCII. To close a text up takes far longer."""
        pairs = sorted({name[:2] for name in self.closed_names if re.match("[a-z]{2}", name)})
        return text.rlike(rf"^[A-Za-z]?(?:[^A-Za-z]|\z)|^(?i:{'|'.join(pairs)})")

    def _header_kind(self) -> Column:
        """Of a record whose category is called like a column: the header again, if most of the header's other names are there."""
        record, names = self._record(), [name for name in self.header if name != ""]
        if len(self.closed_names) == 1:
            is_header = self._closed_up(record) == self._closed_up(F.lit("\0".join(self.header)))
            return F.when(is_header, self.HEADER).otherwise(self.COUNTED)
        known = F.size(self._shared(record, names))
        # Each field with its place behind it: so many stand where the header has them.
        places = [f"\1{place}" for place in range(len(self.header))]
        placed = [piece for field, place in zip(self.fields, places) for piece in (F.col(field), F.lit(f"{place}\0"))]
        in_place = self._shared(
            F.array_join(F.array(*placed), "", ""), [name + place for name, place in zip(self.header, places) if name != ""]
        )
        if len(self.closed_names) < len(names):
            # Names that are written alike are one, wherever they stand.
            bare = F.regexp_replace(F.array_join(in_place, "\0"), "\1[0-9]+", "")
            in_place = F.array_distinct(F.split(bare, "\0"))
        return (
            F.when((known - 1) * 2 <= len(self.closed_names) - 1, self.COUNTED)
            .when(known <= F.size(in_place), self.HEADER)
            .otherwise(self.MOVED_HEADER)
        )

    def _shared(self, record: Column, names: list[str]) -> Column:
        """The different parts of a record that are among the names."""
        parts, wanted = (F.split(self._closed_up(text), "\0") for text in (record, F.lit("\0".join(names))))
        return F.array_intersect(parts, wanted)

    def _says_nothing(self, category: Column) -> Column:
        """Whether no field of a record says anything; most categories begin with a capital letter, and a null with an N."""
        is_word = (category >= "A") & (category < "N") | (category >= "O") & (category < "[")
        return F.when(~is_word & category.rlike(rf"^{NOTHING}\z"), self._record().rlike(rf"^{NOTHING}(?:\x00{NOTHING})*\z"))

    def _record(self) -> Column:
        return F.array_join(F.array(*self.fields), "\0", "")

    def _blank_kind(self) -> Column:
        if self.contract.separator not in WHITESPACE or not self.multi_line:
            return F.lit(self.BLANK)
        # Where blanks separate, a line of separators alone is a line of blanks.
        return F.when(self._record().rlike(rf"^[{BLANKS}\x00]*\z"), self.NONE).otherwise(self.BLANK)

    def _kind_of_malformed(self) -> Column:
        separator = re.escape(self.contract.separator)
        blanks = re.sub(f"[{separator}\r\n]", "", WHITESPACE)
        # Possessive: a line may be of blanks alone, and a megabyte long.
        others = f"[{re.sub(f'[{FOREIGN_BLANKS}]', '', blanks)}]*+[{FOREIGN_BLANKS}][{blanks}]*+"
        beside_quote = f'(^|[{separator}\r\n]){others}"|"{others}([{separator}\r\n]|$)'
        # One at least, since quotes around nothing are a field too few; possessive as the others.
        unseen = f"[{blanks}]*+[{UNSEEN}][{UNSEEN}{blanks}]*+"
        return (
            F.when(F.col(MALFORMED).rlike(rf"^[{WHITESPACE}]*\z"), self.NONE)
            .when(F.col(MALFORMED).rlike(rf'^({unseen}|[{blanks}]*"{unseen}"[{blanks}]*)\z'), self.BLANK)
            .when(F.col(MALFORMED).rlike(beside_quote), self.UNREADABLE)
            .otherwise(self.MALFORMED)
        )

    def _holds_other_line_end(self) -> Column:
        other_end = "\r(?!\n)" if self.line_end == "\n" else "(?<!\r)\n"
        return F.array_join(F.array(*self.fields, MALFORMED), "\0").rlike(other_end)

    def group(self, loans: DataFrame) -> DataFrame:
        """One row a category, and one a kind that is not counted, with the number of records and of each finding."""
        return loans.groupBy("kind", "loan_category").agg(
            F.count(F.lit(1)).alias("count"),
            F.sum((F.col("category") == "").cast("long")).alias("blank_categories"),
            *(F.sum(name).alias(name) for name in self._sums()),
        )

    def _sums(self) -> list[str]:
        return [*(column.state for column in self.contract.numeric), *(column.amount for column in self.contract.summed)]

    def total(self, groups: DataFrame) -> Totals:
        numbers = ["count", "blank_categories", *self._sums()]
        rows = {
            row["kind"]: row
            for row in groups.groupBy("kind")
            .agg(
                *(F.sum(name).alias(name) for name in numbers),
                F.count("loan_category").alias("categories"),
                F.max(F.octet_length("loan_category")).alias("longest"),
                F.max(F.col("loan_category").startswith('"')).alias("quotes"),
            )
            .collect()
        }
        counted = rows.get(self.COUNTED)
        states = {column.name: 0 if counted is None else counted[column.state] for column in self.contract.numeric}
        return Totals(
            rows={kind: rows[kind]["count"] if kind in rows else 0 for kind in self.KINDS},
            categories=0 if counted is None else counted["categories"],
            blank_categories=0 if counted is None else counted["blank_categories"],
            columns={
                name: {"blank": state % UNREADABLE_VALUE, "unreadable": state // UNREADABLE_VALUE}
                for name, state in states.items()
            },
            sums={column.name: (counted and counted[column.amount]) or decimal.Decimal(0) for column in self.contract.summed},
            longest_category_bytes=0 if counted is None else counted["longest"],
            names_begin_with_quote=counted is not None and counted["quotes"],
        )


def subtract(groups: DataFrame, others: DataFrame) -> DataFrame:
    """The groups of all records without those of some of them."""
    keys = ("kind", "loan_category")
    numbers = [name for name in groups.columns if name not in keys]
    negative = others.select(*keys, *((-F.col(name)).alias(name) for name in numbers))
    sums = groups.unionByName(negative).groupBy(*keys).agg(*(F.sum(name).alias(name) for name in numbers))
    return sums.where(F.col("count") != 0)


def read_lines(spark: SparkSession, uri: str, contract: Contract) -> DataFrame:
    """The file's lines as text, whatever ends them."""
    return spark.read.text(uri).select(F.decode(F.col("value").cast("binary"), contract.encoding).alias("line"))


def find_footers(spark: SparkSession, uri: str, records: Records) -> list[str]:
    """The last lines that are no loans by the contract; totals and lines that say nothing may stand among and behind them."""
    contract = records.contract
    if contract.footer is None:
        return []
    footer, spaces = re.compile(contract.footer, FOOTER_FLAGS), dict.fromkeys(map(ord, FOREIGN_BLANKS), " ")

    def is_footer(line: str) -> bool:
        return len(line) <= LONGEST_FOOTER_LINE and footer.search(line.translate(spaces)) is not None

    says = F.col("line").rlike(SOMETHING).alias("says")
    lines = read_lines(spark, uri, contract).where(trimmed("line") != "").select("line", says)
    # Thousands of empty rows may stand behind the last one of a sheet.
    for most in (MOST_FOOTER_LINES * 10**times for times in itertools.count()):
        last = lines.tail(most + 1)
        is_whole_file = len(last) <= most
        rows = reversed(last[1 if is_whole_file else 0 :])
        upwards = [row["line"] for row in rows if row["says"] or is_footer(row["line"])]
        top = max((at for at, line in enumerate(upwards) if is_footer(line)), default=0)
        totals = records.totals_among(spark, [line for line in upwards[:top] if not is_footer(line)])
        end = list(itertools.takewhile(lambda line: is_footer(line) or line in totals, upwards))
        footers = [line for line in end if is_footer(line)]
        if len(footers) > MOST_FOOTER_LINES:
            raise LoanFileProblem(f"reading {uri}: more than {MOST_FOOTER_LINES} of its last lines are a footer by the contract")
        if is_whole_file or len(end) < len(upwards):
            return footers


def trimmed(field: str) -> Column:
    """The field without the blanks around it; an absent one is empty."""
    # Trimming letter by letter takes many times as long as a look at both ends, and Spark's reader leaves little to trim.
    is_bare = begins_in_ascii(F.col(field)) & begins_in_ascii(F.expr(f"right(`{field}`, 1)"))
    return F.when(is_bare, F.col(field)).otherwise(
        F.coalesce(F.expr(f"trim(BOTH '{WHITESPACE}' FROM `{field}`)"), F.lit(""))
    )


def begins_in_ascii(text: Column) -> Column:
    """Whether its first letter is one that is seen, of ASCII: none of WHITESPACE, none of UNSEEN."""
    return (text >= "!") & (text < "\x7f")


def folded(text: Column) -> Column:
    """For comparing words whatever their case; upper case first, as some letters have two small ones, and one sigma."""
    # Spark simplifies lower(upper(x)) to lower(x), for which a sharp s is no double one: what is between keeps it from that.
    return F.replace(F.lower(F.concat(F.upper(text), F.lit(""))), F.lit("ς"), F.lit("σ"))


def number_state(field: str, decimal_mark: str, must_be_exact: bool) -> Column:
    """0, BLANK_VALUE or UNREADABLE_VALUE."""
    is_number = exact_amount(field, decimal_mark).isNotNull() if must_be_exact else is_readable(field, decimal_mark)
    return F.when(is_number, 0).when(trimmed(field) == "", BLANK_VALUE).otherwise(UNREADABLE_VALUE).cast("long")


def is_readable(field: str, decimal_mark: str) -> Column:
    # Nearly all values are whole numbers, which Spark reads far faster than patterns. A rate may be longer than an amount.
    is_whole = F.expr(f"CAST(`{field}` AS BIGINT) IS NOT NULL AND NOT contains(`{field}`, '.')")
    return is_whole | F.col(field).rlike(number_pattern(decimal_mark, most_digits=28, scale=10))


def exact_amount(field: str, decimal_mark: str) -> Column:
    """The amount as it stands in the file; null where it is none, or has more digits than the sum could keep."""
    digits = f"replace(`{field}`, '{GROUP_OF[decimal_mark]}', '')"
    digits = digits if decimal_mark == "." else f"replace({digits}, ',', '.')"
    # translate takes ten times as long as replace, and few amounts need it.
    bare = f"translate({digits}, '{WHITESPACE}{APOSTROPHES}', '')"
    amount = F.expr(f"coalesce(CAST({digits} AS {SUM_TYPE.simpleString()}), CAST({bare} AS {SUM_TYPE.simpleString()}))")
    return F.when(F.col(field).rlike(number_pattern(decimal_mark, MOST_DIGITS, SUM_SCALE)), amount)


def number_pattern(decimal_mark: str, most_digits: int, scale: int) -> str:
    """Java's pattern of a number, blanks around it or not, with its digits in one piece or in groups between one sign."""
    blanks, mark = f"[{BLANKS}]*+", f"[{decimal_mark}]"
    plain = f"0*+[0-9]{{1,{most_digits}}}+|0++"
    group = f"[{GROUP_OF[decimal_mark]}{GROUP_BLANKS}{APOSTROPHES}]"
    # Its digits are counted where there are letters for too many of them: to count takes longer than all the rest.
    has_too_many = f"(?=.{{{most_digits + 1}}})(?:{group}?[0-9]){{{most_digits + 1}}}"
    # Nothing in groups begins with 0: "0,500" is of the other decimal mark.
    grouped = f"(?!{has_too_many})[1-9][0-9]{{0,2}}+({group})(?:[0-9]{{2,3}}+\\1)*[0-9]{{3}}"
    number = f"(?:{grouped}|{plain})(?:{mark}[0-9]{{0,{scale}}}0*+)?|{mark}[0-9]{{1,{scale}}}0*+"
    return f"^{blanks}(?:[+-][{GROUP_BLANKS}]?)?(?:{number}){blanks}\\z"


def check_totals(totals: Totals, contract: Contract, uri: str) -> None:
    if totals.rows[Records.UNREADABLE] > 0:
        raise LoanFileProblem(
            f"reading {uri}: in {totals.rows[Records.UNREADABLE]} records stands a blank other than a space beside a quote, "
            "or another kind of line end than in the rest of the file; Spark cannot read that right, correct the file"
        )
    if totals.rows[Records.MOVED_HEADER] > 0:
        raise LoanFileProblem(
            f"reading {uri}: the header stands in it again with its columns in another order; "
            "the rows below it belong to other columns, correct the file"
        )
    if totals.rows[Records.HEADER] == 0 or min(totals.rows.values()) < 0:
        raise LoanFileProblem(f"reading {uri}: Spark reads the header or the footer otherwise than it stands there")
    if sum(totals.rows.values()) - totals.rows[Records.NONE] == 1:
        raise LoanFileProblem(f"reading {uri}: the file has a header and no rows")
    if totals.longest_category_bytes > LONGEST_CATEGORY_BYTES:
        raise LoanFileProblem(
            f"reading {uri}: a name in `{contract.category}` is {totals.longest_category_bytes} bytes long, "
            f"the table holds {LONGEST_CATEGORY_BYTES}; correct the file"
        )


def check_quotes(spark: SparkSession, uri: str, contract: Contract, multi_line: bool) -> None:
    """
    Raises LoanFileProblem unless every quote that opens a field also ends it. Spark's reader keeps the quotes of a field
    that goes on behind them, so it is asked only where a name begins with one, which a doubled quote does as well.
    """
    if multi_line:
        raise LoanFileProblem(
            f"reading {uri}: a name in `{contract.category}` begins with a quote and fields hold line breaks; "
            "Spark cannot read that right, correct the file"
        )
    separator = re.escape(contract.separator)
    blanks = re.sub(separator, "", WHITESPACE)
    field = (
        f'(?:[\\x00-\\x20&&[^{separator}]]*"[^"]*+(?:""[^"]*+)*+"[\\x00-\\x20&&[^{separator}]]*'
        f'|(?![{blanks}]*")[^{separator}]*+)'
    )
    is_sound = F.col("line").rlike(f"^{field}(?:{separator}{field})*+$")
    lines = read_lines(spark, uri, contract).where(F.col("line").contains('"') & ~is_sound).count()
    if lines > 0:
        raise LoanFileProblem(f"reading {uri}: in {lines} lines a field goes on behind its closing quote; correct the file")


def write_counts(groups: DataFrame, contract: Contract, uri: str) -> None:
    """One snappy Parquet file and _SUCCESS. The day is the partition's value: inside the file it would be hidden by it."""
    counts = groups.where(F.col("loan_category").isNotNull()).select(
        F.col("loan_category").cast("string"),
        F.col("count").cast("bigint"),
        *(F.coalesce(F.col(column.amount), F.lit(0)).cast(SUM_TYPE).alias(column.sum_as) for column in contract.summed),
    )
    # A second write of the same run must fail rather than mix with the first.
    sorted_counts = counts.coalesce(1).sortWithinPartitions("loan_category")
    sorted_counts.write.mode("errorifexists").option("compression", "snappy").parquet(uri)


def count_duplicate_ids(loans: DataFrame, footers: DataFrame | None, contract: Contract, file) -> int | None:
    """How many ids stand on more than one loan, exactly; None where the file has none or is too large to look."""
    is_packed = file.getPath().getName().endswith(".gz")
    if contract.id is None or file.getLen() * (PACKED_TIMES if is_packed else 1) > EXACT_DUPLICATES_UP_TO_BYTES:
        return None

    # Not by where(): Spark would move it before the steps of classify and put all that they do into one condition.
    loan_id = F.when((F.col("kind") == Records.COUNTED) & (F.col("id") != ""), F.col("id"))

    def ids(rows: DataFrame, weight: int) -> DataFrame:
        return rows.select(loan_id.alias("id"), F.lit(weight).alias("weight"))

    all_ids = ids(loans, 1) if footers is None else ids(loans, 1).unionByName(ids(footers, -1))
    is_duplicate = F.col("id").isNotNull() & (F.col("loans") > 1)
    return all_ids.groupBy("id").agg(F.sum("weight").alias("loans")).agg(F.count_if(is_duplicate)).first()[0]


def describe_categories(groups: DataFrame, contract: Contract, totals: Totals) -> dict:
    """The counts, the sums, and the names that may mean the same; without names where there are too many for categories."""
    sums = {name: {"total": plain(total), "by_category": None} for name, total in totals.sums.items()}
    if totals.categories > MOST_CATEGORIES_IN_REPORT:
        return {"category_counts": None, "amount_sums": sums, "near_duplicate_categories": None}
    rows = sorted(groups.where(F.col("loan_category").isNotNull()).collect(), key=lambda row: row["loan_category"])
    for column in contract.summed if len(rows) * len(contract.summed) <= MOST_SUMS_IN_REPORT else ():
        sums[column.name]["by_category"] = {
            row["loan_category"]: plain(row[column.amount] or decimal.Decimal(0)) for row in rows
        }
    counts = {row["loan_category"]: row["count"] for row in rows}
    return {"category_counts": counts, "amount_sums": sums, "near_duplicate_categories": find_near_duplicates(counts)}


def plain(amount: decimal.Decimal) -> str:
    """`1234.50`: exact, without an exponent, with the two places of cents at least."""
    whole, _, part = f"{amount:f}".partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


# Letters of Cyrillic and Greek beside the Latin ones that they cannot be told from.
LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХҮԌԚԜаеѕіјорсухүһԁԛԝ" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧορνϲϳ",
    "ABESIJKMHOPCTYXYGQWaesijopcyxyhdqw" "ABEZHIKMNOPTYXopvcj",
)


def find_near_duplicates(names) -> list[list[str]]:
    """
    Pairs of names that differ in case, punctuation, spaces, a plural s, the form of the same letters in Unicode, or
    letters that look alike, such as RESTAURANT and RESTAURANTS.
    """
    alike: dict[str, list[str]] = {}
    for name in sorted(names):
        words = re.findall(r"\w+", unicodedata.normalize("NFKC", name).translate(LOOK_ALIKES).casefold())
        alike.setdefault("".join(re.sub(r"(?<=..)s$", "", word) for word in words) or name, []).append(name)
    pairs = (pair for names in alike.values() for pair in itertools.combinations(names, 2))
    return [list(pair) for pair in itertools.islice(pairs, MOST_PAIRS_IN_REPORT)]


def describe_failure(error: Exception) -> str:
    """A traceback whose last line is the true cause, in one line and without what stands in the file."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{frames}{cause_of(error)}"


def cause_of(error: Exception) -> str:
    # Py4J's own errors have the one, Spark's errors that PySpark has translated the other.
    java = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    if java is None:
        return first_line(f"{type(error).__name__}: {error}")
    for _ in range(20):
        if java.getCause() is None:
            break
        java = java.getCause()
    name, message = java.getClass().getName(), java.getMessage() or ""
    # Where a task's own exception does not travel to the driver, its words do.
    task = re.search(r"Lost task [^:]*: ([\w.$]+(?:: .*)?)", message)
    return first_line(task.group(1) if task is not None else f"{name}: {message}")


def first_line(text: str) -> str:
    # Univocity's and Spark's words on a record quote it from the second line on, or behind the name of the error's class.
    line = text.split("\n", 1)[0].strip()
    return re.sub(r"(\[(?:MALFORMED|CAST|CANNOT_PARSE|INVALID)_\w+(?:\.\w+)*\]).*", r"\1", line)


def locate(spark: SparkSession, uri: str) -> tuple:
    """The Hadoop path of a URI and the file system it is on: local, hdfs:// or s3://."""
    path = spark.sparkContext._jvm.org.apache.hadoop.fs.Path(uri)
    return path, path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())


def clear_scratch(spark: SparkSession, input_uri: str, output_uri: str) -> None:
    """Removes the copy that was read, and beside it and the output what tries of SCRATCH_DAYS ago have left.

    A retry copies and counts in folders of its own. What cannot be removed stays and is told on standard output: no day
    fails of it, nor is it taken for why a day failed. In S3 nothing is removed: there others keep what they need.
    """
    oldest_ms = (time.time() - SCRATCH_DAYS * 24 * 60 * 60) * 1000
    for uri, is_done_with in ((input_uri, True), (output_uri, False)):
        try:
            path, file_system = locate(spark, uri)
            own = file_system.makeQualified(path)
            if own.toUri().getScheme().startswith("s3"):
                continue
            for status in file_system.listStatus(own.getParent()):
                is_over = is_done_with if status.getPath().equals(own) else status.getModificationTime() < oldest_ms
                if status.isDirectory() and is_over and FOLDER_OF_A_TRY.fullmatch(status.getPath().getName()):
                    file_system.delete(status.getPath(), True)
        except Exception as error:
            print(f"clearing the folders beside {uri}: {error}")


def write_text(spark: SparkSession, uri: str, text: str) -> None:
    path, file_system = locate(spark, uri)
    stream = file_system.create(path)
    try:
        stream.write(bytearray(text.encode("utf-8")))
    finally:
        stream.close()


if __name__ == "__main__":
    main()

"""Counts a day's loans per category and reports on the quality of the file.

The same script runs as an EMR step (emr-7.14.0: Spark 3.5.8, Python 3.9) and under a local spark-submit: every
location is a URI from the command line, read and written through Hadoop's file systems.

Rules of counting: names of categories are trimmed, never merged or translated; a blank one counts as "(blank)"; a row
with the wrong number of fields is in no count. No row of the file reaches the report or a log.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import itertools
import json
import re
import time
import traceback

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

# The header as the bank sends it. In the file the last three begin with a space, which the reader trims.
COLUMNS = (
    "Customer_ID",
    "Age",
    "Gender",
    "Occupation",
    "Marital Status",
    "Family Size",
    "Income",
    "Expenditure",
    "Use Frequency",
    "loan_category",
    "Loan Amount",
    "Overdue",
    "Debt Record",
    "Returned Cheque",
    "Dishonour of Bill",
)
AMOUNTS = ("Income", "Expenditure", "Loan Amount", "Debt Record")
MALFORMED = "_malformed"

BLANK_CATEGORY = "(blank)"

# last.loan_tracker declares varchar(100), and Redshift counts bytes, not characters.
LONGEST_CATEGORY_BYTES = 100

# What JavaScript's trim() removes, so that an independent recount in the app comes to the same names.
WHITESPACE = (
    "\t\n\x0b\x0c\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)

# Exact or not at all: approximate counts err by more than the duplicates there are. The exact count reads the file a
# second time (measured on 2 cores: 7.5 s become 10.2 s for 150 MB, but 19 s become 32 s for 1 GB).
EXACT_DUPLICATES_UP_TO_BYTES = 256 * 1024 * 1024

# A bank has dozens of categories. Where there are more than this, the column holds something else, perhaps what
# tells who a customer is, so the names stay out of the report.
MOST_CATEGORIES_IN_REPORT = 1000
MOST_PAIRS_IN_REPORT = 50

# How the app names a try's folder: by its run and attempt. Whatever else lies beside it is somebody else's.
FOLDER_OF_A_TRY = re.compile(r"batch-.+-\d{4}-\d\d-\d\d-g\d+-a\d+")

# A try lasts hours at most. Its output's folder is what a step that was submitted twice meets instead of counting once more.
SCRATCH_DAYS = 7


class LoanFileProblem(Exception):
    """The file cannot be counted: one sentence with what was being done and what is wrong. Shown to people."""


def main() -> None:
    arguments = parse_arguments()
    spark = SparkSession.builder.appName(f"loan-tracker {arguments.day} {arguments.run_id}").getOrCreate()
    try:
        report = count_loans(
            spark,
            input_uri=arguments.input,
            output_uri=arguments.output,
            multi_line=arguments.multi_line,
        )
        report = {"run_id": arguments.run_id, "day": arguments.day.isoformat(), **report}
        write_text(spark, arguments.report, json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    except Exception:
        # spark-submit sends Python's standard error to its standard output; EMR tells of a failure what is in stderr.
        spark.sparkContext._jvm.java.lang.System.err.println(traceback.format_exc())
        raise
    finally:
        clear_scratch(spark, arguments.input, arguments.output)
        spark.stop()


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """Reads the command line; anything wrong ends the program with a usage line and exit code 2."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--input", required=True, metavar="URI", help="the CSV file, or the directory that holds it")
    parser.add_argument("--output", required=True, metavar="URI", help="the directory to make; must not exist")
    parser.add_argument("--report", required=True, metavar="URI", help="the JSON file to write the quality report to")
    parser.add_argument("--run-id", required=True, help="the run this belongs to")
    parser.add_argument("--day", required=True, type=datetime.date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument(
        "--multi-line", action="store_true", help="fields may hold line breaks; the file is then read by one task"
    )
    return parser.parse_args(arguments)


def count_loans(spark: SparkSession, input_uri: str, output_uri: str, multi_line: bool) -> dict:
    """Writes one Parquet file of (loan_category, count) and returns the quality report as a dictionary.

    Raises LoanFileProblem when the file must not be published.
    """
    files = list_files(spark, input_uri)
    for file in files:
        check_header(read_first_line(spark, file.getPath()), input_uri)

    loans = read_loans(spark, input_uri, multi_line)
    # The aggregated rows, one a category, are kept: the totals and the Parquet file come from this one scan.
    groups = group_by_category(loans).persist()
    try:
        totals = groups.agg(*totals_of_groups()).first().asDict()
        check_totals(totals, input_uri)
        write_counts(groups, output_uri)
        return {
            "rows_read": totals["rows_counted"] + totals["malformed_rows"],
            **{name: totals[name] for name in REPORTED_TOTALS},
            "duplicate_customers": count_duplicate_customers(loans, bytes_read=sum(file.getLen() for file in files)),
            **describe_categories(groups, totals["categories"]),
            "multi_line": multi_line,
        }
    finally:
        groups.unpersist()


def list_files(spark: SparkSession, uri: str) -> list:
    """The Hadoop FileStatus of each data file under the URI; names that begin with _ or . are no data, as Spark has it."""
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
    return files


def read_first_line(spark: SparkSession, path) -> str:
    """The first line of a file, without its line break and byte-order mark; empty for an empty file."""
    jvm = spark.sparkContext._jvm
    _, file_system = locate(spark, path.toString())
    stream = jvm.java.io.BufferedReader(jvm.java.io.InputStreamReader(file_system.open(path), "UTF-8"))
    try:
        return (stream.readLine() or "").lstrip("\ufeff")
    finally:
        stream.close()


def check_header(line: str, uri: str) -> None:
    """Raises LoanFileProblem, naming the column, unless the header has these columns in this order."""
    header = [name.strip() for name in next(csv.reader([line]), [])]
    if not any(header):
        raise LoanFileProblem(f"reading {uri}: the file is empty or does not begin with a header line")
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise LoanFileProblem(
            f"reading {uri}: the header has no column {quoted(missing)}; it must have these {len(COLUMNS)}: "
            + ", ".join(COLUMNS)
        )
    for position, (name, expected) in enumerate(itertools.zip_longest(header, COLUMNS), start=1):
        if name != expected:
            raise LoanFileProblem(
                f"reading {uri}: column {position} of the header is `{name}`, expected "
                + (f"`{expected}`" if expected is not None else f"only {len(COLUMNS)} columns")
            )


def quoted(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def read_loans(spark: SparkSession, uri: str, multi_line: bool) -> DataFrame:
    """Every row of the file with all columns as text; MALFORMED is not null where the number of fields is wrong."""
    # With column pruning the parser looks at the selected fields only and a short row passes for a whole one.
    spark.conf.set("spark.sql.csv.parser.columnPruning.enabled", "false")
    schema = T.StructType([T.StructField(name, T.StringType()) for name in (*COLUMNS, MALFORMED)])
    return (
        spark.read.schema(schema)
        .option("header", True)
        # Otherwise the header is ignored, and a file with moved columns gives wrong counts in silence.
        .option("enforceSchema", False)
        .option("mode", "PERMISSIVE")
        .option("columnNameOfCorruptRecord", MALFORMED)
        .option("encoding", "UTF-8")
        .option("quote", '"')
        .option("escape", '"')
        .option("ignoreLeadingWhiteSpace", True)
        .option("ignoreTrailingWhiteSpace", True)
        .option("multiLine", multi_line)
        .csv(uri)
    )


def group_by_category(loans: DataFrame) -> DataFrame:
    """One row a category, with its number of rows and of each finding; the null category holds the malformed rows."""
    is_malformed = F.col(MALFORMED).isNotNull()
    category = trimmed("loan_category")
    category_or_blank = F.when(is_blank("loan_category"), F.lit(BLANK_CATEGORY)).otherwise(category)
    unreadable_amounts = sum((number_of(is_unreadable(name)) for name in AMOUNTS), start=F.lit(0))

    return (
        loans.select(
            F.when(~is_malformed, category_or_blank).alias("loan_category"),
            number_of(is_blank("loan_category")).alias("blank_categories"),
            number_of(is_blank("Income")).alias("blank_incomes"),
            unreadable_amounts.alias("unreadable_amounts"),
        )
        .groupBy("loan_category")
        .agg(
            F.count(F.lit(1)).alias("count"),
            *(F.sum(name).alias(name) for name in ("blank_categories", "blank_incomes", "unreadable_amounts")),
        )
    )


def trimmed(name: str):
    return F.expr(f"trim(BOTH '{WHITESPACE}' FROM `{name}`)")


def is_blank(name: str):
    return F.coalesce(trimmed(name), F.lit("")) == ""


def is_unreadable(name: str):
    """Amounts are grouped the Indian way and padded, as in " 10,00,000 "."""
    without_grouping = f"translate(`{name}`, ', ', '')"
    is_number = F.expr(f"try_cast({without_grouping} AS DECIMAL(18, 2))").isNotNull()
    return ~is_blank(name) & ~is_number


def number_of(condition):
    return condition.cast("long")


REPORTED_TOTALS = (
    "malformed_rows",
    "rows_counted",
    "categories",
    "blank_categories",
    "blank_incomes",
    "unreadable_amounts",
)


def totals_of_groups() -> list:
    is_counted = F.col("loan_category").isNotNull()

    def total(name, condition):
        return F.coalesce(F.sum(F.when(condition, F.col(name))), F.lit(0))

    return [
        total("count", is_counted).alias("rows_counted"),
        total("count", ~is_counted).alias("malformed_rows"),
        F.count("loan_category").alias("categories"),
        *(
            total(name, is_counted).alias(name)
            for name in ("blank_categories", "blank_incomes", "unreadable_amounts")
        ),
        F.coalesce(F.max(F.octet_length("loan_category")), F.lit(0)).alias("longest_category_bytes"),
    ]


def check_totals(totals: dict, uri: str) -> None:
    if totals["rows_counted"] + totals["malformed_rows"] == 0:
        raise LoanFileProblem(f"reading {uri}: the file has a header and no rows")
    if totals["longest_category_bytes"] > LONGEST_CATEGORY_BYTES:
        raise LoanFileProblem(
            f"reading {uri}: a name in `loan_category` is {totals['longest_category_bytes']} bytes long, "
            f"the table holds {LONGEST_CATEGORY_BYTES}; correct the file"
        )


def write_counts(groups: DataFrame, uri: str) -> None:
    """One snappy Parquet file and _SUCCESS. The day is the partition's value: inside the file it would be hidden by it."""
    counts = groups.where(F.col("loan_category").isNotNull()).select(
        F.col("loan_category").cast("string"),
        F.col("count").cast("bigint"),
    )
    # A second write of the same run must fail rather than mix with the first.
    (
        counts.coalesce(1)
        .sortWithinPartitions("loan_category")
        .write.mode("errorifexists")
        .option("compression", "snappy")
        .parquet(uri)
    )


def count_duplicate_customers(loans: DataFrame, bytes_read: int) -> int | None:
    """How many customer ids stand on more than one row, exactly; None where the file is too large to look."""
    if bytes_read > EXACT_DUPLICATES_UP_TO_BYTES:
        return None
    has_id = F.col(MALFORMED).isNull() & ~is_blank("Customer_ID")
    return (
        loans.where(has_id)
        .groupBy(trimmed("Customer_ID").alias("Customer_ID"))
        .agg(F.count(F.lit(1)).alias("rows"))
        .where(F.col("rows") > 1)
        .count()
    )


def describe_categories(groups: DataFrame, categories: int) -> dict:
    """The counts and the names that may mean the same; both None where there are too many to be categories."""
    if categories > MOST_CATEGORIES_IN_REPORT:
        return {"category_counts": None, "near_duplicate_categories": None}
    is_counted = F.col("loan_category").isNotNull()
    rows = groups.where(is_counted).select("loan_category", "count").collect()
    counts = {row["loan_category"]: row["count"] for row in sorted(rows)}
    return {"category_counts": counts, "near_duplicate_categories": find_near_duplicates(counts)}


def find_near_duplicates(names) -> list[list[str]]:
    """Pairs of names that differ in case, punctuation, spaces or a plural s, such as RESTAURANT and RESTAURANTS."""
    alike: dict[str, list[str]] = {}
    for name in sorted(names):
        words = re.findall(r"\w+", name.casefold())
        alike.setdefault("".join(re.sub(r"(?<=..)s$", "", word) for word in words) or name, []).append(name)
    pairs = (pair for names in alike.values() for pair in itertools.combinations(names, 2))
    return [list(pair) for pair in itertools.islice(pairs, MOST_PAIRS_IN_REPORT)]


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

"""What is counted: every whole row of the file, once, under its category's trimmed name."""

import collections
import csv
import pathlib
import re

import pytest
from pyspark.errors import AnalysisException

import loan_tracker
from conftest import CONTRACT, HEADER, SMALL, contract_of

REAL_FILE = pathlib.Path(__file__).parents[3] / "shared" / "data" / "loan.csv"


def test_rows_are_counted_by_category(count, loan_row):
    counts, report = count(*[loan_row("HOUSING")] * 3, *[loan_row("GOLD LOAN")] * 2, loan_row("BUSINESS"))

    assert counts == {"HOUSING": 3, "GOLD LOAN": 2, "BUSINESS": 1}
    assert report["category_counts"] == counts
    assert (report["rows_read"], report["rows_counted"], report["categories"]) == (6, 6, 3)


def test_one_category_is_enough(count, loan_row):
    counts, _ = count(loan_row("HOUSING"))

    assert counts == {"HOUSING": 1}


def test_names_are_trimmed_and_never_merged(count, loan_row):
    counts, _ = count(*(loan_row(name) for name in ("HOUSING", " HOUSING", '"\tHOUSING\u00a0 "', "Housing", "HOUSINGS")))

    assert counts == {"HOUSING": 3, "Housing": 1, "HOUSINGS": 1}


def test_blank_categories_are_counted_as_blank(count, loan_row):
    counts, report = count(*(loan_row(name) for name in ("", "   ", '" "', '""', "HOUSING")))

    assert counts == {"(blank)": 4, "HOUSING": 1}
    assert (report["blank_categories"], report["rows_counted"]) == (4, 5)


def test_a_comma_in_quotes_separates_nothing(count, loan_row):
    counts, report = count(loan_row('"BUILDING, LARGE"'), loan_row('"THE ""BEST"" SHOP"'), loan_row(occupation='"A, B"'))

    assert counts == {"BUILDING, LARGE": 1, 'THE "BEST" SHOP': 1, "HOUSING": 1}
    assert report["malformed_rows"] == 0


def test_a_line_break_in_quotes_needs_multi_line(count, loan_row):
    lines = [loan_row(occupation='"CLERK\r\nOF COURT"'), loan_row("BUSINESS")]

    counts, report = count(*lines, multi_line=True)
    assert counts == {"HOUSING": 1, "BUSINESS": 1}
    assert (report["rows_read"], report["malformed_rows"], report["multi_line"]) == (2, 0, True)

    counts, report = count(*lines)
    assert counts == {"BUSINESS": 1}
    assert (report["rows_read"], report["malformed_rows"], report["multi_line"]) == (3, 2, False)


@pytest.mark.parametrize("multi_line", [False, True])
def test_a_byte_order_mark_is_no_part_of_the_header(count, loan_row, multi_line):
    counts, report = count(loan_row(), before=b"\xef\xbb\xbf", multi_line=multi_line)

    assert (counts, report["rows_read"]) == ({"HOUSING": 1}, 1)


@pytest.mark.parametrize("multi_line", [False, True])
def test_line_breaks_may_be_bare_and_empty_lines_are_no_rows(count, loan_row, multi_line):
    counts, report = count(loan_row(), "", loan_row(), "", end="\n", multi_line=multi_line)

    assert (counts, report["rows_read"]) == ({"HOUSING": 2}, 2)


def test_a_file_of_very_many_categories_is_counted_but_its_names_stay_out_of_the_report(count, loan_row):
    names = [f"CATEGORY {number}" for number in range(20_000)]

    counts, report = count(*map(loan_row, names), loan_row(names[0]))

    assert counts == {name: 1 for name in names} | {names[0]: 2}
    assert report["categories"] == 20_000
    assert report["category_counts"] is None
    assert report["near_duplicate_categories"] is None


def test_the_output_is_one_parquet_file_of_two_columns(count, loan_row, spark, tmp_path):
    count(loan_row("HOUSING"), loan_row("BUSINESS"))

    files = sorted(path.name for path in (tmp_path / "out-1").iterdir() if not path.name.startswith("."))
    assert files[0] == "_SUCCESS"
    assert len(files) == 2
    assert files[1].endswith(".snappy.parquet")
    assert spark.read.parquet(str(tmp_path / "out-1")).dtypes == [("loan_category", "string"), ("count", "bigint")]


def test_a_run_never_writes_over_what_is_there(count, loan_row, tmp_path):
    count(loan_row())

    with pytest.raises(AnalysisException, match="already exists"):
        count.on(tmp_path / "in-1", tmp_path / "out-1")


def test_java_compiles_what_spark_makes_of_the_banks_contract(spark, tmp_path, capsys):
    """HotSpot leaves methods of 8,000 bytes and more to its interpreter, which takes several times as long."""
    (tmp_path / "loan.csv").write_text(HEADER)
    contract = contract_of(CONTRACT)
    records = loan_tracker.Records([column.name for column in contract.columns], contract, False, "\n")
    groups = records.group(records.classify(records.read(spark, str(tmp_path))))
    spark.conf.set("spark.sql.adaptive.enabled", "false")
    try:
        groups.explain("codegen")
    finally:
        spark.conf.unset("spark.sql.adaptive.enabled")

    sizes = [int(size) for size in re.findall(r"maxMethodCodeSize:(\d+)", capsys.readouterr().out)]
    assert len(sizes) == 2
    assert max(sizes) < 8000


def test_a_contract_of_many_numbers_is_counted_as_well(count):
    columns = [{"name": f"N{number}", "is": "amount", "sum": f"sum_n{number}"} for number in range(40)]
    contract = {**SMALL, "columns": [{"name": "kind", "is": "category"}, *columns]}
    header = ",".join(column["name"] for column in contract["columns"])
    row = ",".join(["A", *(str(number) for number in range(40))])

    counts, report = count(row, row, header, "," * 40, "A", header=header, contract=contract)

    assert (counts, report["malformed_rows"]) == ({"A": 2}, 1)
    assert report["left_out"] == {"repeated_header": 1, "blank": 1, "total": 0, "footer": 0}
    assert [report["amount_sums"][f"N{number}"]["total"] for number in (0, 39)] == ["0.00", "78.00"]


@pytest.mark.skipif(not REAL_FILE.exists(), reason=f"the bank's sample file is not there: {REAL_FILE.name}")
def test_the_sample_file_counts_as_a_plain_csv_reader_counts_it(count, tmp_path):
    with REAL_FILE.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))

    counts, report = count.on(REAL_FILE, tmp_path / "out")

    assert counts == collections.Counter(row["loan_category"].strip() for row in rows)
    assert (report["rows_read"], report["rows_counted"], report["malformed_rows"]) == (500, 500, 0)
    for name in ("Income", "Expenditure", "Loan Amount"):
        # Line 49 has ` 41,23,65 `, whose last group has two digits: nobody knows which number that is.
        unreadable = sum(row[name].strip() == "41,23,65" for row in rows)
        assert unreadable == (1 if name == "Loan Amount" else 0)
        assert report["columns"][name] == {
            "blank": sum(row[name].strip() == "" for row in rows),
            "unreadable": unreadable,
        }
    assert report["duplicate_ids"] == 1
    assert report["left_out"] == {"repeated_header": 0, "blank": 0, "total": 0, "footer": 0}
    assert report["near_duplicate_categories"] == [["RESTAURANT", "RESTAURANTS"]]

"""The script as EMR starts it: through spark-submit, with arguments, judged by its exit code and what it leaves."""

import ast
import gzip
import itertools
import json
import os
import pathlib
import subprocess
import sys

import pyspark
import pytest

import loan_tracker
from conftest import CONTRACT, HEADER

SCRIPT = pathlib.Path(loan_tracker.__file__)


def submit(source, output):
    spark_home = pathlib.Path(pyspark.__file__).parent
    return subprocess.run(
        [
            *(str(spark_home / "bin" / "spark-submit"), "--master", "local[1]", "--conf", "spark.ui.enabled=false"),
            *("--driver-java-options", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"),
            *(str(SCRIPT), "--input", str(source), "--output", str(output), "--report", f"{output}/_quality.json"),
            *("--run-id", "batch-loan-tracker-2026-11-23-g1", "--day", "2026-11-23"),
            *("--contract", json.dumps(CONTRACT), "--source-sha256", "5e5e"),
        ],
        env={
            **os.environ,
            "SPARK_HOME": str(spark_home),
            "PYSPARK_PYTHON": sys.executable,
            "PYSPARK_DRIVER_PYTHON": sys.executable,
            "SPARK_LOCAL_IP": "127.0.0.1",
        },
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_good_file_leaves_the_counts_and_the_report_beside_them(tmp_path, loan_row):
    (tmp_path / "loan.csv").write_text(f"{HEADER}\r\n{loan_row()}\r\n")

    ended = submit(tmp_path / "loan.csv", f"file://{tmp_path}/out")

    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "out" / "_SUCCESS").exists()
    assert json.loads((tmp_path / "out" / "_quality.json").read_text()) == {
        "run_id": "batch-loan-tracker-2026-11-23-g1",
        "day": "2026-11-23",
        "rows_read": 1,
        "malformed_rows": 0,
        "rows_counted": 1,
        "left_out": {"repeated_header": 0, "blank": 0, "total": 0, "footer": 0},
        "categories": 1,
        "blank_categories": 0,
        "columns": {
            name: {"blank": 0, "unreadable": 0}
            for name in ("Age", "Family Size", "Income", "Expenditure", "Loan Amount", "Debt Record")
        },
        "duplicate_ids": 0,
        "category_counts": {"HOUSING": 1},
        "amount_sums": {},
        "near_duplicate_categories": [],
        "multi_line": False,
        "source_sha256": "5e5e",
    }


def test_a_bad_file_ends_it_with_the_sentence_as_the_tracebacks_last_line(tmp_path, loan_row):
    (tmp_path / "loan.csv").write_text(f"{HEADER.replace('loan_category', 'category')}\r\n{loan_row()}\r\n")

    ended = submit(tmp_path / "loan.csv", tmp_path / "out")

    assert ended.returncode == 1
    sentence = f"\nLoanFileProblem: reading {tmp_path}/loan.csv: the header has no column `loan_category`;"
    # EMR reads stderr; Python's own standard error ends in spark-submit's standard output.
    assert sentence in ended.stderr
    assert sentence in ended.stdout
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("header", "code"), [(HEADER, 0), (HEADER.replace("loan_category", "category"), 1)])
def test_its_copy_of_the_file_goes_whether_it_ends_well_or_badly(tmp_path, loan_row, header, code):
    ours = tmp_path / "loan" / "batch-loan-tracker-2026-11-23-g1-a1"
    before = tmp_path / "loan" / "batch-loan-tracker-2026-11-22-g1-a1"
    for folder in (ours, before):
        folder.mkdir(parents=True)
        (folder / "loan.csv").write_text(f"{header}\r\n{loan_row()}\r\n")

    ended = submit(f"file://{ours}/", f"file://{tmp_path}/output/{ours.name}/")

    assert ended.returncode == code, ended.stderr
    assert [folder.name for folder in (tmp_path / "loan").iterdir()] == [before.name]
    # Where no count was written there is nothing to list; that is no part of what EMR tells of a failure.
    assert ("clearing the folders beside file://" in ended.stdout) is (code == 1)
    assert "clearing" not in ended.stderr


def test_what_java_throws_ends_it_with_its_own_words_alone(tmp_path, loan_row):
    """`rootErrorLine` of the app takes the first line under the first traceback that does not begin with a blank."""
    rows = "".join(f"{loan_row(occupation='SECRET')}\r\n" for _ in range(3000))
    packed = gzip.compress(f"{HEADER}\r\n{rows}".encode())
    # Cut off: the header can be read, and all of the file cannot.
    (tmp_path / "loan.csv.gz").write_bytes(packed[: len(packed) // 2])

    ended = submit(tmp_path / "loan.csv.gz", tmp_path / "out")

    assert ended.returncode == 1
    for text in (ended.stderr, ended.stdout):
        assert text.count("Traceback (most recent call last):") == 1
        under = text.split("Traceback (most recent call last):\n")[1].splitlines()
        assert next(line for line in under if not line.startswith(" ")) == (
            "java.io.EOFException: Unexpected end of input stream"
        )
    assert "SECRET" not in ended.stderr + ended.stdout


GOOD = {
    **{"--input": "i", "--output": "o", "--report": "r", "--run-id": "x", "--day": "2026-11-23"},
    **{"--contract": json.dumps(CONTRACT), "--source-sha256": "5e5e"},
}


def refused(capsys, *flags, **changes):
    arguments = {**GOOD, **{f"--{name}": value for name, value in changes.items()}}
    with pytest.raises(SystemExit) as ended:
        loan_tracker.parse_arguments([*itertools.chain.from_iterable(arguments.items()), *flags])
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("day", ["2026-13-01", "today", ""])
def test_a_day_is_a_date(day, capsys):
    assert "argument --day" in refused(capsys, day=day)


@pytest.mark.parametrize(
    "contract",
    [
        "{",
        "{}",
        json.dumps({**CONTRACT, "encoding": "utf-16"}),
        json.dumps({**CONTRACT, "footer": "("}),
        json.dumps({**CONTRACT, "columns": CONTRACT["columns"][:3]}),
    ],
)
def test_a_contract_is_one_that_the_app_writes(contract, capsys):
    assert "argument --contract" in refused(capsys, contract=contract)


def test_line_ends_are_told_only_where_lines_are_no_records(capsys):
    assert "argument --line-ends: only with --multi-line" in refused(capsys, "--line-ends", "cr")
    assert "argument --line-ends: invalid choice" in refused(capsys, "--multi-line", "--line-ends", "crlf")


def test_the_script_is_written_in_the_python_of_emr():
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 9))

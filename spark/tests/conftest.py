import itertools
import json

import pytest
from pyspark.sql import SparkSession

import loan_tracker

HEADER = (
    "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category,"
    "Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill"
)

# What the app writes for the bank's file.
CONTRACT = {
    "separator": ",",
    "encoding": "utf-8",
    "decimal": ".",
    "extraColumns": "refuse",
    "columns": [
        {"name": "Customer_ID", "is": "id"},
        {"name": "Age", "is": "number"},
        {"name": "Gender", "is": "text"},
        {"name": "Occupation", "is": "text"},
        {"name": "Marital Status", "is": "text"},
        {"name": "Family Size", "is": "number"},
        {"name": "Income", "is": "amount"},
        {"name": "Expenditure", "is": "amount"},
        {"name": "Use Frequency", "is": "text"},
        {"name": "loan_category", "is": "category"},
        {"name": "Loan Amount", "is": "amount"},
        {"name": "Overdue", "is": "text"},
        {"name": "Debt Record", "is": "amount"},
        {"name": "Returned Cheque", "is": "text"},
        {"name": "Dishonour of Bill", "is": "text"},
    ],
    "totals": ["total", "totals", "sub-total", "subtotal", "grand total", "sum"],
    "footer": None,
}

# A small file of another bank.
SMALL = {
    **CONTRACT,
    "columns": [
        {"name": "id", "is": "id"},
        {"name": "kind", "is": "category"},
        {"name": "lent", "is": "amount", "sum": "sum_lent"},
    ],
}


def contract_of(given):
    return loan_tracker.read_contract(json.dumps(given))


@pytest.fixture(scope="session")
def spark():
    """One small session for all tests: a start costs more than most of them."""
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", False)
        .config("spark.sql.shuffle.partitions", 1)
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture
def loan_row():
    """Makes rows of 15 fields with customer ids of their own; what a test is about, it names."""
    numbers = itertools.count(1)

    def make(category="HOUSING", customer=None, income="50000", loan_amount='" 10,00,000 "', occupation="CLERK"):
        customer = f"LN{next(numbers)}" if customer is None else customer
        return f'{customer},30,MALE,{occupation},SINGLE,4,{income},22199,6,{category},{loan_amount},5,"42,898",6,9'

    return make


@pytest.fixture
def count(spark, tmp_path):
    """Counts a file of these lines and returns the counts read back from the Parquet file, and the report."""
    inputs, outputs = itertools.count(1), itertools.count(1)

    def run(
        *lines, header=HEADER, end="\r\n", before=b"", name="loan.csv", encoding="utf-8", pack=bytes, **options
    ):
        text = "".join(f"{line}{end}" for line in ([header] if header is not None else []) + list(lines))
        return run_on(write(before + text.encode(encoding), name, pack), **options)

    def run_bytes(content, name="loan.csv", pack=bytes, **options):
        return run_on(write(content, name, pack), **options)

    def write(content, name, pack):
        source = tmp_path / f"in-{next(inputs)}"
        source.mkdir()
        (source / name).write_bytes(pack(content))
        return source

    def run_on(source, output=None, contract=CONTRACT, multi_line=False, line_end="\n"):
        output = tmp_path / f"out-{next(outputs)}" if output is None else output
        report = loan_tracker.count_loans(
            spark, str(source), str(output), contract_of(contract), multi_line, line_end
        )
        rows = spark.read.parquet(str(output)).collect()
        report["parquet"] = {row["loan_category"]: row.asDict() for row in rows}
        return {row["loan_category"]: row["count"] for row in rows}, report

    run.on = run_on
    run.bytes = run_bytes
    return run

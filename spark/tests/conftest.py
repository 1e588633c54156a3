import itertools

import pytest
from pyspark.sql import SparkSession

import loan_tracker

HEADER = (
    "Customer_ID,Age,Gender,Occupation,Marital Status,Family Size,Income,Expenditure,Use Frequency,loan_category,"
    "Loan Amount,Overdue, Debt Record, Returned Cheque, Dishonour of Bill"
)


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
    runs = itertools.count(1)

    def run(*lines, header=HEADER, end="\r\n", multi_line=False, before=b""):
        number = next(runs)
        source = tmp_path / f"in-{number}"
        source.mkdir()
        text = "".join(f"{line}{end}" for line in ([header] if header is not None else []) + list(lines))
        (source / "loan.csv").write_bytes(before + text.encode("utf-8"))
        return run_on(source, tmp_path / f"out-{number}", multi_line)

    def run_on(source, output, multi_line=False):
        report = loan_tracker.count_loans(spark, str(source), str(output), multi_line)
        rows = spark.read.parquet(str(output)).collect()
        return {row["loan_category"]: row["count"] for row in rows}, report

    run.on = run_on
    return run

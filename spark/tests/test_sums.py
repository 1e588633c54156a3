"""Sums per category: exact, beside the counts, and only where the contract asks for them."""

from decimal import Decimal

import pytest

from conftest import SMALL

HEAD = "id,kind,lent"


@pytest.fixture
def amounts(count):
    """Counts a loan of category A for each of these amounts; answers its sum and what its column is told to hold."""

    def run(*values, **changes):
        rows = [f'{number},A,"{value}"' for number, value in enumerate(values)]
        _, report = count(*rows, header=HEAD, contract={**SMALL, **changes})
        of_a = report["parquet"]["A"]["sum_lent"]
        sums = report["amount_sums"]["lent"]
        assert Decimal(sums["total"]) == Decimal(sums["by_category"]["A"]) == of_a
        return sums["total"], report["columns"]["lent"]

    return run


def test_a_sum_is_exact_where_binary_fractions_are_not(amounts):
    assert amounts("0.1", "0.2", " 10,00,000.05 ", "1 000") == ("1001000.35", {"blank": 0, "unreadable": 0})


def test_a_sum_of_many_large_amounts_keeps_every_digit(amounts):
    largest = "9" * 20 + ".9999"

    assert amounts(*[largest] * 7, "0.0001") == ("699999999999999999999.9994", {"blank": 0, "unreadable": 0})


def test_signs_count_and_what_bookkeepers_write_for_them_is_unreadable(amounts):
    assert amounts("5", "-3.5", "+1", "(100)", "100-", "\u22125") == ("2.50", {"blank": 0, "unreadable": 3})


def test_blank_and_unreadable_amounts_are_in_no_sum(amounts):
    assert amounts("", "  ", "ten", "1e3", "NaN", ".", "12.34567", "9" * 21, "1") == (
        "1.00",
        {"blank": 2, "unreadable": 6},
    )


def test_zeros_say_nothing_at_either_end(amounts):
    assert amounts("0" * 30 + "1.2500000", ".50", "2.") == ("3.75", {"blank": 0, "unreadable": 0})


def test_without_a_readable_amount_a_sum_is_nothing(amounts):
    assert amounts("ten", "") == ("0.00", {"blank": 1, "unreadable": 1})


def test_sums_are_parquet_columns_of_their_own_behind_category_and_count(count, spark, tmp_path):
    columns = [*SMALL["columns"], {"name": "Owed.`x`", "is": "amount", "sum": "sum_owed_x"}]

    count("1,A,1,5", "2,B,2,6", header=f"{HEAD},Owed.`x`", contract={**SMALL, "columns": columns})

    assert spark.read.parquet(str(tmp_path / "out-1")).dtypes == [
        ("loan_category", "string"),
        ("count", "bigint"),
        ("sum_lent", "decimal(38,4)"),
        ("sum_owed_x", "decimal(38,4)"),
    ]


def test_amounts_that_are_not_asked_for_are_in_no_sum(count):
    columns = [{"name": column["name"], "is": column["is"]} for column in SMALL["columns"]]

    _, report = count("1,A,1", header=HEAD, contract={**SMALL, "columns": columns})

    assert report["amount_sums"] == {}
    assert report["parquet"] == {"A": {"loan_category": "A", "count": 1}}

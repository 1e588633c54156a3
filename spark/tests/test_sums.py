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


# Each is the amount of its decimal mark, and with the marks swapped that of the other.
GROUPED = {
    **{"1,234.50": "1234.5", "10,00,000": "1000000", "1,00,00,000.05": "10000000.05", "1,000,000": "1000000"},
    **{"1 000": "1000", "1\u00a0000\u00a0000.5": "1000000.5", "1\u202f000": "1000", "1\u2009000": "1000"},
    # The blank behind it is a mark between digits, too.
    **{"453 075 ": "453075", "1\u00a0000\u00a0": "1000"},
    **{"1'000": "1000", "1\u2019234\u2019567.50": "1234567.5", "- 1,234.5": "-1234.5", "-1,000": "-1000"},
    **{"12,345,678,901,234,567,890": "12345678901234567890", "\u00a042,898\u2003": "42898"},
}

UNGROUPED = [
    *["1.234,50", "10.000,00", "12,50", "1,2,3,4", "5 000 3", "1.234.567", "1 234,50", "1\u2019234,50", "1.234,567"],
    *["1,234,56", "19,99,99", "1,2345", "1234,567", "1,,234", ",234", "1,234,", "1,234 567", "1 234'567", "0,001"],
    *["0,500", "012,345", "1.5 000", "1  000", "1\t000", "112,345,678,901,234,567,890", "\u0661\u0662", "1\u0669", "+"],
]


@pytest.mark.parametrize(("mark", "swapped"), [(".", ".,"), (",", ",.")])
def test_digits_are_grouped_by_one_sign_and_never_by_the_decimal_mark(amounts, mark, swapped):
    def written(values):
        return [value.translate(str.maketrans(".,", swapped)) for value in values]

    assert amounts(*written(GROUPED), decimal=mark) == (
        f"{sum(map(Decimal, GROUPED.values())):f}",
        {"blank": 0, "unreadable": 0},
    )
    assert amounts(*written(UNGROUPED), decimal=mark) == ("0.00", {"blank": 0, "unreadable": len(UNGROUPED)})


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

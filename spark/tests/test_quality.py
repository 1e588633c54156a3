"""What the report tells of a file, and what it never tells."""

import json

import pytest

import loan_tracker
from conftest import SMALL


def test_rows_with_too_few_or_too_many_fields_are_in_no_count(count, loan_row):
    counts, report = count(
        loan_row(),
        "LN900,30,MALE,CLERK,SINGLE,4,50000,22199,6,HOUSING",
        "LN901,30",
        loan_row("BUSINESS") + ",one more",
    )

    assert counts == {"HOUSING": 1}
    assert (report["rows_read"], report["malformed_rows"], report["rows_counted"]) == (4, 3, 1)


def test_findings_in_malformed_rows_are_not_told_twice(count, loan_row):
    _, report = count(loan_row(), "LN1,30,MALE,CLERK,SINGLE,4,,x,6,")

    assert report["malformed_rows"] == 1
    assert report["blank_categories"] == 0
    assert set(map(tuple, map(dict.values, report["columns"].values()))) == {(0, 0)}
    assert report["duplicate_ids"] == 0


def test_a_file_of_malformed_rows_only_counts_nothing(count):
    counts, report = count("LN1,30", "LN2,40")

    assert counts == {}
    assert (report["rows_read"], report["malformed_rows"], report["rows_counted"]) == (2, 2, 0)


def test_blank_numbers_are_counted_and_are_not_unreadable(count, loan_row):
    _, report = count(*(loan_row(income=income) for income in ("", '""', '"  "', '"\u00a0"', "0")))

    assert report["columns"]["Income"] == {"blank": 4, "unreadable": 0}


def test_amounts_may_be_grouped_and_padded_but_must_be_numbers(count, loan_row):
    readable = ['" 10,00,000 "', '"42,898"', "50000", "12.50", '"1,234.5"', "-3", "+3", "1 000", "1\u202f000.00", ".5"]
    readable += ["1'000.5", '"1,00,00,000"', "- 5", "0.1234567890", "9" * 28, "000", '" 5 "', '"\u00a05\u2003"']
    unreadable = ["ten", "5k", '"1,000-"', "(100)", "NaN", "1e3", "1E3", ".", '","', "-", "12.5.1"]
    unreadable += ['"1.234,50"', '"12,50"', '"1,2,3,4"', "5 000 3", '"0,500"', '"1,234 567"', '"1,234567"', "1  000"]
    unreadable += ["0.12345678901", "9" * 29, '"1,' + "000," * 9 + '000"', "1.5 000"]

    _, report = count(*(loan_row(loan_amount=amount) for amount in readable + unreadable))

    assert report["columns"]["Loan Amount"] == {"blank": 0, "unreadable": len(unreadable)}


def test_every_column_of_numbers_and_amounts_is_looked_at_and_no_other(count):
    _, report = count("x,x,x,x,x,x,x,x,x,HOUSING,x,x,x,x,x")

    numeric = ("Age", "Family Size", "Income", "Expenditure", "Loan Amount", "Debt Record")
    assert report["columns"] == {name: {"blank": 0, "unreadable": 1} for name in numeric}


def test_where_the_comma_is_the_decimal_mark_the_point_groups(count):
    contract = {**SMALL, "separator": ";", "decimal": ","}
    values = ["1.234,50", "12,5", "1.000", "1,000.50", "12.50", "1234.5", "1,2,3"]
    rows = [f"{number};A;{amount}" for number, amount in enumerate(values)]

    _, report = count(*rows, header="id;kind;lent", contract=contract)

    assert report["columns"]["lent"] == {"blank": 0, "unreadable": 4}
    assert report["amount_sums"]["lent"]["total"] == "2247.00"


def test_customers_on_several_rows_are_counted_exactly(count, loan_row):
    customers = ["LN1", "LN1", "LN1", " LN2", "LN2", "LN3", "", ""]

    _, report = count(*(loan_row(f"C{number}", customer=id) for number, id in enumerate(customers)))

    assert report["duplicate_ids"] == 2


def test_in_a_very_large_file_customers_are_not_looked_at(count, loan_row, monkeypatch):
    monkeypatch.setattr(loan_tracker, "EXACT_DUPLICATES_UP_TO_BYTES", 100)

    _, report = count(loan_row(customer="LN1"), loan_row(customer="LN1"))

    assert report["duplicate_ids"] is None


def test_names_that_may_mean_the_same_are_paired():
    names = ["RESTAURANT", "RESTAURANTS", "Gold Loan", "GOLD-LOAN", "GOLDLOANS", "BUSINESS", "BUILDING", "(blank)"]

    assert loan_tracker.find_near_duplicates(names) == [
        ["GOLD-LOAN", "GOLDLOANS"],
        ["GOLD-LOAN", "Gold Loan"],
        ["GOLDLOANS", "Gold Loan"],
        ["RESTAURANT", "RESTAURANTS"],
    ]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("GOLD", "Gold"),
        ("GOLD LOAN", "GOLD  LOAN"),
        ("GOLD LOAN", "GOLD-LOAN."),
        ("GOLD LOAN", "GOLD LOANS"),
        ("CR\u00c9DIT", "CRE\u0301DIT"),
        ("GOLD", "\uff27\uff2f\uff2c\uff24"),
        ("GOLD", "GO\u200bLD"),
        ("GOLD", "G\u041eLD"),
        ("HOUSING", "\u041d\u039fUSI\u039dG"),
        ("gold scope", "g\u043eld s\u0441\u043e\u0440\u0435"),
    ],
    ids=["case", "spaces", "punctuation", "plural", "composed", "wide", "unseen", "cyrillic", "greek", "small"],
)
def test_names_that_people_take_for_the_same_are_paired(name, other):
    assert loan_tracker.find_near_duplicates([name, other]) == [sorted([name, other])]


@pytest.mark.parametrize("categories", [25, 1000])
def test_the_names_of_categories_are_reported_however_few_loans_they_have(count, categories):
    rows = [f"{number},KIND {number % categories},1.00" for number in range(categories + 20)]

    counts, report = count(*rows, header="id,kind,lent", contract=SMALL)

    assert len(counts) == report["categories"] == categories
    assert report["category_counts"] == counts
    assert report["amount_sums"]["lent"]["by_category"].keys() == counts.keys()


def test_the_report_of_as_many_long_names_and_sums_as_there_can_be_is_one_that_the_app_takes(count):
    summed = [{"name": f"amount {number}", "is": "amount", "sum": f"sum_{number}"} for number in range(12)]
    contract = {**SMALL, "columns": [*SMALL["columns"][:2], *summed]}
    header = ",".join(column["name"] for column in contract["columns"])
    # The app holds longer names. Quotes are two characters in JSON.
    names = [f"{number:04d}" + '""' * 48 + "x" * 48 for number in range(1000)]
    rows = [f'{number},"{name}"' + ",1.00" * 12 for number, name in enumerate(names)]

    counts, report = count(*rows, header=header, contract=contract)

    assert len(counts) == 1000
    assert {len(name.encode()) for name in counts} == {100}
    del report["parquet"]
    assert len(json.dumps(report, ensure_ascii=False, indent=2).encode()) < 1_000_000
    assert report["category_counts"] == counts
    assert report["amount_sums"]["amount 11"] == {"total": "1000.00", "by_category": None}


def test_more_names_than_a_bank_has_categories_are_in_no_part_of_the_report(count):
    rows = [f"{number},MR SECRET {number},1.00" for number in range(1001)]

    counts, report = count(*rows, header="id,kind,lent", contract=SMALL)

    assert len(counts) == len(report.pop("parquet")) == report["categories"] == 1001
    assert (report["category_counts"], report["near_duplicate_categories"]) == (None, None)
    assert report["amount_sums"] == {"lent": {"total": "1001.00", "by_category": None}}
    assert "SECRET" not in json.dumps(report)


def test_names_of_single_letters_and_signs_are_not_taken_for_each_other():
    assert loan_tracker.find_near_duplicates(["!", "?", "S", "-", "S S"]) == []


def test_the_report_holds_nothing_of_a_row(count):
    fields = [f"SECRET{number}" for number in range(15)]
    fields[9] = "HOUSING"
    whole, short, long = ",".join(fields), ",".join(fields[:8]), ",".join([*fields, "SECRET"])

    _, report = count(whole, whole, short, long)

    assert report["malformed_rows"] == 2
    del report["parquet"]
    assert "SECRET" not in json.dumps(report)

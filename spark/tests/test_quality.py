"""What the report tells of a file, and what it never tells."""

import json

import loan_tracker


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
    assert [report[name] for name in ("blank_categories", "blank_incomes", "unreadable_amounts")] == [0, 0, 0]
    assert report["duplicate_customers"] == 0


def test_a_file_of_malformed_rows_only_counts_nothing(count):
    counts, report = count("LN1,30", "LN2,40")

    assert counts == {}
    assert (report["rows_read"], report["malformed_rows"], report["rows_counted"]) == (2, 2, 0)


def test_blank_incomes_are_counted(count, loan_row):
    _, report = count(loan_row(income=""), loan_row(income='"  "'), loan_row(income="0"))

    assert report["blank_incomes"] == 2


def test_amounts_may_be_grouped_and_padded_but_must_be_numbers(count, loan_row):
    readable = ['" 10,00,000 "', '"42,898"', "50000", "12.50", "-3", "", '" "']
    unreadable = ["ten", "5k", '"1,000-"', "NaN"]

    _, report = count(*(loan_row(loan_amount=amount) for amount in readable + unreadable))

    assert report["unreadable_amounts"] == len(unreadable)


def test_an_amount_is_looked_at_in_every_column_of_amounts(count):
    _, report = count("LN1,30,MALE,CLERK,SINGLE,4,a,b,6,HOUSING,c,5,d,6,9")

    assert report["unreadable_amounts"] == 4


def test_customers_on_several_rows_are_counted_exactly(count, loan_row):
    customers = ["LN1", "LN1", "LN1", " LN2", "LN2", "LN3", "", ""]

    _, report = count(*(loan_row(f"C{number}", customer=id) for number, id in enumerate(customers)))

    assert report["duplicate_customers"] == 2


def test_in_a_very_large_file_customers_are_not_looked_at(count, loan_row, monkeypatch):
    monkeypatch.setattr(loan_tracker, "EXACT_DUPLICATES_UP_TO_BYTES", 100)

    _, report = count(loan_row(customer="LN1"), loan_row(customer="LN1"))

    assert report["duplicate_customers"] is None


def test_names_that_may_mean_the_same_are_paired():
    names = ["RESTAURANT", "RESTAURANTS", "Gold Loan", "GOLD-LOAN", "GOLDLOANS", "BUSINESS", "BUILDING", "(blank)"]

    assert loan_tracker.find_near_duplicates(names) == [
        ["GOLD-LOAN", "GOLDLOANS"],
        ["GOLD-LOAN", "Gold Loan"],
        ["GOLDLOANS", "Gold Loan"],
        ["RESTAURANT", "RESTAURANTS"],
    ]


def test_names_of_single_letters_and_signs_are_not_taken_for_each_other():
    assert loan_tracker.find_near_duplicates(["!", "?", "S", "-", "S S"]) == []


def test_the_report_holds_nothing_of_a_row(count):
    fields = [f"SECRET{number}" for number in range(15)]
    fields[9] = "HOUSING"
    whole, short, long = ",".join(fields), ",".join(fields[:8]), ",".join([*fields, "SECRET"])

    _, report = count(whole, whole, short, long)

    assert report["malformed_rows"] == 2
    assert "SECRET" not in json.dumps(report)

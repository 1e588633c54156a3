"""Which files are refused, and in which words."""

import pytest

import loan_tracker
from conftest import HEADER


def refusal(run, *arguments, **options):
    with pytest.raises(loan_tracker.LoanFileProblem) as caught:
        run(*arguments, **options)
    sentence = str(caught.value)
    assert sentence.startswith("reading /")
    assert "\n" not in sentence
    return sentence.split(": ", maxsplit=1)[1]


def test_a_missing_column_is_named(count, loan_row):
    header = HEADER.replace("loan_category,", "")

    assert refusal(count, loan_row(), header=header) == (
        "the header has no column `loan_category`; it must have these 15: Customer_ID, Age, Gender, Occupation, "
        "Marital Status, Family Size, Income, Expenditure, Use Frequency, loan_category, Loan Amount, Overdue, "
        "Debt Record, Returned Cheque, Dishonour of Bill"
    )


def test_a_renamed_column_is_named(count, loan_row):
    header = HEADER.replace("loan_category", "category")

    assert refusal(count, loan_row(), header=header).startswith("the header has no column `loan_category`;")


def test_a_column_too_many_is_named(count, loan_row):
    assert refusal(count, loan_row() + ",1", header=HEADER + ",Branch") == (
        "column 16 of the header is none of the 15 of the contract"
    )


def test_a_column_that_stands_there_twice_is_named(count, loan_row):
    assert refusal(count, loan_row() + ",1", header=HEADER + ",Income") == (
        "the header has the column `Income` more than once"
    )


def test_spaces_around_the_names_of_columns_do_not_matter(count, loan_row):
    counts, _ = count(loan_row(), header=HEADER.replace(", ", ",").replace("Age", " Age "))

    assert counts == {"HOUSING": 1}


def test_a_header_without_rows_is_refused(count):
    assert refusal(count) == "the file has a header and no rows"


@pytest.mark.parametrize("lines", [[], ["", ""]])
def test_an_empty_file_is_refused(count, lines):
    assert refusal(count, *lines, header=None) == "the file is empty or does not begin with a header line"


def test_rows_without_a_header_are_refused_without_being_shown(count, loan_row):
    sentence = refusal(count, loan_row(customer="LN4711"), header=None)

    assert sentence.startswith("the header has no column `Customer_ID`, `Age`,")
    assert "LN4711" not in sentence


def test_a_missing_file_and_an_empty_directory_are_refused(count, tmp_path):
    assert refusal(count.on, tmp_path / "nothing", tmp_path / "out") == "there is no such file"
    (tmp_path / "empty").mkdir()
    assert refusal(count.on, tmp_path / "empty", tmp_path / "out") == "the directory holds no file"


def test_a_second_file_beside_the_first_is_refused(count, tmp_path):
    for name in ("loan.csv", "loan.csv.gz", "_SUCCESS", ".loan.csv.crc"):
        (tmp_path / name).write_text("")

    assert refusal(count.on, tmp_path, tmp_path / "out") == "the directory holds 2 files, expected one"


def test_a_name_of_100_bytes_fits_and_one_of_101_is_refused_without_being_shown(count, loan_row, tmp_path):
    fitting = "é" * 50

    counts, _ = count(loan_row(fitting))
    assert counts == {fitting: 1}

    sentence = refusal(count, loan_row(fitting + "X"), loan_row("HOUSING"))
    assert sentence == (
        "a name in `loan_category` is 101 bytes long, the table holds 100; correct the file"
    )
    assert not (tmp_path / "out-2").exists()

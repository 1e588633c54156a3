"""How a file is read: what ends a record, what a quote does, what a contract changes. The numbers come from the rules."""

import gzip
import itertools

import pytest

import loan_tracker
from conftest import CONTRACT, SMALL

HEAD = "id,kind,lent"


def small(**changes):
    return {**SMALL, **changes}


def refusal(run, *arguments, **options):
    with pytest.raises(loan_tracker.LoanFileProblem) as caught:
        run(*arguments, **options)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence.split(": ", maxsplit=1)[1]


@pytest.mark.parametrize("ends", [*itertools.product(["\r", "\n", "\r\n"], repeat=2)], ids=repr)
def test_each_kind_of_line_end_ends_a_record_whatever_the_others_are(count, ends):
    lines = [HEAD, "1,A,1", "2,B,2", "3,A,3"]
    text = "".join(line + end for line, end in zip(lines, (*ends, ends[0], "")))

    counts, report = count.bytes(text.encode(), contract=SMALL)

    assert counts == {"A": 2, "B": 1}
    assert (report["rows_read"], report["malformed_rows"]) == (3, 0)


@pytest.mark.parametrize("end", ["\n", "\r\n", "mixed"])
def test_with_line_breaks_in_quotes_lf_and_crlf_mix(count, end):
    lines = [HEAD, '1,A,"1\r\n"', '2,"B",2', '3,"A\nB",3', "", '4,B,"4"']
    ends = ["\r\n", "\n"] * 3 if end == "mixed" else [end] * 6
    text = "".join(map("".join, zip(lines, ends)))

    counts, report = count.bytes(text.encode(), contract=SMALL, multi_line=True)

    assert counts == {"A": 1, "B": 2, "A\nB": 1}
    assert (report["rows_read"], report["malformed_rows"], report["multi_line"]) == (4, 0, True)


def test_with_line_breaks_in_quotes_cr_may_be_what_ends_a_record(count):
    counts, report = count.bytes(
        f'{HEAD}\r1,A,1\r2,"A\rB",2\r3,A,3'.encode(), contract=SMALL, multi_line=True, line_end="\r"
    )

    assert counts == {"A": 2, "A\rB": 1}
    assert report["malformed_rows"] == 0


@pytest.mark.parametrize(
    ("text", "line_end"),
    [
        (f'{HEAD}\n1,A,1\r2,B,2\n3,"A\nB",3\n', "\n"),
        (f'{HEAD}\n1,A,1\rEND\n3,"A\nB",3\n', "\n"),
        (f'{HEAD}\r1,A,1\n2,B,2\r3,"A\rB",3\r', "\r"),
    ],
)
def test_with_line_breaks_in_quotes_cr_beside_lf_is_refused_rather_than_read_wrong(count, text, line_end):
    sentence = refusal(count.bytes, text.encode(), contract=SMALL, multi_line=True, line_end=line_end)

    assert "another kind of line end than in the rest of the file" in sentence


@pytest.mark.parametrize("multi_line", [False, True])
def test_a_quote_opens_a_field_only_as_its_first_character(count, multi_line):
    counts, report = count(
        '1, "A, B" ,1', '2,A"B,2', '3,A "B",3', '4,"A ""B"" C",4', '5,  A"B"  ,5',
        header=HEAD, contract=SMALL, multi_line=multi_line,
    )  # fmt: skip

    assert counts == {"A, B": 1, 'A"B': 1, 'A "B"': 1, 'A "B" C': 1, 'A"B"': 1}
    assert report["malformed_rows"] == 0


def test_a_name_may_begin_with_a_quote_of_its_own(count):
    counts, _ = count('1,"""BEST"" LOAN",1', "2,A,2", header=HEAD, contract=SMALL)

    assert counts == {'"BEST" LOAN': 1, "A": 1}


@pytest.mark.parametrize("row", ['1,"A"B,1', '1,"A"\u00a0,1', '1,\u00a0"A",1'])
def test_a_name_that_goes_on_behind_its_closing_quote_is_refused_rather_than_counted_with_its_quotes(count, row):
    sentence = refusal(count, row, "2,A,2", header=HEAD, contract=SMALL)

    assert sentence == "in 1 lines a field goes on behind its closing quote; correct the file"
    assert "begins with a quote" in refusal(count, row, header=HEAD, contract=SMALL, multi_line=True)


def test_a_blank_that_spark_takes_for_a_letter_is_refused_beside_a_quote_that_holds_a_separator(count):
    sentence = refusal(count, '1,\u00a0"A,B",1', "2,A,2", header=HEAD, contract=SMALL)

    assert sentence.startswith("in 1 records stands a blank other than a space beside a quote,")


@pytest.mark.parametrize("multi_line", [False, True])
@pytest.mark.parametrize("before", ["", "\r\n", " \t \n\n", "\u00a0\r\n"])
def test_a_line_of_blanks_is_no_record_before_the_header_or_below_it(count, before, multi_line):
    mark = b"\xef\xbb\xbf"
    text = f"{before}{HEAD}\r\n\r\n1,A,1\r\n   \r\n\u00a0\u2003\r\n2,A,2\r\n\r\n"

    counts, report = count.bytes(mark + text.encode(), contract=SMALL, multi_line=multi_line)

    assert (counts, report["rows_read"]) == ({"A": 2}, 2)


@pytest.mark.parametrize("multi_line", [False, True])
def test_a_file_whose_fields_are_all_quoted_is_read_as_if_they_were_not(count, loan_row, multi_line):
    names = [column["name"] for column in CONTRACT["columns"]]
    header = ",".join(f'" {name} "' for name in names)
    row = ",".join(f'"{value}"' for value in ["LN1", "30", "", "", "", "4", "1", "2", "", " GOLD ", "3", "", "4", "", ""])

    counts, report = count(row, row, header=header, multi_line=multi_line)

    assert (counts, report["malformed_rows"]) == ({"GOLD": 2}, 0)


def test_columns_are_found_by_their_names_wherever_they_stand(count):
    counts, report = count("7,A,1", "8,B,1", header="lent,kind,id", contract=SMALL)

    assert (counts, report["duplicate_ids"]) == ({"A": 1, "B": 1}, 1)
    assert report["amount_sums"]["lent"] == {"total": "15.00", "by_category": {"A": "7.00", "B": "8.00"}}


def test_other_columns_are_read_over_where_the_contract_allows_them(count):
    contract = small(extraColumns="allow")

    counts, report = count("9,1,A,9,1", "9,2,A,9", header=",id,kind,kind of what,lent", contract=contract)

    assert counts == {"A": 1}
    assert report["malformed_rows"] == 1


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("multi_line", [False, True])
def test_another_separator_separates_and_a_comma_does_not(count, separator, multi_line):
    rows = [["1", "A, B", "1"], ["2", f'"A{separator}B"', "2"], ["", "C", ""]]
    header, *lines = [separator.join(row) for row in (HEAD.split(","), *rows)]

    counts, report = count(
        *lines, separator * 2, header=header, contract=small(separator=separator), multi_line=multi_line
    )

    assert counts == {"A, B": 1, f"A{separator}B": 1, "C": 1}
    # Of tabs alone a line is one of blanks, which is no record.
    assert report["left_out"]["blank"] == (0 if separator == "\t" else 1)
    assert report["malformed_rows"] == 0


@pytest.mark.parametrize("multi_line", [False, True])
@pytest.mark.parametrize(
    ("encoding", "name"), [("windows-1252", "CR\u00c9DIT \u20ac"), ("iso-8859-1", "CR\u00c9DIT \u00a4")]
)
def test_letters_are_those_of_the_contracts_encoding(count, encoding, name, multi_line):
    counts, report = count(
        f"1,{name},1", header=HEAD, contract=small(encoding=encoding), encoding=encoding, multi_line=multi_line
    )

    assert counts == report["category_counts"] == {name: 1}


@pytest.mark.parametrize("multi_line", [False, True])
def test_a_packed_file_is_unpacked_by_its_name(count, multi_line):
    counts, report = count(
        *["1,A,1", "2,A,2"], header=HEAD, contract=SMALL, name="loan.csv.gz", pack=gzip.compress, multi_line=multi_line
    )

    assert (counts, report["rows_read"]) == ({"A": 2}, 2)


def test_a_line_of_a_hundred_thousand_separators_is_one_malformed_record(count):
    counts, report = count("1,A,1", "," * 100_000, "2,A,2", header=HEAD, contract=SMALL)

    assert (counts, report["malformed_rows"]) == ({"A": 2}, 1)


def test_a_line_of_a_megabyte_of_separators_is_one_malformed_record_too(count):
    counts, report = count("1,A,1", "," * 1_000_000, "2,A,2", header=HEAD, contract=SMALL)

    assert (counts, report["malformed_rows"]) == ({"A": 2}, 1)


@pytest.mark.parametrize("line", ["\u00a0" * 300_000 + "X", '1,"' + "\u00a0" * 300_000 + "X"], ids=["blanks", "quote"])
def test_a_line_of_very_many_blanks_is_looked_at_in_no_time(count, line):
    counts, report = count("1,A,1", line, "2,A,2", header=HEAD, contract=SMALL)

    assert (counts, report["malformed_rows"]) == ({"A": 2}, 1)


def test_a_quote_that_the_header_does_not_close_is_told(count):
    assert "not closed" in str(
        pytest.raises(loan_tracker.LoanFileProblem, count, "1,A,1", header='id,"kind,lent', contract=SMALL).value
    )

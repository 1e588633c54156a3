"""Records that are no loans by a rule of the contract: in no count, and told under the rule's name."""

import collections

import pytest

import loan_tracker
from conftest import SMALL

HEAD = "id,kind,lent"
NONE = {"repeated_header": 0, "blank": 0, "total": 0, "footer": 0}


@pytest.fixture
def read(count):
    """Counts rows of the small file, and holds the sum of the report to what was read."""

    def run(*lines, **changes):
        options = {name: changes.pop(name) for name in ("multi_line",) if name in changes}
        counts, report = count(*lines, header=HEAD, contract={**SMALL, **changes}, **options)
        left_out = report["left_out"]
        assert report["rows_counted"] == sum(counts.values())
        assert report["rows_read"] == report["rows_counted"] + report["malformed_rows"] + sum(left_out.values())
        assert report["rows_read"] == len(lines)
        return counts, report["malformed_rows"], {name: rows for name, rows in left_out.items() if rows > 0}

    return run


@pytest.mark.parametrize("multi_line", [False, True])
def test_a_header_in_the_middle_is_left_out_however_it_is_quoted_or_padded(read, multi_line):
    counts, malformed, left_out = read("1,A,1", HEAD, '"id", kind ,"lent "', "id,kind", "2,A,2", multi_line=multi_line)

    assert (counts, malformed, left_out) == ({"A": 2}, 1, {"repeated_header": 2})


def test_the_header_once_more_is_known_whatever_its_case_and_the_blanks_in_it(count):
    columns = [{"name": "Lent Out" if column["name"] == "lent" else column["name"], "is": column["is"]}
               for column in SMALL["columns"]]
    lines = ["ID,KIND,LENT OUT", 'Id , Kind,"lent\u00a0  Out"', "id,kind,9", "1,A,2"]

    counts, report = count(*lines, header="id,kind,Lent Out", contract={**SMALL, "columns": columns})

    assert (counts, report["left_out"]) == ({"A": 1, "kind": 1}, {**NONE, "repeated_header": 2})


@pytest.mark.parametrize("again", ["ID.,kind,lent", "i-d,kin_d,le nt"])
def test_a_header_again_is_known_whatever_stands_between_the_words_of_its_names(read, again):
    assert read("1,A,1", again, "2,A,2") == ({"A": 2}, 0, {"repeated_header": 1})


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("\ufb01rst", "FIRST"),
        ("FIRST", "_f-I rst"),
        ("\u212aind", "kind"),
        ("kind", "\u212aIND"),
        ("s\xdf1", "SSS1"),
        ("sss1", "S\xdf1"),
        ("k", " K."),
        ("9a", "9A"),
        ("\xe9tat", "\xc9TAT"),
    ],
)
def test_a_header_again_is_known_whatever_its_first_letters_are(count, name, again):
    columns = [{"name": "id", "is": "id"}, {"name": name, "is": "category"}, {"name": "lent", "is": "amount"}]

    counts, report = count("1,A,1", f"ID,{again},LENT", header=f"id,{name},lent", contract={**SMALL, "columns": columns})

    assert (counts, report["left_out"]) == ({"A": 1}, {**NONE, "repeated_header": 1})


@pytest.mark.parametrize("again", ["lent,kind,id", "kind,id,lent", "LENT,ID,KIND"])
def test_a_header_again_with_its_columns_in_another_order_is_refused(read, again):
    with pytest.raises(loan_tracker.LoanFileProblem, match="again with its columns in another order"):
        read("1,A,1", again, "2,A,2")


OTHERS = {**SMALL, "extraColumns": "allow", "columns": [{"name": "id", "is": "text"}, {"name": "kind", "is": "category"}]}
LONE = {**OTHERS, "columns": OTHERS["columns"][1:]}
ALIKE = {**OTHERS, "columns": [*LONE["columns"], {"name": "Kind", "is": "text"}]}


@pytest.mark.parametrize(
    ("contract", "header", "loans", "again"),
    [
        (OTHERS, "id,kind,", ["1,A,"], ["ID, Kind,"]),
        (OTHERS, "id,kind,,,", ["1,A,,,", "kind,kind,,,", "9,kind,,,"], ["id,kind,,,", "id,kind,,5,"]),
        (OTHERS, "id,kind,lent,,,,", ["1,A,2,,,,", "Nr,kind,lent,,,,"], ["ID,KIND,LENT,,,,", "id,kind,lent,,9,,"]),
        (LONE, "kind,", ["A,", "kind,9"], ["kind,", "KIND, "]),
        (LONE, "kind,note,note,Note", ["A,1,2,3", "kind,1,2,3"], ["Kind,NOTE,note,note", "kind,note,x,x"]),
        (LONE, ",kind", [",A", "1,kind"], [", Kind"]),
        (ALIKE, "kind,Kind", ["A,B", "kind,B", "B,Kind"], ["kind,Kind", "Kind,kind"]),
    ],
)
def test_columns_without_a_name_or_called_alike_have_no_part_in_what_a_header_is(count, contract, header, loans, again):
    counts, report = count(*loans, *again, header=header, contract=contract)

    assert report["left_out"] == {**NONE, "repeated_header": len(again)}
    assert sum(counts.values()) == len(loans)


def test_columns_that_are_called_alike_stand_for_no_other_that_has_moved(count):
    header = "id,kind,lent,note,note,note"
    with pytest.raises(loan_tracker.LoanFileProblem, match="again with its columns in another order"):
        count("1,A,1,x,y,z", "lent,kind,id,note,note,note", header=header, contract=OTHERS)


def test_a_loan_whose_category_is_named_like_the_column_is_a_loan(read):
    assert read("1,kind,1") == ({"kind": 1}, 0, {})


@pytest.mark.parametrize("multi_line", [False, True])
def test_a_record_with_nothing_in_any_field_is_blank(read, multi_line):
    counts, malformed, left_out = read(
        "1,A,1", ",,", '"", "  " ,\u00a0', ",", ",,,", ",,5", multi_line=multi_line
    )

    assert (counts, malformed, left_out) == ({"A": 1, "(blank)": 1}, 2, {"blank": 2})


def test_a_row_of_totals_has_no_category_and_one_of_the_words_for_its_id(read):
    counts, malformed, left_out = read(
        "1,A,1", "TOTAL,,1", '" Grand total ",,1', "sum,,", "total of all,,1", "total,B,1", "sum", "7,total,1"
    )

    assert (counts, malformed, left_out) == ({"A": 1, "(blank)": 1, "B": 1, "total": 1}, 1, {"total": 3})


@pytest.mark.parametrize("multi_line", [False, True])
def test_totals_are_known_whatever_stands_around_their_word_in_either_column(read, multi_line):
    totals = ["Total:,,1", '" Grand  TOTAL :",,1', "sum =,,1", "Total...,,1", "Sub-Total,,1", "sub total,,1", "Totals,,1"]
    beside_no_id = [",TOTAL,1", ',"Grand total: ",1', "  ,Sum,1"]
    loans = ["total,B,1", "7,total,1", "total of all,,1", ",totally,1", ":,,1", ",=,1"]

    counts, _, left_out = read(*totals, *beside_no_id, *loans, multi_line=multi_line)

    assert counts == {"B": 1, "total": 1, "(blank)": 2, "totally": 1, "=": 1}
    assert left_out == {"total": 10}


SURE = ["TOTAL,TOTAL,3", "Total,30,3", "Total 30,,3", "TOTAL (30),,3", "**TOTAL**,,3", "Total -,,3", "30 total,,3"]
SURE += ["--- Grand Total ---,,3", "Sub-Total (2),Total,3", "Total,(30),3", "Total,-,3", ",Total 30,3", ",* SUM *,3"]
PERHAPS = ["Subtotal,HOUSING,1", ",HOUSING Total,1", "HOUSING Total,,1", "7,TOTAL,1", "SUM1001,,1", "total30,A,1"]


@pytest.mark.parametrize("multi_line", [False, True])
def test_a_word_of_totals_is_known_by_the_digits_and_marks_around_it(read, multi_line):
    counts, _, left_out = read(*SURE, *PERHAPS, multi_line=multi_line)

    assert left_out == {"total": len(SURE)}
    assert counts == {"HOUSING": 1, "HOUSING Total": 1, "(blank)": 2, "TOTAL": 1, "A": 1}


def test_a_word_of_the_contract_may_end_with_a_digit_or_a_mark(read):
    lines = ["SUMME  1,,5", "=summe=,,5", "9999,,5", "Summe 2,,5"]
    assert read(*lines, totals=["Summe 1", "=Summe=", "9999"]) == ({"(blank)": 1}, 0, {"total": 3})


def test_a_field_as_long_as_a_line_may_be_is_no_word_of_totals(read):
    assert read(f"7{'!' * 900_000}a,,5") == ({"(blank)": 1}, 0, {})


@pytest.mark.parametrize("unseen", ["\u3164", "\ufe0f", "\u115f\uffa0", "\u200b", "\U000e0100"])
def test_letters_that_nobody_sees_are_none_beside_a_word_of_totals(read, unseen):
    totals = [f"TOTAL,{unseen},3", f"{unseen},TOTAL,3", f"TOTAL,30{unseen},3", f"\u2211{unseen} Total,,3", f"Total {unseen}5,,3"]
    loans = [f"1,{unseen},3", f"{unseen},A,3", f"{unseen},-,3", f"2,{unseen}TOTAL,3"]

    counts, _, left_out = read(*totals, *loans)

    assert (left_out, sum(counts.values())) == ({"total": len(totals)}, len(loans))


@pytest.mark.parametrize("multi_line", [False, True])
def test_a_record_that_nobody_sees_anything_of_is_blank(read, multi_line):
    unseen = ["\u200b,\u200b,\u200b", ",\u2060,", "\u200b \u200d, ,", '"\u200b",,\u00ad', "\u200b", '"\u200b"', "\u2800,,"]
    others = ["\u200b,\u200b,5", "\u200b,\u200b", '\u200b"']
    counts, malformed, left_out = read("1,A,1", *unseen, *others, multi_line=multi_line)

    assert (counts, malformed, left_out) == ({"A": 1, "\u200b": 1}, 2, {"blank": len(unseen)})


RULINGS = ["----,----,----", "-,-,-", "====,====,====", "____,____,____", "*****,*****,*****", ",----,", "- -,~~~,+--+"]
RULINGS += ["\u2500\u2500,\u2550\u2550,\u2014\u2013\u2212", '"---,---",--,"---" ', "\u200b--,--\u2060,--", "'--','--','--'"]
RULINGS += ["NULL,NULL,NULL", "\\N,\\N,\\N", "(null),[NULL],Null", "NULL,----,\\N", f"{'-' * 300_000},-,-"]
TELLING = {"3,-,5": "-", "-,HOUSING,-": "HOUSING", "-,N,-": "N", "0,-,-": "-", "-,-,nil": "-", "-,-NULLS,-": "-NULLS"}
TELLING |= {"-,\\n,-": "\\n", "-,NU-LL,-": "NU-LL", "-,NULL NULL,-": "NULL NULL", f"{'-' * 300_000}a,--,-": "--"}


@pytest.mark.parametrize("multi_line", [False, True])
def test_a_record_that_says_nothing_but_rulings_or_null_is_blank(read, multi_line):
    counts, malformed, left_out = read("1,A,1", *RULINGS, *TELLING, multi_line=multi_line)

    assert (malformed, left_out) == (0, {"blank": len(RULINGS)})
    assert counts == {"A": 1, **collections.Counter(TELLING.values())}


@pytest.mark.parametrize("multi_line", [False, True])
def test_between_tabs_a_ruling_is_blank_and_a_line_of_tabs_no_record(count, multi_line):
    contract = {**SMALL, "separator": "\t"}
    _, report = count("1\tA\t1", "---\t---\t---", "\t\t", header=HEAD.replace(",", "\t"), contract=contract, multi_line=multi_line)

    assert (report["rows_read"], report["left_out"]["blank"]) == (2, 1)


def test_marks_alone_are_no_word_for_totals(read):
    assert read(",,1", ":,,1", "SUMME,,1", totals=[":", "Summe:"]) == ({"(blank)": 2}, 0, {"total": 1})


def test_the_words_for_totals_are_the_contracts(read):
    assert read("1,A,1", "SUMME,,1", "total,,1", totals=["Summe"]) == ({"A": 1, "(blank)": 1}, 0, {"total": 1})
    assert read("1,A,1", "total,,1", totals=[]) == ({"A": 1, "(blank)": 1}, 0, {})


def test_a_word_for_totals_with_marks_of_its_own_may_have_others_around_it(read):
    words = ["*** total ***", "total (inr)", "total 2026"]
    told = ["*** TOTAL *** (30),,5", "** *** total ***:,,5", "TOTAL (inr) 12,,5", "Total  2026 = 12,,5"]

    assert read("1,A,1", *told, "Total 20261,,5", totals=words) == ({"A": 1, "(blank)": 1}, 0, {"total": 4})


def test_the_words_for_totals_are_compared_whatever_the_case_of_their_letters(read):
    lines = ["1,A,1", "STRASSE,,1", "stra\u00dfe,,1", "\u017fum,,1", "\u00e9tat,,1", "\u212am,,1"]

    assert read(*lines, totals=["Stra\u00dfe", "sum", "\u00c9TAT", "km"]) == ({"A": 1}, 0, {"total": 5})


@pytest.mark.parametrize("word", ["\u0393\u0395\u039d\u0399\u039a\u039f\u03a3 \u03a3\u03a5\u039d\u039f\u039b\u039f", "*\u039f\u03a3. \u0391*"])
def test_the_words_for_totals_are_compared_whatever_sigma_they_have(read, word):
    words = [word, word.lower(), word.replace("\u03a3", "\u03c2"), f"{word} (2)"]

    assert read("1,A,1", *(f"{one},,1" for one in words), totals=[word.lower()]) == ({"A": 1}, 0, {"total": 4})


def test_without_an_id_the_word_for_totals_stands_in_the_first_column(read):
    columns = [{**column, "is": "text"} if column["is"] == "id" else column for column in SMALL["columns"]]

    assert read("1,A,1", "total,,1", columns=columns) == ({"A": 1}, 0, {"total": 1})


def test_without_an_id_the_word_alone_makes_a_row_of_totals_where_the_category_is_the_first_column(count):
    columns = [column for column in SMALL["columns"] if column["is"] != "id"]
    lines = ["A,1", "Total:,1", "TOTAL,", ",1", "TotalTotal,1", "HOUSING TOTAL,2"]

    counts, report = count(*lines, header="kind,lent", contract={**SMALL, "columns": columns})

    assert counts == {"A": 1, "(blank)": 1, "TotalTotal": 1, "HOUSING TOTAL": 1}
    assert report["left_out"] == {**NONE, "total": 2}


@pytest.mark.parametrize("multi_line", [False, True])
def test_a_footer_is_the_last_lines_that_match_however_many_fields_they_have(read, multi_line):
    counts, malformed, left_out = read(
        *["1,A,1", "END 5", "2,A,2", "END,B,3", "END of file", "END,,,"], footer="^END", multi_line=multi_line
    )

    assert (counts, malformed, left_out) == ({"A": 2}, 1, {"footer": 3})


def test_a_footer_is_found_below_lines_of_blanks_and_no_further_up_than_the_header(read, count):
    counts, report = count("1,A,1", "END", "", "  ", header=HEAD, contract={**SMALL, "footer": "^END"})
    assert (counts, report["left_out"]["footer"]) == ({"A": 1}, 1)

    counts, _, left_out = read("1,A,1", "2,A,2", footer="A,2|^id")
    assert (counts, left_out) == ({"A": 1}, {"footer": 1})


def test_a_footer_of_a_thousand_lines_is_left_out_above_as_many_blank_ones_and_a_longer_one_is_refused(count):
    contract = {**SMALL, "footer": "^END"}

    counts, report = count("1,A,1", *["END"] * 1000, *[""] * 1100, header=HEAD, contract=contract)
    assert (counts, report["left_out"]["footer"]) == ({"A": 1}, 1000)

    with pytest.raises(loan_tracker.LoanFileProblem, match="more than 1000 of its last lines are a footer"):
        count("1,A,1", *["END"] * 1001, header=HEAD, contract=contract)


def test_what_is_left_out_is_in_no_other_number_of_the_report(count):
    _, report = count(
        *["1,A,1", "1,B,x", HEAD, ",,", "total,,x", "1,A,7"],
        header=HEAD,
        contract={**SMALL, "footer": "7$"},
    )

    assert report["left_out"] == {"repeated_header": 1, "blank": 1, "total": 1, "footer": 1}
    assert report["category_counts"] == {"A": 1, "B": 1}
    assert report["blank_categories"] == 0
    assert report["duplicate_ids"] == 1
    assert report["columns"]["lent"] == {"blank": 0, "unreadable": 1}
    assert report["amount_sums"]["lent"] == {"total": "1.00", "by_category": {"A": "1.00", "B": "0.00"}}


@pytest.mark.parametrize(
    ("footer", "line", "is_one"),
    [
        *[(r"^\d+ rows$", "\u0969\u0966 rows", False), (r"^\w+$", "\u00c9", False), (r"^x\b", "x\u00e9", True)],
        *[(r"^END\sOF", f"END{blank}OF", True) for blank in "\u00a0\u2003\ufeff\t"],
        *[(r"^END OF", "END\u00a0OF", True), (r"^END\SOF", "END\u3000OF", False), (r"^END\sOF", "END\u0085OF", False)],
        *[(r"^a.b$", "a\u2028b", True), (r"^a.b$", "a\U0001f600b", True)],
        *[("END$", "x" * 197 + "END", True), ("END$", "x" * 198 + "END", False), ("END$", "\U0001f600" * 197 + "END", True)],
    ],
)
def test_a_footer_means_the_same_as_to_the_app(count, footer, line, is_one):
    _, report = count("1,A,1", line, header=HEAD, contract={**SMALL, "footer": footer})

    assert (report["left_out"]["footer"], report["malformed_rows"]) == ((1, 0) if is_one else (0, 1))


NOTHING = [",,", " , ,", "-----", "====,====,====", '"","",""', "NULL,\\N,(null)", "\u200b", '"-" ; -']


@pytest.mark.parametrize("multi_line", [False, True])
def test_a_footer_is_found_above_and_among_lines_that_say_nothing_and_totals(read, multi_line):
    lines = ["1,A,1", "END,B,3", "TOTAL,,5", "END 5", *NOTHING, "Total:,,5", "-----"]

    counts, _, left_out = read(*lines, footer="^END", multi_line=multi_line)

    assert (counts, left_out["footer"], left_out["total"]) == ({"A": 1}, 2, 2)


@pytest.mark.parametrize("line", ["NULL,A,1", "Nul,,", "N,,", "TOTALS 2,B,1", "Subtotal,B,1", HEAD, "1", '"\u0969"'])
def test_a_footer_is_none_above_a_line_that_says_something(read, line):
    _, _, left_out = read("1,A,1", "END,B,3", line, ",,", footer="^END")

    assert "footer" not in left_out


def test_a_footer_is_found_above_thousands_of_empty_rows_and_may_be_such_rows(read):
    counts, _, left_out = read("1,A,1", "END,B,3", *[",,"] * 1500, footer="^END")
    assert (counts, left_out) == ({"A": 1}, {"footer": 1, "blank": 1500})

    counts, _, left_out = read("1,A,1", "---,,", ",,", "---,,", footer="^---")
    assert (counts, left_out) == ({"A": 1}, {"footer": 2, "blank": 1})

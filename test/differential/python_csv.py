"""
Counts loan files by Python's own csv module, which nobody here wrote; around it stand only the contract's rules.

Standard input is JSON lines, {"file": path, "contract": {...}}; standard output one JSON line for each, in their order.
"""

import collections
import csv
import decimal
import gzip
import io
import json
import re
import sys
import unicodedata

# What JavaScript's trim() takes off.
BLANKS = (
    "\t\n\x0b\x0c\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)

# Letters and marks that nobody sees, and the empty Braille; those of Cf are such, too.
UNSEEN = {
    *"\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0",
    *map(chr, range(0xFE00, 0xFE10)),
    *map(chr, range(0xE0100, 0xE01F0)),
}

# What lines are drawn with: every sign of ASCII but the double quote, and some others.
MARKS = "!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\xaf\xb7\u2010\u2011\u2012\u2013\u2014\u2015\u2022\u203e\u2212" + "".join(
    map(chr, range(0x2500, 0x2580))
)

DIGITS = "0123456789"

# They may stand between groups of digits.
GROUP_BLANKS = " \xa0\u2009\u202f"

csv.field_size_limit(100_000_000)
decimal.getcontext().prec = 60


def count(path, contract):
    with open(path, "rb") as file:
        content = file.read()
    text = (gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content).decode(contract["encoding"])
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    reader = csv.reader(lines, delimiter=contract["separator"], skipinitialspace=True)
    records, before = [], 0
    for fields in reader:
        raw = "".join(lines[before : reader.line_num]).strip("\r\n")
        before = reader.line_num
        if raw.strip(BLANKS):
            records.append(([field.strip(BLANKS) for field in fields], raw))
    if not records:
        return {"refused": "file-empty"}
    (header, _), *records = records
    required = [column["name"] for column in contract["columns"]]
    known = contract["extraColumns"] == "allow" or set(header) <= set(required)
    if not known or any(header.count(name) != 1 for name in required):
        return {"refused": "header-wrong"}
    return {"lines": len(lines), **tally(header, records, contract)}


def tally(header, records, contract):
    footers = 0
    if contract["footer"] is not None:
        end = len(records)
        while end > 0 and (is_footer(records[end - 1][1], contract["footer"]) or is_behind_footer(*records[end - 1], header, contract)):
            end -= 1
        behind = [record for record in records[end:] if not is_footer(record[1], contract["footer"])]
        footers = len(records) - end - len(behind)
        records = records[:end] + behind
    left_out = {"repeatedHeader": 0, "blank": 0, "total": 0, "footer": footers}
    malformed = 0
    categories = collections.Counter()
    sums = {column["name"]: collections.Counter() for column in contract["columns"] if column["sum"]}
    for fields, _ in records:
        loan = dict(zip(header, fields))
        if len(fields) == 1 != len(header) and fields[0] and is_unseen(fields[0]):
            left_out["blank"] += 1
        elif len(fields) != len(header):
            malformed += 1
        elif is_header(fields, header, contract):
            left_out["repeatedHeader"] += 1
        elif all(is_nothing(field) for field in fields):
            left_out["blank"] += 1
        elif is_total(loan[contract["category"]], customer_of(loan, header, contract), contract):
            left_out["total"] += 1
        else:
            category = loan[contract["category"]] or "(blank)"
            categories[category] += 1
            for name, by_category in sums.items():
                by_category[category] += amount(loan[name], contract["decimal"])
    return {
        "rows": malformed + sum(left_out.values()) + categories.total(),
        "malformed": malformed,
        "leftOut": left_out,
        "categories": categories,
        "sums": {name: {of: f"{total:f}" for of, total in some.items()} for name, some in sums.items()},
    }


def is_footer(line, expression):
    plain = "".join(" " if letter in BLANKS and ord(letter) > 127 else letter for letter in line)
    return len(line) <= 200 and re.search(expression, plain, re.ASCII | re.DOTALL) is not None


def is_behind_footer(fields, line, header, contract):
    """A total in one line, or marks, separators and nulls alone, may stand behind a footer and among its lines."""
    words = re.findall(r"\\?[A-Za-z]+", line)
    others = re.sub('[A-Za-z"]', "", line)
    if all(word.lstrip("\\").upper() == "NULL" or word == "\\N" for word in words) and set(map(is_nothing, others)) <= {True}:
        return True
    if len(fields) != len(header) or re.search("[\r\n]", line):
        return False
    loan = dict(zip(header, fields))
    return is_total(loan[contract["category"]], customer_of(loan, header, contract), contract)


def customer_of(loan, header, contract):
    """Without an id the first column stands for it; it is none where it is the category."""
    column = contract["id"] or header[0]
    return "" if column == contract["category"] else loan[column]


def is_header(fields, header, contract):
    """All are the header's names; or the category is one, and most of the others are there. Of their order the upload judges."""
    read, names = [as_name(field) for field in fields], [as_name(name) for name in header]
    known, wanted = {name for name in read if name and name in names}, {name for name in names if name}
    of_category = read[header.index(contract["category"])]
    return read == names or (of_category in known and (len(known) - 1) * 2 > len(wanted) - 1)


def as_name(text):
    """Names are compared without blanks, dots, dashes and underscores."""
    return closed_up(text).translate({ord(mark): None for mark in "_.-"})


def is_unseen(text):
    return all(letter in BLANKS or letter in UNSEEN or unicodedata.category(letter) == "Cf" for letter in text)


def is_nothing(field):
    """Blank, a ruling of marks, or what a database writes for nothing with such marks around it."""
    left = "".join(" " if is_unseen(letter) else letter for letter in field).strip(BLANKS + MARKS)
    is_null = left == "N" and field.partition("N")[0].endswith("\\")
    return left == "" or left.upper() == "NULL" or is_null


def is_total(category, customer, contract):
    """A word stands for one of the two, and nothing for the other; or for the customer beside a word or no letter."""
    if is_unseen(category) or is_unseen(customer):
        return is_word(customer if is_unseen(category) else category, contract)
    return is_word(customer, contract) and (is_word(category, contract) or not any(map(is_letter, category)))


def is_word(text, contract):
    """The word may have marks around it, and digits beyond these; a digit beside a letter is part of it."""
    letters = [at for at, letter in enumerate(text) if is_letter(letter)]
    words = [closed_up(total).rstrip(":.=") for total in contract["totals"]]
    if not letters:
        return False
    first, last = letters[0], letters[-1] + 1
    while first > 0 and text[first - 1].isdigit():
        first -= 1
    while last < len(text) and text[last].isdigit():
        last += 1
    return closed_up(text[first:last]) in words


def is_letter(letter):
    return unicodedata.category(letter)[0] in "LM" and letter not in UNSEEN


def closed_up(text):
    """Neither the case of letters nor blanks tell such texts apart."""
    return "".join(letter for letter in text if letter not in BLANKS).casefold()


def amount(text, sign):
    """What an amount is; nothing where it is none."""
    minus = text.startswith("-")
    if text.startswith(("+", "-")):
        text = text[2:] if text[1:2] in GROUP_BLANKS else text[1:]
    whole, _, part = text.partition(sign)
    part = part.rstrip("0")
    groups = whole.split(next((letter for letter in whole if letter not in DIGITS), "none"))
    sound = set("".join(groups) + part) <= set(DIGITS) and text not in ("", sign) and len(part) <= 4
    if len(groups) > 1:
        first, *middle, last = map(len, groups)
        by_one = whole[first] in {".": ",", ",": "."}[sign] + GROUP_BLANKS + "'\u2019"
        sound = sound and by_one and 1 <= first <= 3 and last == 3 and {2, 3}.issuperset(middle) and whole[0] != "0"
    digits = "".join(groups).lstrip("0")
    if not sound or len(digits) > 20:
        return decimal.Decimal(0)
    size = decimal.Decimal(f"{digits or 0}.{part or 0}")
    return -size if minus else size


for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = count(asked["file"], asked["contract"])
    except (ValueError, EOFError, OSError) as error:
        answer = {"refused": type(error).__name__}
    print(json.dumps(answer), flush=True)

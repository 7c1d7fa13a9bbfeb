import zipfile
from io import BytesIO
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.roster.addresses import refuse_invisible
from members.roster.checking import check_lines
from members.roster.columns import Columns, Guess, find_columns
from members.roster.professions import ProfessionFinder
from members.roster.reading import UnreadableRoster, read_sheet

FINDER = ProfessionFinder(
    [SimpleNamespace(slug="cpa", name="Accountant / CPA", short="accountant", aliases=["CPA"])]
)


def read(content):
    """The lines and blank rows of a file, or the sentence that refuses it."""
    try:
        sheet = read_sheet(content)
    except UnreadableRoster as refusal:
        return str(refusal)
    columns = find_columns(sheet.header, sheet.rows).columns
    return check_lines(sheet, columns, FINDER), sheet.blank


def zipped(part):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(part, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_file_reads_in_every_common_spelling(encoding, delimiter, end):
    cells = [["Name", "E-mail", "Company"], ["José Peña", "jose@x.org", "Müller & Söhne"]]
    text = end.join(delimiter.join(row) for row in cells) + end

    [line], blank = read(text.encode(encoding))

    assert (line.number, line.name, line.email) == (2, "José Peña", "jose@x.org")
    assert (line.company, line.problems, blank) == ("Müller & Söhne", [], 0)


def test_file_keeps_quoted_line_breaks_and_counts_blank_rows():
    content = b'Name,E-mail,Note\n\nAnna Berg,anna@x.org,"two\nlines"\n,,\nBen,ben@x.org\n\n'

    lines, blank = read(content)

    assert [(line.number, line.name) for line in lines] == [(3, "Anna Berg"), (5, "Ben")]
    assert blank == 3


def test_file_from_excel_may_name_its_separator():
    lines, _ = read(b"sep=;\r\nName;E-mail\r\nBerg, Anna;anna@x.org\r\n")

    assert [(line.number, line.name) for line in lines] == [(3, "Berg, Anna")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b" \r\n\t\n", "This file is empty."),
        (b'""\n,,\n', "This file is empty."),
        (b"Name,E-mail\n\n", "There is nothing below the first line"),
        (b"\x89PNG\r\n\x1a\n\0\0", "looks like a picture. Save it as .xlsx or CSV first."),
        (b"\xff\xd8\xff\xe0", "looks like a picture"),
        (b"%PDF-1.7", "looks like a PDF"),
        (zipped("xl/workbook.xml"), "This spreadsheet cannot be read; it may be damaged."),
        (zipped("xl/workbook.bin"), "looks like a binary spreadsheet (.xlsb)."),
        (zipped("photos/a.jpg"), "looks like a compressed file (.zip)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "looks like an old spreadsheet (.xls)"),
        (b"\n<!DOCTYPE html><p>", "looks like a web page"),
        (b"Name,E-mail\nAnna,an\0na@x.org\n", "Line 2 holds a character that no text has"),
        ("Name,E-mail\nJosé".encode("utf-16")[:-1], "may have been cut off"),
        ("Name,E-mail\nZoë,zoe@x.org\nJosé".encode()[:-1], "may have been cut off"),
        (b'Name,E-mail\nA,a@x.org\n"B,b@x.org\n', "quotation mark opened on line 3 is never"),
        (b'Name,E-mail\nA,a@x.org\n"', "quotation mark opened on line 3 is never"),
        (b"Name,E-mail\n" + b"A,a@x.org\n" * 100_000, "has 100,000 lines; up to 10,000"),
        (b"x" * (5 * 1024 * 1024 + 1), "This file has 5.0 MB; up to 5 MB"),
        (b"x" * 5 * 1024 * 1024, "Line 1 has a cell that is far too long"),
        (b"x," * 5 * 1024 * 512, "Line 1 has 2,621,441 cells"),
        (b'Name,E-mail\n"' + b"A,a@x.org\n" * 50_000, "Line 2 has a cell that is far too long"),
    ],
)
def test_file_is_refused_with_the_cause(content, sentence):
    assert sentence in read(content)


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("Notes|E-Mail|NAME|Company name", Columns(email=1, name=2, company=3)),
        ("First Name|Last Name|Email Address|Job Title", Columns(2, None, 0, 1, None, 3)),
        ("Name|Vorname|E-Mail-Adresse|Firma|Beruf", Columns(2, None, 1, 0, 3, 4)),
        ("Nom|Prénom|Courriel|Société|Métier", Columns(2, None, 1, 0, 3, 4)),
        ("Nombre|Apellidos|Correo electrónico|Empresa|Profesión", Columns(2, None, 0, 1, 3, 4)),
        ("Nom|Adresse e-mail", Columns(email=1, name=0)),
        ("Member|The member's e-mail", Columns(email=1, name=0)),
    ],
)
def test_columns_are_found_by_their_headings(header, columns):
    assert find_columns(tuple(header.split("|"))) == Guess(columns, [])


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Anna,anna@@x", "“anna@@x” is not an e-mail address"),
        ("Anna,", "no e-mail address"),
        (",anna@x.org", "no name"),
        ("123,anna@x.org", "“123” is not a name"),
        ('Anna,"a@x.org, b@x.org"', "“a@x.org, b@x.org” is more than one e-mail address"),
        ('Anna,"a@x.org\nBcc: b@x.org"', "the e-mail address contains a line break"),
        ('"Anna\nBerg",a@x.org', "the name contains a line break"),
        ("Anna\u202e,a@x.org", "the name contains an invisible character (U+202E)"),
        ("Anna,a@x.org\u202e", "the e-mail address contains an invisible character (U+202E)"),
        ("Anna,a\u0130b@x.org", "“aİb@x.org” has a letter before the @ that we cannot send to"),
        ("A" * 121 + ",a@x.org", "the name is longer than 120 characters"),
        ("Anna,a@x.org," + "c" * 121, "the company is longer than 120 characters"),
        ("Anna," + "a" * 65 + "@x.org", f"“{'a' * 60}…” has more than 64 characters before the @"),
        ("Anna,a@x.org,Berg, Inc.", "it has 4 cells where the headings have 3; "),
        ("Anna,a@x.org," + "c" * 5001, "a cell is longer than 5,000 characters; "),
        ("Other,BEN@x.org", "the same address as line 2"),
    ],
)
def test_line_is_refused_with_the_cause(row, problem):
    content = f"Name,E-mail,Company\nBen,ben@x.org,\n{row}\n".encode()

    (good, bad), _ = read(content)

    assert good.problems == []
    assert bad.number == 3
    assert any(found.startswith(problem) for found in bad.problems), bad.problems


def test_refused_line_does_not_take_the_address():
    (bad, good), _ = read(b"Name,E-mail\n,anna@x.org\nAnna,Anna@X.org\n")

    assert (bad.problems, good.problems) == (["no name"], [])


def test_exported_formula_cells_come_back_as_they_were():
    [line], _ = read(b"Name,E-mail,Company\nAnna,a@x.org,'=1+1 Ltd\n")

    assert line.company == "=1+1 Ltd"


def test_halves_of_a_name_are_joined_once():
    content = b"Name,First name,E-mail\nAnna Berg,Anna,a@x.org\nBerg,Ben,b@x.org\nOnly,,c@x.org\n"

    lines, _ = read(content)

    assert [line.name for line in lines] == ["Anna Berg", "Ben Berg", "Only"]


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
cells = st.one_of(
    words,
    st.sampled_from(
        ["Anna", "anna@x.org", "ANNA@X.ORG", "é@x.org", '"', '""', "=1+1", "-2", "CPA", "", " "]
    ),
    st.sampled_from(["\u202eabc", "a\nb", "\r", "'", "a,b", "a;b", "x" * 5001]),
)
headers = st.one_of(
    st.just(["Name", "E-mail"]),
    st.permutations(["Name", "E-mail", "Company", "Profession", "Notes"]),
    st.lists(st.one_of(words, st.sampled_from(["name", "E-MAIL", "Vorname"])), max_size=5),
)


def quote(cell, delimiter):
    awkward = any(mark in cell for mark in (delimiter, '"', "\n", "\r"))
    return '"' + cell.replace('"', '""') + '"' if awkward else cell


@st.composite
def files(draw):
    """A roster as programs write it, then spoilt in one of several ways."""
    delimiter = draw(st.sampled_from(",;\t|"))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    rows = [draw(headers), *draw(st.lists(st.lists(cells, max_size=6), max_size=6))]
    spell = quote if draw(st.booleans()) else lambda cell, delimiter: cell
    text = end.join(delimiter.join(spell(cell, delimiter) for cell in row) for row in rows)
    encoding = draw(
        st.sampled_from(
            ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1"]
        )
    )
    content = text.encode(encoding, errors="replace")
    before = draw(st.one_of(st.just(b""), st.just(b""), st.binary(max_size=8)))
    start = draw(st.integers(0, 3)) if draw(st.booleans()) else 0
    stop = draw(st.integers(0, len(content))) if draw(st.booleans()) else len(content)
    return before + content[start:stop]


@settings(max_examples=150, deadline=None)
@given(files())
def test_any_file_is_read_or_refused_in_words(content):
    answer = read(content)

    if isinstance(answer, str):
        assert answer.endswith(".")
        return
    lines, blank = answer
    sheet = read_sheet(content)
    assert len(lines) == len(sheet.rows)
    assert blank >= 0
    good = [line for line in lines if not line.problems]
    assert len({line.email for line in good}) == len(good)
    for line in lines:
        assert line.number > 1
        refuse_invisible("".join(line.problems), "the report")
    for line in good:
        assert line.email.isascii()
        refuse_invisible(line.name + line.company + line.profession_text, "the line")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["Anna", "a@x.org", "", " "]), max_size=4), max_size=9))
def test_rows_returned_and_blank_rows_are_all_rows(rows):
    text = "\n".join(["Name,E-mail,Company", *(",".join(row) for row in rows), "Z,z@x.org"])

    lines, blank = read(text.encode())

    assert len(lines) + blank == len(rows) + 1

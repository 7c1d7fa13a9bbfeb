"""What is read of spreadsheets, and what is refused before it is read."""

import zipfile
from datetime import date, datetime, time
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from members.roster import workbooks
from members.roster.reading import UnreadableRoster, read_sheet

HEADER = ["Name", "E-mail"]


def saved(workbook):
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def spreadsheet(*rows):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    return saved(workbook)


def repacked(content, **parts):
    """The file with other parts in place of some; the names have _ for / and none of the ends."""
    new = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(new, "w", 8) as archive:
        for name in old.namelist():
            short = name.removesuffix(".xml").replace("/", "_")
            archive.writestr(name, parts.get(short) or old.read(name))
    return new.getvalue()


def refusal(content, filename="list.xlsx"):
    with pytest.raises(UnreadableRoster) as refused:
        read_sheet(content, filename=filename)
    return str(refused.value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (5.0, "5"),
        (0.1 + 0.2, "0.3"),
        (True, "yes"),
        (date(2024, 3, 3), "2024-03-03"),
        (datetime(2024, 3, 3, 14, 30), "2024-03-03 14:30"),  # noqa: DTZ001 cells know no zone
        (time(14, 30), "14:30"),
        ("#N/A", ""),
        ("=1+1", ""),  # nobody has computed it yet
        ("two\nlines", "two\nlines"),
        (None, ""),
    ],
)
def test_values_are_read_as_a_person_reads_them(value, text):
    sheet = read_sheet(spreadsheet(["Name", "E-mail", "Note"], ["Anna", "a@x.org", value]))

    assert [*sheet.rows[0].cells, ""][2] == text


def test_rows_are_counted_as_the_program_shows_them_and_titles_are_passed_over():
    sheet = read_sheet(
        spreadsheet(
            ["Members of Riverside"], [], HEADER, ["Anna", "a@x.org"], [], ["Ben", "b@x.org"]
        )
    )

    assert sheet.header == ("Name", "E-mail")
    assert [row.number for row in sheet.rows] == [4, 6]
    assert sheet.blank == 1


def test_first_sheet_with_something_in_it_is_read_and_a_hidden_one_last():
    workbook = Workbook()
    hidden = workbook.create_sheet("Hidden", 0)
    hidden.sheet_state = "hidden"
    hidden.append(["Name", "secret"])
    members = workbook.create_sheet("Members")
    for row in (HEADER, ["Anna", "a@x.org"]):
        members.append(row)

    assert read_sheet(saved(workbook)).name == "Members"


def test_cells_beside_the_headings_are_no_fault():
    sheet = read_sheet(spreadsheet(HEADER, ["Anna", "a@x.org", "", "a note"]))

    assert sheet.header == ("Name", "E-mail", "", "")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (spreadsheet(), "This spreadsheet is empty."),
        (spreadsheet(HEADER), "There is nothing below the first line"),
        (spreadsheet(HEADER, ["Anna", "a@x.org"])[:-200], "it may be damaged"),
        (b"PK\x03\x04 and nothing else", "it may be damaged"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "locked with a password",
        ),
        (b"\xd0\xcf\x11\xe0 an old one", "This looks like an old spreadsheet (.xls)."),
        (spreadsheet(HEADER, ["Anna"] * 201), "Line 2 has 201 cells."),
    ],
)
def test_is_refused_with_the_cause(content, sentence):
    assert sentence in refusal(content)


def test_too_many_lines_are_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_ROWS", 5)
    monkeypatch.setattr(workbooks, "HEADINGS_WITHIN", 0)

    assert "more than" in refusal(spreadsheet(HEADER, *[["Anna", "a@x.org"]] * 6))


class TestBombs:
    """Small files that would unfold to what no machine can hold."""

    GOOD = spreadsheet(HEADER, ["Anna", "a@x.org"])

    def sheet_of(self, rows):
        head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        return f"{head}<sheetData>{rows}</sheetData></worksheet>".encode()

    def test_a_part_that_unfolds_to_far_too_much_is_not_read(self):
        bomb = repacked(self.GOOD, xl_worksheets_sheet1=b" " * (41 * 1024 * 1024))
        assert len(bomb) < 100_000
        assert refusal(bomb) == workbooks.TOO_MUCH

    def test_nor_is_one_of_many_tags(self):
        bomb = repacked(self.GOOD, xl_worksheets_sheet1=self.sheet_of("<row/>" * 2_100_000))
        assert refusal(bomb) == workbooks.TOO_MUCH

    def test_nor_is_one_with_entities(self):
        entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
        assert refusal(repacked(self.GOOD, xl_styles=entities)) == workbooks.DAMAGED

    @pytest.mark.parametrize("place", ["99999999999", "100001"])
    def test_a_row_far_away_ends_the_reading(self, place):
        far = f'<row r="{place}"><c r="A{place}" t="inlineStr"><is><t>A</t></is></c></row>'
        assert refusal(repacked(self.GOOD, xl_worksheets_sheet1=self.sheet_of(far)))

    def test_one_long_text_in_many_cells_ends_the_reading(self, monkeypatch):
        monkeypatch.setattr(workbooks, "MAX_TEXT", 50_000)
        many = spreadsheet(HEADER, *[["x" * 1_000, "a@x.org"]] * 60)
        assert refusal(many) == workbooks.TOO_MUCH


def test_formulas_links_and_macros_are_not_followed():
    workbook = Workbook()
    sheet: Worksheet = workbook.active
    sheet.append(HEADER)
    sheet.append(["Anna", "a@x.org"])
    sheet["B2"].hyperlink = "http://elsewhere.example/"
    sheet["A3"] = '=WEBSERVICE("http://elsewhere.example/")'
    sheet["B3"] = "b@x.org"
    new = BytesIO(saved(workbook))
    with zipfile.ZipFile(new, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 100)

    rows = read_sheet(new.getvalue()).rows

    assert [row.cells for row in rows] == [("Anna", "a@x.org"), ("", "b@x.org")]

"""XLSX: typed cells, and files made to harm."""

import zipfile
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from scorecards.parsing.rows import FileError, FileOptions, RejectedRow, Row
from scorecards.parsing.sheets import open_sheet
from tests.scorecards.parsing.files import cells_of, workbook

SOME_DAY = datetime.fromisoformat("2021-01-02")


def test_cells_keep_their_types(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        ["text", "whole", "part", "yes", "day", "clock", "long", "none"],
        [" a ", 7, 17309.7 + 1e-11, True, SOME_DAY, time(0, 2, 23), timedelta(hours=30), None],
    )

    assert cells_of(path) == [
        [
            *("a", Decimal(7), Decimal("17309.7"), "TRUE", SOME_DAY, time(0, 2, 23)),
            *(timedelta(hours=30), None),
        ]
    ]


def test_rows_that_end_early_are_padded_and_rows_that_go_on_are_rejected(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["name", "amount"], ["Anna"], [None], ["Ben", 6, "x"])

    first, second = open_sheet(path).rows()

    assert first == Row(2, {"name": "Anna", "amount": None})
    assert isinstance(second, RejectedRow)
    assert second.line == 4


def test_the_sheet_can_be_named_and_must_exist(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["name"], ["Anna"], title="Mai")

    assert open_sheet(path, FileOptions(sheet="Mai")).header == ("name",)
    with pytest.raises(FileError, match="no sheet June; there are Mai"):
        open_sheet(path, FileOptions(sheet="June"))


def test_the_first_visible_sheet_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("Shown").append(["name"])
    book.save(tmp_path / "book.xlsx")

    assert open_sheet(tmp_path / "book.xlsx").layout == "workbook, sheet Shown"


def test_a_wrong_extent_cuts_nothing_off(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["name", "amount"], ["Anna", 5], ["Ben", 6])
    _rewritten(path, "xl/worksheets/sheet1.xml", b'ref="A1:B3"', b'ref="A1"')

    assert cells_of(path) == [["Anna", Decimal(5)], ["Ben", Decimal(6)]]


def test_a_formula_gives_the_value_stored_with_it(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["amount"], ["=1+1"])
    _rewritten(path, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>2</v>")
    _rewritten(path, "xl/worksheets/sheet1.xml", b"<v />", b"<v>2</v>")

    assert cells_of(path) == [[Decimal(2)]]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["name"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(40 << 20))

    with pytest.raises(FileError, match="unpacks to far more"):
        open_sheet(path)


def test_declared_entities_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["name"], ["Anna"])
    attack = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet '
    _rewritten(path, "xl/worksheets/sheet1.xml", b"<worksheet ", attack)

    with pytest.raises(FileError, match="declares entities"):
        open_sheet(path)


def test_a_damaged_sheet_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["name"], *[["Anna"]] * 5_000)
    _rewritten(path, "xl/worksheets/sheet1.xml", b"</sheetData>", b"</wrong>")
    sheet = open_sheet(path)

    with pytest.raises(FileError, match="the workbook is damaged"):
        list(sheet.rows())


def _rewritten(path: Path, part: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

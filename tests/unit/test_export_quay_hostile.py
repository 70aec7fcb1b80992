"""Workbooks that mean harm, or that were harmed."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from fbi_uploader.errors import Code
from fbi_uploader.export.quay import reading as limits
from fbi_uploader.export.quay.reading import read_workbook
from tests.unit.quay_workbooks import parts, refusal, simple

MIB = 1 << 20


def packed(path: Path, content: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return path


def sheet(path: Path, change: Callable[[bytes], bytes]) -> Path:
    """The same workbook with another sheet of assays."""
    content = parts(simple(path))
    content["xl/worksheets/sheet3.xml"] = change(content["xl/worksheets/sheet3.xml"])
    return packed(path, content)


@pytest.mark.parametrize(
    "content", [b"", b"name;path\n", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"\xd0\xcf\x11\xe0"]
)
def test_other_files_are_no_workbooks(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert refusal(path)[0] is Code.WORKBOOK_UNREADABLE
    assert refusal(tmp_path)[0] is Code.WORKBOOK_UNREADABLE  # a folder
    assert refusal(tmp_path / "absent")[0] is Code.WORKBOOK_UNREADABLE


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = simple(tmp_path / "a.xlsx")
    monkeypatch.setattr(limits, "LARGEST", path.stat().st_size - 1)
    assert refusal(path) == (Code.WORKBOOK_UNREADABLE, "too_large")


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED", 4 * MIB)
    path = sheet(tmp_path / "a.xlsx", lambda text: text + b" " * (64 * MIB))
    assert path.stat().st_size < MIB
    assert bounded(path) == (Code.WORKBOOK_UNREADABLE, "too_large")


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNPACKED", 4 * MIB)
    path = sheet(tmp_path / "a.xlsx", lambda text: text + b" " * (64 * MIB))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        true = struct.pack("<I", archive.getinfo("xl/worksheets/sheet3.xml").file_size)
    path.write_bytes(content.replace(true, struct.pack("<I", 1000)))
    assert bounded(path)[0] is Code.WORKBOOK_UNREADABLE


def bounded(path: Path) -> tuple[Code, str]:
    """The refusal, which needs less memory than the bomb."""
    tracemalloc.start()
    try:
        told = refusal(path)
        assert tracemalloc.get_traced_memory()[1] < 48 * MIB
    finally:
        tracemalloc.stop()
    return told


FIRST = b't="inlineStr"><is><t>parent</t></is>'
LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10) for number in range(1, 10)
)


@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE x [<!ENTITY l0 "ha">' + LAUGHS + b"]>",
        b'<!DOCTYPE x [<!ENTITY l0 SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(tmp_path: Path, doctype: bytes, encoding: str) -> None:
    def change(text: bytes) -> bytes:
        body = text.partition(b"?>")[2] if text.startswith(b"<?xml") else text
        return (doctype + body).decode().encode(encoding)

    path = sheet(tmp_path / "a.xlsx", change)
    assert refusal(path) == (Code.WORKBOOK_UNREADABLE, "not_plain_xml")


def test_a_sheet_that_claims_to_be_endless_is_read_for_what_it_is(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "a.xlsx",
        lambda text: text.replace(b'ref="A1:Y2"', b'ref="A1:XFD1048576"'),
    )
    assert len(read_workbook(path).assays) == 1


def test_a_line_beyond_the_last_is_left_out(tmp_path: Path) -> None:
    far = b'<row r="999999999999"><c r="A999999999999" t="inlineStr"><is><t>x</t></is></c></row>'
    path = sheet(
        tmp_path / "a.xlsx", lambda text: text.replace(b"</sheetData>", far + b"</sheetData>")
    )
    assert len(read_workbook(path).assays) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace(b'r="A1"', b'r="ZZZZZZ1"'),
        lambda text: text.replace(FIRST, b't="s"><v>99999999</v>'),
        lambda text: text.replace(FIRST, b't="s"><v>x</v>'),
        lambda text: text.replace(FIRST, b't="n"><v>x</v>'),
        lambda text: text.replace(FIRST, b't="d"><v>x</v>'),
        lambda _: b"",
        lambda _: b"<a/>",
        lambda _: b"<" + b"a><" * 5000 + b"a/>",
    ],
)
def test_a_damaged_sheet_is_refused_in_our_words(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    code, _ = refusal(sheet(tmp_path / "a.xlsx", change))
    assert code in {Code.WORKBOOK_UNREADABLE, Code.WORKBOOK_UNFIT}


@pytest.mark.parametrize("lost", ["xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"])
def test_a_part_that_is_missing_is_never_a_crash(tmp_path: Path, lost: str) -> None:
    path = simple(tmp_path / "a.xlsx")
    content = parts(path)
    del content[lost]
    packed(path, content)
    if lost == "xl/styles.xml":  # a workbook can do without
        assert len(read_workbook(path).assays) == 1
    else:
        assert refusal(path)[0] is Code.WORKBOOK_UNREADABLE


def test_a_name_twice_in_the_archive_is_refused(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx")
    with (
        zipfile.ZipFile(path, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate"),
    ):
        archive.writestr("xl/workbook.xml", b"<a/>")
    assert refusal(path) == (Code.WORKBOOK_UNREADABLE, "parts")


def test_pictures_macros_and_links_are_not_looked_at(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx")
    more = {"xl/media/a.xml": b"<!DOCTYPE x>", "xl/vbaProject.bin": b"x", "../../a.xml": b"x"}
    assert len(read_workbook(packed(path, parts(path) | more)).assays) == 1
    assert not (tmp_path.parent / "a.xml").exists()


def test_what_the_library_is_given_is_bounded(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx")
    copy = limits._bounded(path)
    assert isinstance(copy, io.BytesIO)
    with zipfile.ZipFile(copy) as archive:
        assert all(one.compress_type == zipfile.ZIP_STORED for one in archive.infolist())

"""Workbooks that people filled in, and workbooks that mean harm."""

from __future__ import annotations

import importlib
import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from fbi_uploader.errors import Code, InputError
from fbi_uploader.export.quay import draft_from_workbook, workbook
from fbi_uploader.export.quay import reading as limits
from fbi_uploader.export.quay.keys import ASSAY, INVESTIGATION, NODE_KEYS, STUDY
from fbi_uploader.export.quay.reading import read_workbook
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, MetadataValue, Study
from tests.unit.quay_tools import FRENCH_SPELLED, OURS, context, report, value

MIB = 1 << 20
DAY = datetime.fromisoformat("2026-11-22T00:00")
Rows = list[Mapping[str, object]]


def filled(
    path: Path, investigations: Rows, studies: Rows, assays: Rows, *more: str, blank: int = 0
) -> Path:
    """As a person does it in a spreadsheet; `blank` empty lines under the heads."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    heads = (INVESTIGATION, STUDY, (*ASSAY, *NODE_KEYS, *more))
    names = ("Investigation", "Study", "Assay")
    for name, columns, rows in zip(names, heads, (investigations, studies, assays), strict=True):
        sheet = book.create_sheet(name)
        sheet.append(columns)
        for _ in range(blank):
            sheet.append([])
        for row in rows:
            sheet.append([row.get(column) for column in columns])
    book.save(path)
    return path


def simple(path: Path, *assays: Mapping[str, object], **more: object) -> Path:
    rows: Rows = [{"parent": "S", "name": "A", "path": "p", **one} for one in assays or ({},)]
    return filled(path, [{"name": "I"}], [{"parent": "I", "name": "S", **more}], rows)


def read(path: Path) -> Draft:
    return draft_from_workbook(path, "mtp", "Ana")


def refusal(path: Path, act: Callable[[Path], object] = read) -> tuple[Code, str]:
    with pytest.raises(InputError) as caught:
        act(path)
    facts = caught.value.facts
    assert set(facts) in ({"file", "why"}, {"where", "why"})
    return caught.value.code, f"{facts.get('where', '')} {facts['why']}".strip()


# -- what people write


def test_a_workbook_becomes_a_draft(tmp_path: Path) -> None:
    people = {"owners": "ana, bob", "contributors": "12", "collaborators": None}
    cells = {
        "Organism Scientific Name": "Mus musculus",
        "Organism Ncbi Taxon": "NCBI:txid10090",
        "Imaging Method Value": "confocal microscopy",
        "Imaging Instrument": 9606,
        "tags": "a, b ,,c",
        "description": FRENCH_SPELLED,
        "path": "proj\\d1",
        "Ours": 1.5,
    }
    path = filled(
        tmp_path / "a.xlsx",
        [{"name": "“2024”", "description": "« d »", **people}],
        [{"parent": "“2024”", "name": "S 1", "tags": 2026}],
        [{"parent": "S 1", "name": "A 1", **cells}],
        "Ours",
    )
    made = read(path)
    assert (made.node, made.person) == ("mtp", "Ana")
    assert made.sources == ((str(tmp_path / "proj" / "d1"),),)
    group = made.investigation
    assert (group.name, group.description) == ("2024", "d")
    assert (group.owners, group.contributors, group.collaborators) == (("ana", "bob"), ("12",), ())
    [study] = group.studies
    assert (study.name, study.tags) == ("S 1", ("2026",))
    [assay] = study.assays
    assert (assay.name, assay.tags) == ("A 1", ("a", "b", "c"))
    assert (assay.description, assay.template) == (FRENCH_SPELLED, OURS)
    assert assay.metadata["organism"] == MetadataValue(
        value="Mus musculus", term_id="NCBITaxon:10090"
    )
    assert assay.metadata["imaging-method"].term_id == "FBbi:00000251"
    assert assay.metadata["instrument"] == MetadataValue(value="9606")
    assert assay.metadata["Ours"] == MetadataValue(value="1.5")  # the plan tells of it


@pytest.mark.parametrize(
    ("written", "text"),
    [
        *[(9606, "9606"), (1.5, "1.5"), (3.0, "3"), (True, "true"), (1e300, "1e+300")],
        *[(DAY, "2026-11-22"), (DAY.date(), "2026-11-22"), ("  x ", "x")],
        (DAY.replace(hour=12, minute=30), "2026-11-22T12:30:00"),
        *[("« x »", "x"), ("\u202f« x »\u202f", "« x »"), ("l'œil", "l'œil"), ("“NA”", "NA")],
    ],
)
def test_cells_are_read_as_they_look(tmp_path: Path, written: object, text: str) -> None:
    path = simple(tmp_path / "a.xlsx", {"Imaging Instrument": written})
    [(_, assay)] = read(path).assays()
    assert assay.metadata["instrument"].value == text


def test_several_lines_of_one_assay_are_several_folders(tmp_path: Path) -> None:
    lines = ({"path": "p"}, {"path": "q", "description": "d"}, {"path": "q"})
    made = read(simple(tmp_path / "a.xlsx", *lines))
    assert made.sources == ((str(tmp_path / "p"), str(tmp_path / "q")),)
    [(_, assay)] = made.assays()
    assert assay.description == "d"


def test_empty_lines_do_not_count(tmp_path: Path) -> None:
    rows: tuple[Rows, Rows, Rows] = (
        [{"name": "I"}, {"name": " "}],
        [{"parent": "I", "name": "S"}],
        [{"parent": "S", "name": "A", "path": "p"}],
    )
    made = read(filled(tmp_path / "a.xlsx", *rows, blank=3))
    assert [assay.name for _, assay in made.assays()] == ["A"]


@pytest.mark.parametrize("written", ["a/b", "a\\b", "./a/b", "Z:\\a\\b", "a/b/"])
def test_paths_are_those_of_the_folder_of_the_workbook(tmp_path: Path, written: str) -> None:
    if written.startswith("Z:") and Path(written).is_absolute():
        pytest.skip("a drive of this PC")
    made = read(simple(tmp_path / "a.xlsx", {"path": written}))
    assert made.sources == ((str(tmp_path / "a" / "b"),),)


@pytest.mark.parametrize(
    "written",
    ["../a", "a/../../b", "\\\\srv\\share\\a", "smb://srv/a", "file:///etc", None, "a\\..\\..\\b"],
)
def test_paths_that_lead_elsewhere_are_refused(tmp_path: Path, written: str | None) -> None:
    path = simple(tmp_path / "a.xlsx", {"path": written})
    assert refusal(path) == (Code.WORKBOOK_UNFIT, "Assay 2 path")


def test_our_own_workbook_comes_back_as_the_same_draft(tmp_path: Path) -> None:
    told = {
        "organism": value("Danio rerio", term="NCBITaxon:7955"),
        "imaging-method": value("confocal microscopy", term="FBbi:00000251"),
        "instrument": value("9606"),
        "sample-preparation": value(FRENCH_SPELLED),
        "growth-protocol": value("NA"),
        "biological-entity": value("« Souris » de l’élevage"),
        "analysis-overview": value("ligne 1\nligne 2"),
    }
    assays = tuple(
        Assay(name=name, description=FRENCH_SPELLED, template=OURS, tags=("a", "7"), metadata=told)
        for name in ("NA", "2024", "true", "d’été")
    )
    studies = (
        Study(name="12", description="« d »", assays=assays[:2]),
        Study(name="T", tags=("x y",), assays=assays[2:]),
    )
    sent = Investigation(
        name="Inv", description="= x", owners=("ana",), contributors=("3", "bo"), studies=studies
    )
    [one] = workbook(report(sent), context(), ())
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"".join(one.pieces()))
    made = read(path)
    assert made.investigation == sent
    assert made.sources[0] == (str(tmp_path / "Inv" / "12" / "NA"),)


def test_workbooks_of_excel_share_their_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheets: dict[str, list[list[str]]] = {
        "Investigation": [["name"], ["I"]],
        "Study": [["parent", "name"], ["I", "S"]],
        "Assay": [["parent", "name", "path"], ["S", "d’été", "p"]],
    }
    with importlib.import_module("xlsxwriter").Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    assert "xl/sharedStrings.xml" in parts(path)
    assert [assay.name for _, assay in read(path).assays()] == ["d’été"]


# -- what does not fit


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (([], [], []), "Investigation name"),
        (([{"name": "I"}, {"name": "J"}], [], []), "Investigation 3 name"),
        (([{"name": "I"}], [{"parent": "X", "name": "S"}], []), "Study 2 parent"),
        (
            ([{"name": "I"}], [{"parent": "I", "name": "S"}], [{"parent": "X", "name": "A"}]),
            "Assay 2 parent",
        ),
        (
            (
                [{"name": "I"}],
                [{"parent": "I", "name": "S"}, {"parent": "I", "name": "S"}],
                [{"parent": "S", "name": "A", "path": "p"}],
            ),
            "Assay 2 parent",
        ),
        (([{"name": "I"}], [{"parent": "I"}], []), "name string_too_short"),
        (([{"name": "I" * 300}], [], []), "name string_too_long"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, rows: tuple[Rows, Rows, Rows], expected: str
) -> None:
    assert refusal(filled(tmp_path / "a.xlsx", *rows)) == (Code.WORKBOOK_UNFIT, expected)


def test_missing_sheets_and_columns_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Investigation"
    book.worksheets[0].append(["nom"])
    book.save(path)
    assert refusal(path) == (Code.WORKBOOK_UNFIT, "Investigation name")
    book.worksheets[0]["A1"] = "name"
    book.save(path)
    assert refusal(path) == (Code.WORKBOOK_UNFIT, "Study sheet")


def test_too_many_lines_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 2)
    path = simple(tmp_path / "a.xlsx", {}, {}, {})
    assert refusal(path) == (Code.WORKBOOK_UNFIT, "Assay > 2")


# -- what means harm


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


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

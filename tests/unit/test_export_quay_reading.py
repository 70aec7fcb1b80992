"""Workbooks that people filled in, and what they may have got wrong."""

from __future__ import annotations

import importlib
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from fbi_uploader.errors import Code
from fbi_uploader.export.quay import reading as limits
from fbi_uploader.export.quay import workbook
from fbi_uploader.isa.model import Assay, Investigation, MetadataValue, Study
from tests.unit.quay_tools import FRENCH_SPELLED, OURS, context, report, value
from tests.unit.quay_workbooks import Rows, filled, parts, read, refusal, simple

MIB = 1 << 20
DAY = datetime.fromisoformat("2026-11-22T00:00")


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

"""Workbooks as people fill them in, and what becomes of them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest

from fbi_uploader.errors import Code, InputError
from fbi_uploader.export.quay import draft_from_workbook
from fbi_uploader.export.quay.keys import ASSAY, INVESTIGATION, NODE_KEYS, STUDY
from fbi_uploader.isa.draft import Draft

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


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}

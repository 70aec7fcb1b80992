"""The workbook: the node's Excel form, filled in (INTEROP 5)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import IO, Protocol, cast

from fbi_uploader.errors import Code, InputError
from fbi_uploader.export.quay.keys import SHEETS, all_keys
from fbi_uploader.export.quay.places import Places
from fbi_uploader.export.quay.spelling import CELL, cell, units
from fbi_uploader.export.quay.tree import StudyRow, Tree

Row = Sequence[str]

WIDTH = 28  # characters
_PIECE = 1 << 20  # bytes


class _Sheet(Protocol):
    def write_string(self, row: int, column: int, text: str, style: object = None) -> int: ...

    def set_column(self, first: int, last: int, width: float) -> int: ...

    def freeze_panes(self, row: int, column: int) -> None: ...


class _Book(Protocol):
    def add_worksheet(self, name: str) -> _Sheet: ...

    def add_format(self, properties: dict[str, object]) -> object: ...

    def set_properties(self, properties: dict[str, object]) -> None: ...

    def close(self) -> None: ...


class _Library(Protocol):
    def Workbook(self, file: IO[bytes], options: dict[str, bool]) -> _Book:  # noqa: N802 - its name
        ...


def filled_sheets(tree: Tree, places: Places, created_at: datetime) -> Iterator[bytes]:
    """The file's bytes, the same each time.

    Raises InputError EXPORT_REFUSED for a text that no cell holds (`rules` finds it beforehand).
    """
    keys = all_keys(one.pairs for study in tree.studies for one in study.assays)
    rows = {
        "Investigation": [_investigation(tree, places)],
        "Study": (_study(tree, study) for study in tree.studies),
        "Assay": (row for study in tree.studies for row in _assays(tree, study, places, keys)),
    }
    out = io.BytesIO()
    # A row is written and forgotten: 10,000 assays need no more memory than one.
    # (Imported by its name, because it has no types; and late, because few runs need it.)
    library = cast(_Library, import_module("xlsxwriter"))
    book = library.Workbook(out, {"constant_memory": True})
    book.set_properties({"created": created_at.astimezone(UTC).replace(tzinfo=None)})
    bold = book.add_format({"bold": True})
    try:
        for name, columns in SHEETS.items():
            heads = (*columns, *keys) if name == "Assay" else columns
            _fill(book.add_worksheet(name), heads, rows[name], bold)
    finally:
        book.close()  # even half filled: it has files of its own in the meantime
    for start in range(0, out.tell(), _PIECE):
        out.seek(start)
        yield out.read(_PIECE)


def _fill(sheet: _Sheet, heads: Row, rows: Iterable[Row], bold: object) -> None:
    sheet.set_column(0, len(heads) - 1, WIDTH)
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        _write(sheet, 0, column, head, bold)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            if text:
                _write(sheet, number, column, text)


def _write(sheet: _Sheet, row: int, column: int, text: str, style: object = None) -> None:
    # As text whatever it looks like: a value that begins with "=" must not become a formula.
    if units(text) > CELL or sheet.write_string(row, column, text, style):
        where = f"{row + 1}.{column + 1}"
        raise InputError(Code.EXPORT_REFUSED, format="quay-xlsx", why=f"cell {where}")


def _investigation(tree: Tree, places: Places) -> Row:
    return (
        cell(tree.name),
        cell(tree.description),
        cell(tree.manager),
        cell(",".join(tree.owners)),
        cell(",".join(tree.contributors)),
        cell(",".join(tree.collaborators)),
        cell(places.provenance.id),
        cell(places.destination.id),
    )


def _study(tree: Tree, study: StudyRow) -> Row:
    tags = cell(",".join(study.tags))
    return (cell(tree.name), cell(study.name), cell(tree.owner), cell(study.description), tags)


def _assays(tree: Tree, study: StudyRow, places: Places, keys: Row) -> Iterator[Row]:
    for assay in study.assays:
        yield (
            cell(study.name),
            cell(assay.name),
            cell(tree.owner),
            cell(assay.description),
            places.path(assay.folder),
            cell(",".join(assay.tags)),
            *(cell(assay.pairs.get(key, "")) for key in keys),
        )

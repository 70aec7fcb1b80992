"""Tables inside one metadata value: rows of text, kept as JSON.

A `MetadataValue` holds one text; a table is `[{"well": "A1", "compound": "DMSO"}, ...]` in it, so
that drafts, journal and deposit files need not know of tables.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence

from fbi_uploader.isa.template.model import Column

Row = Mapping[str, str]

LARGEST = 8 * 1024 * 1024  # characters of the JSON
MOST_ROWS = 100_000


class NotATableError(ValueError):
    """The text is no table, or too large a one. `why` is one word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def written(rows: Iterable[Row]) -> str:
    """The text that a value keeps. Empty cells are left out, empty rows too."""
    kept = ({key: cell for key, cell in row.items() if cell.strip()} for row in rows)
    return json.dumps([row for row in kept if row], ensure_ascii=False, separators=(",", ":"))


def rows(text: str) -> tuple[Row, ...]:
    """The rows of a kept text. Raises NotATableError: too_large, not_json, not_rows."""
    if len(text) > LARGEST:
        raise NotATableError("too_large")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotATableError("not_json") from error
    if not isinstance(told, list) or not all(map(_is_row, told)):
        raise NotATableError("not_rows")
    if len(told) > MOST_ROWS:
        raise NotATableError("too_large")
    return tuple(told)


def pasted(text: str, columns: Sequence[Column]) -> tuple[Row, ...]:
    """Rows from a spreadsheet's clipboard, or a CSV file: the first line names the columns.

    A head may be a column's id or its label in either language, case aside; tab, semicolon and
    comma part the cells. Columns of the template that are absent stay empty.

    Raises NotATableError: too_large, columns (a head that no column has, or one twice).
    """
    if len(text) > LARGEST:
        raise NotATableError("too_large")
    lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=_delimiter(text)))
    heads, *bodies = [line for line in lines if any(cell.strip() for cell in line)] or [[]]
    ids = [_column_of(head, columns) for head in heads]
    if len(set(ids)) < len(ids):
        raise NotATableError("columns")
    if len(bodies) > MOST_ROWS:
        raise NotATableError("too_large")
    return tuple(
        {key: cell.strip() for key, cell in zip(ids, line, strict=False) if cell.strip()}
        for line in bodies
    )


def _is_row(row: object) -> bool:
    return isinstance(row, dict) and all(isinstance(cell, str) for cell in row.values())


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max("\t;,", key=first.count)


def _column_of(head: str, columns: Sequence[Column]) -> str:
    wanted = head.strip().casefold()
    for column in columns:
        if wanted in {column.id, column.label.fr.casefold(), column.label.en.casefold()}:
            return column.id
    raise NotATableError("columns")

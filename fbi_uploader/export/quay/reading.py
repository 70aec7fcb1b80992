"""Reads a filled-in workbook of the node's form. Whoever wrote the file is a stranger.

What reaches the library that reads workbooks is bounded first: the parts that matter are copied
out of the archive, up to a size that no archive can lie about, and one with a document type
declaration (entities that swell, or that open files) is refused, as ECMA-376 part 2 has it.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from xml.parsers import expat

from fbi_uploader.errors import Code, InputError
from fbi_uploader.export.quay.spelling import uncell
from fbi_uploader.paths import shown

LARGEST = 32 * 1024 * 1024  # bytes of the file
UNPACKED = 128 * 1024 * 1024  # bytes of the parts that are read
MOST_PARTS = 1_000
MOST_ROWS = 20_000  # that are not empty, of one sheet
MOST_COLUMNS = 200
LAST_ROW = 1_048_576  # of Excel's own

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "Investigation": ("name",),
    "Study": ("parent", "name"),
    "Assay": ("parent", "name", "path"),
}
_PARTS = ("[Content_Types].xml", "_rels/", "xl/")
_LEFT_OUT = ("xl/media/", "xl/drawings/", "xl/externalLinks/", "xl/embeddings/", "xl/theme/")
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Line:
    """A row that is not empty. `number` as Excel counts; `cells` by the column's head, spelled."""

    number: int
    cells: Mapping[str, str]

    def get(self, head: str) -> str:
        """The text of a cell, "" where there is none."""
        return self.cells.get(head, "")


@dataclass(frozen=True, slots=True)
class Form:
    """The three sheets."""

    investigations: tuple[Line, ...]
    studies: tuple[Line, ...]
    assays: tuple[Line, ...]


def read_workbook(path: Path) -> Form:
    """Read the node's form.

    Raises InputError WORKBOOK_UNREADABLE (file, why), WORKBOOK_UNFIT (where, why) for a sheet or a
    column that is missing, or too many of them.
    """
    bounded = _bounded(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts of the file that are not of interest here
            sheets = _sheets(bounded)
    except InputError:
        raise
    except Exception as error:  # the library meets damage with whatever comes to hand
        raise _unreadable(path, type(error).__name__) from error
    return Form(*(sheets[name] for name in _NEEDED))


def _sheets(content: io.BytesIO) -> dict[str, tuple[Line, ...]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow, and the rules never need it

    book = load_workbook(content, read_only=True, data_only=True, keep_links=False)
    found: dict[str, tuple[Line, ...]] = {}
    for name, needed in _NEEDED.items():
        if name not in book.sheetnames:
            raise _unfit(name, "sheet")
        sheet = book[name]
        sheet.reset_dimensions()  # what the file says of its own size is not to be trusted
        rows = sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS, values_only=True)
        found[name] = tuple(_lines(name, needed, rows))
    return found


def _lines(name: str, needed: Sequence[str], rows: Iterator[Sequence[object]]) -> Iterator[Line]:
    filled = _filled(rows)
    _, heads = next(filled, (0, ()))
    for head in needed:
        if head not in heads:
            raise _unfit(name, head)
    for count, (number, texts) in enumerate(filled, 1):
        if count > MOST_ROWS:
            raise _unfit(name, f"> {MOST_ROWS}")
        named = zip(heads, texts, strict=False)
        yield Line(number, {head: text for head, text in named if head and text})


def _filled(rows: Iterator[Sequence[object]]) -> Iterator[tuple[int, Sequence[str]]]:
    for number, row in enumerate(rows, 1):
        if row.count(None) < len(row):  # a file may have a million empty lines
            texts = [uncell(_text(cell)) for cell in row]
            if any(texts):
                yield number, texts


def _text(cell: object) -> str:
    """What a person sees in a cell, near enough."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{cell:.15g}"  # as many digits as Excel has
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    return str(cell)


# -- the archive


def _bounded(path: Path) -> io.BytesIO:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise _unreadable(path, "too_large")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _copied(archive, path)
    except OSError as error:
        raise _unreadable(path, type(error).__name__) from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _unreadable(path, "not_a_workbook") from error
    except (RuntimeError, NotImplementedError, ValueError) as error:
        # Encrypted, packed in an unknown way, or a name that is none.
        raise _unreadable(path, "locked") from error


def _copied(archive: zipfile.ZipFile, path: Path) -> io.BytesIO:
    wanted = [part for part in archive.infolist() if _is_wanted(part.filename)]
    if len(wanted) > MOST_PARTS or len({part.filename for part in wanted}) < len(wanted):
        raise _unreadable(path, "parts")
    copy = io.BytesIO()
    left = UNPACKED
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as out:
        for part in wanted:
            plain = _PlainXml()
            with archive.open(part) as packed, out.open(part.filename, "w") as unpacked:
                while piece := packed.read(_PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise _unreadable(path, "too_large")
                    plain.look(piece)
                    unpacked.write(piece)
            if not plain.is_so:
                raise _unreadable(path, "not_plain_xml")
    copy.seek(0)
    return copy


def _is_wanted(name: str) -> bool:
    part = name.endswith((".xml", ".rels")) and name.startswith(_PARTS)
    return part and not name.startswith(_LEFT_OUT)


class _PlainXml:
    """Sees whether a part begins as XML without a document type, which stands before the root."""

    def __init__(self) -> None:
        self.is_so = False
        self._declared = False
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._root

    def look(self, piece: bytes) -> None:
        """Take the next piece, until the root has begun."""
        if self.is_so or self._declared:
            return
        with suppress(expat.ExpatError, _Enough):  # damage further on is the library's to find
            self._parser.Parse(piece)

    def _doctype(self, *_: object) -> None:
        self._declared = True
        raise _Enough

    def _root(self, *_: object) -> None:
        self.is_so = True
        raise _Enough


class _Enough(Exception):  # noqa: N818 - stops expat, which has no other way
    """What had to be known is known."""


def _unreadable(path: Path, why: str) -> InputError:
    return InputError(Code.WORKBOOK_UNREADABLE, file=shown(path), why=why)


def _unfit(where: str, why: str) -> InputError:
    return InputError(Code.WORKBOOK_UNFIT, where=where, why=why)

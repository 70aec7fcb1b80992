"""Shelves and worksheets for the tests of `drafting`: from rows, or from real files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from fbi_uploader.drafting.model import SheetAssay, SheetStudy, Worksheet, new_worksheet
from fbi_uploader.drafting.rows import ShelfRow
from fbi_uploader.drafting.shelf import Shelf, ShelfReader, ShelfWriter
from fbi_uploader.intake.model import FoundFile
from fbi_uploader.intake.regroup import Regrouping, head_of
from fbi_uploader.intake.scan import scan

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def worksheet(*drops: str, assays: Sequence[str] = ("a", "b"), **parts: object) -> Worksheet:
    """One study "s" with these assays, named as their ids."""
    study = SheetStudy(id="s", name="s", assays=tuple(SheetAssay(id=a, name=a) for a in assays))
    held = {"drops": drops, "studies": (study,), **parts}
    return new_worksheet("alice", "sandbox", NOW).model_copy(update=held)


def row(head: str, *paths: str, size: int = 10, word: str = "czi") -> ShelfRow:
    return ShelfRow(head, Path(head).name, word, max(1, len(paths)), size, "ready", paths)


def shelf_of(rows: Iterable[ShelfRow], path: Path) -> Shelf:
    """Through a real log."""
    with ShelfWriter(path) as writer:
        for one in rows:
            writer.put(one)
    shelf, reader = Shelf(), ShelfReader(path)
    while lines := reader.read():
        shelf.take(lines)
    return shelf


def scanned(
    paths: Sequence[str], joined: Sequence[Sequence[str]] = (), split: Sequence[str] = ()
) -> dict[str, set[str]]:
    """The filesets of a real scan, regrouped: head -> its files."""
    regrouping = Regrouping(joined, split)
    found: dict[str, set[str]] = {}
    for one in scan(paths):
        assert isinstance(one, FoundFile), one
        head, file = regrouping.take(one)
        found.setdefault(head, set()).add(file.path)
    return found


def formats_of(paths: Sequence[str]) -> dict[str, str]:
    """The format of each head of a real scan."""
    found = (one for one in scan(paths) if isinstance(one, FoundFile))
    return {head_of(one): one.format for one in found}


def rows_of(filesets: Mapping[str, set[str]], formats: Mapping[str, str]) -> list[ShelfRow]:
    """The rows that the engine would write for such filesets."""
    rows: list[ShelfRow] = []
    for head, files in filesets.items():
        beside = Path(head).parent
        inside = all(Path(head) in Path(file).parents for file in files)
        tops = sorted({str(beside / Path(one).relative_to(beside).parts[0]) for one in files})
        paths = () if inside or files == {head} else tuple(tops)
        word = formats.get(head, "tiff")
        rows.append(ShelfRow(head, Path(head).name, word, len(files), 1, "ready", paths))
    return rows

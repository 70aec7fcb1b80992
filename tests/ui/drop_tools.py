"""A deposit whose shelf a test fills with lines, as the engine would write them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from fbi_uploader.drafting import dropping
from fbi_uploader.drafting.rows import ShelfRow
from fbi_uploader.drafting.shelf import MOST_LINES
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.trouble import Answer

ROOT = "/data/day"


def row(
    name: str,
    *,
    format_: str = "czi",
    files: int = 1,
    size: int = 1000,
    state: str = "ready",
    paths: Iterable[str] = (),
) -> ShelfRow:
    """A fileset below ROOT."""
    head = f"{ROOT}/{name}"
    told = tuple(f"{ROOT}/{path}" for path in paths)
    return ShelfRow(head, name.rsplit("/", 1)[-1], format_, files, size, state, told)  # type: ignore[arg-type]


def dropped(deposit: Deposit, *rows: ShelfRow) -> None:
    """ROOT was dropped, and its scan found these."""
    deposit.apply(lambda sheet: dropping.drop(sheet, [ROOT]))
    deposit._opened(Answer({"shelf": str(_log(deposit))}))
    say(deposit, ["drop", ROOT], *(["set", *one] for one in rows), ["end", ROOT])


def put(deposit: Deposit, *rows: ShelfRow) -> None:
    """The engine found these, or says something else of them."""
    say(deposit, *(["set", *one] for one in rows))


def say(deposit: Deposit, *lines: Sequence[object]) -> None:
    """The engine wrote these lines, and they were read."""
    with _log(deposit).open("a") as log:
        log.writelines(json.dumps(line) + "\n" for line in lines)
    for _ in range(0, len(lines) + 1, MOST_LINES):
        deposit._read()


def _log(deposit: Deposit) -> Path:
    return deposit.session.home.drafts / deposit.sheet.id / "shelf-1.jsonl"


def looked(deposit: Deposit, name: str, **facts: object) -> None:
    """The engine looked at the images of a fileset below ROOT."""
    event = {"event": "Looked", "draft": deposit.sheet.id, "head": f"{ROOT}/{name}", **facts}
    deposit.session.engine.told.emit(event)

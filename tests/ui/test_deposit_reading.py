"""What the engine finds is read as soon as it is there, not at the next leisurely look."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fbi_uploader.drafting.rows import ShelfRow
from fbi_uploader.drafting.shelf import ShelfReader, ShelfWriter
from fbi_uploader.ui.deposit import controller
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.trouble import Answer
from tests.ui.depositing import LONG


def test_a_scan_that_says_nothing_yet_is_listened_to_closely(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(controller, "_WATCHING", 10 * LONG)
    looks: list[int] = []
    read = ShelfReader.read

    def counted(reader: ShelfReader, most: int = 2000) -> list[bytes]:
        looks.append(most)
        return read(reader, most)

    monkeypatch.setattr(ShelfReader, "read", counted)
    deposit = Deposit(session)
    log = tmp_path / deposit.sheet.id / "shelf-1.jsonl"
    log.parent.mkdir()
    log.touch()
    deposit._opened(Answer({"shelf": str(log)}))
    qtbot.waitUntil(lambda: len(looks) > 0, timeout=LONG)
    assert len(deposit.shelf) == 0, "looked at before anything was found"
    with ShelfWriter(log) as writer:
        writer.begin("/data")
        writer.put(ShelfRow("/data/a.czi", "a.czi", "czi", 1, 10))
    qtbot.waitUntil(lambda: len(deposit.shelf) == 1, timeout=LONG)

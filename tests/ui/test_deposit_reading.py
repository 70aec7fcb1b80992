"""What the engine finds is read as soon as it is there, not at the next leisurely look."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fbi_uploader.ui.deposit import controller
from fbi_uploader.ui.session import Session
from tests.ui.depositing import LONG, begun, make_files, put


def test_a_scan_that_says_nothing_yet_is_listened_to_closely(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(controller, "_WATCHING", 10 * LONG)
    deposit = begun(session, qtbot, make_files(tmp_path / "data"))
    assert deposit.shelf.sums.filesets == 4
    deposit.drop([str(put(tmp_path / "more" / "one.dat"))])
    qtbot.waitUntil(lambda: deposit.shelf.sums.filesets == 5, timeout=LONG)

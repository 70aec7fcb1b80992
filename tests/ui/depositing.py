"""A deposit with real files and a real engine, for the tests of its steps."""

from __future__ import annotations

import os
from pathlib import Path

from pytestqt.qtbot import QtBot

from fbi_uploader.drafting import organising
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.session import Session

LONG = 30_000  # ms: an engine has to start, on a busy machine
OLD = 1_700_000_000  # seconds: such a file is not being written any more


def put(path: Path, content: bytes = b"pixels") -> Path:
    """A file that has stood still for long."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (OLD, OLD))
    return path


def make_files(folder: Path) -> Path:
    """Two folders of two acquisitions each."""
    for day in ("day1", "day2"):
        for name in ("a", "b"):
            put(folder / day / f"{day}_{name}.dat", f"{day}{name}".encode())
    return folder


def begun(session: Session, qtbot: QtBot, *drops: Path) -> Deposit:
    """A deposit of these, all found."""
    session.engine.start()
    deposit = Deposit(session)
    deposit.drop([str(one) for one in drops])
    qtbot.waitUntil(lambda: bool(len(deposit.shelf)) and not deposit.scanning, timeout=LONG)
    return deposit


def arranged(deposit: Deposit) -> None:
    """What the folders suggest, in an investigation with a name."""
    from fbi_uploader.ui.deposit.arranging.acts import Acts  # noqa: PLC0415 - Qt is loaded by now

    acts = Acts(deposit)
    acts.accept(acts.suggestion())
    deposit.apply(lambda sheet: organising.rename(sheet, "", "Heart-2026"))

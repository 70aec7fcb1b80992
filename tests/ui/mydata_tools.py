"""What the tests of My data are written with: a PC that has sent, and the page in a window."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fbi_uploader.ui.mydata.page import MyDataPage
from fbi_uploader.ui.mydata.safety import Standing
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.widgets.buttons import Button
from tests.e2e.running import Pc, put

WAIT = 15_000


def a_pc(home: Path, tmp_path: Path) -> Pc:
    """With the folder node "node"."""
    pc = Pc(home, tmp_path / "landing", tmp_path / "data")
    pc.landing.mkdir()
    pc.data.mkdir()
    pc.add_node()
    return pc


def sent(pc: Pc, *names: str, assay: str = "Cells", node: str = "node") -> str:
    """Send files of these names by the command line; the submission's id."""
    files = [put(pc.data / name, name.encode() * 100) for name in names]
    path = pc.deposit_file(files, assay)
    path.write_text(path.read_text("utf-8").replace('"node"', f'"{node}"'), "utf-8")
    ended = pc.run("deposit", path, "--json")
    assert ended.code == 0, ended.err
    return ended.submission


def change(path: Path) -> None:
    """The person works on the original."""
    path.write_bytes(path.read_bytes() + b" more")
    os.utime(path)


def page_of(session: Session, qtbot: QtBot, *, engine: bool = True) -> MyDataPage:
    """The page, in sight, with the engine started."""
    page = MyDataPage(session)
    qtbot.addWidget(page)
    page.resize(1064, 800)
    if engine:
        session.engine.start()
    page.show()
    page.enter()
    until(qtbot, lambda: page.listing.all)
    return page


def until(qtbot: QtBot, true: Callable[[], object]) -> None:
    """Wait for something."""
    qtbot.waitUntil(lambda: bool(true()), timeout=WAIT)


def judged(qtbot: QtBot, page: MyDataPage) -> Standing:
    """Wait for the verdict on what is in sight."""
    until(qtbot, lambda: page.detail.guard.standing is not Standing.ASKING)
    return page.detail.guard.standing


def said(page: MyDataPage) -> list[str]:
    """What the banners say."""
    return [f"{one.title.text()}. {one.sentence.text()}" for one in page.detail.banners.banners()]


def press(qtbot: QtBot, page: MyDataPage, word: str) -> None:
    """Click the button that says so, once it is in sight."""
    found: list[Button] = []

    def look() -> bool:
        found[:] = [one for one in page.findChildren(Button) if one.text() == word]
        found[:] = [one for one in found if one.isVisible()]
        return bool(found)

    until(qtbot, look)
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)

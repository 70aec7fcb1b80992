"""Windows without a screen: the offscreen platform, unless a test or a person says otherwise."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest.importorskip("PySide6.QtWidgets", reason="the window is not installed here")

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication

from fbi_uploader.paths import Home
from fbi_uploader.ui import words
from fbi_uploader.ui.look import fonts, theme
from fbi_uploader.ui.session import Session


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """No argument of pytest's is Qt's."""
    return ["fbi_uploader"]


@pytest.fixture(autouse=True)
def _looks(qapp: QApplication) -> None:
    """Every test begins in French and light, with the bundled font."""
    qapp.setStyle("Fusion")
    fonts.load()
    qapp.setFont(fonts.font(fonts.Role.BODY))
    words.choose("fr")
    theme.apply("light")


@pytest.fixture(autouse=True)
def _collected_here() -> Iterator[None]:
    """As the program does: garbage with Qt's objects in it is collected in this thread only."""
    gc.disable()
    yield
    QThreadPool.globalInstance().waitForDone()
    gc.collect()
    gc.enable()


@pytest.fixture
def home_folder(home: Path) -> Home:
    """A home of this test's own, as the program makes it."""
    made = Home(home)
    made.prepare()
    return made


@pytest.fixture
def session(home_folder: Home, qapp: QApplication) -> Iterator[Session]:
    """A session whose engine has not been started; `session.engine.start()` does."""
    made = Session(home_folder)
    yield made
    made.engine.stop()

"""Every page can be named, reached by Tab, and read: in both languages, small and at scale 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.widgets.buttons import Button, Kind
from tests.conftest import REPOSITORY
from tests.ui import window_faults as faults
from tests.ui.depositing import make_files

VIEWS = 20


@pytest.mark.timeout(180)
@pytest.mark.parametrize("scale", ["1", "2"])
def test_no_page_has_a_fault(scale: str, home: Path, tmp_path: Path) -> None:
    files = make_files(tmp_path / "Acquisitions du 24 novembre 2026")
    ended = subprocess.run(
        [sys.executable, "-m", "tests.ui.window_tour", str(home), str(files)],
        cwd=REPOSITORY,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout.splitlines()[-1])
    assert told["views"] == VIEWS
    assert told["faults"] == {}


# -- the judges themselves: each fault is seen


def _room(qtbot: QtBot, *parts: QWidget) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    layout = QVBoxLayout(made)
    for part in parts:
        layout.addWidget(part)
    made.resize(300, 200)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def _narrow() -> QWidget:
    made = QLabel("Un nom bien plus long que la place")
    made.setFixedWidth(40)
    return made


def _low() -> QWidget:
    made = QLabel("Des mots qui vont à la ligne, et à la ligne encore")
    made.setWordWrap(True)
    made.setFixedSize(60, 20)
    return made


def _tiny() -> QWidget:
    made = QLabel("petit")
    small = font(Role.BODY).__copy__()
    small.setPixelSize(10)
    made.setFont(small)
    return made


def _unreachable() -> QWidget:
    made = QPushButton("Ici")
    made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return made


@pytest.mark.parametrize(
    ("make", "judge"),
    [
        (lambda: Button(Kind.ICON, "undo"), faults.nameless),
        (_narrow, faults.cut),
        (_low, faults.cut),
        (_tiny, faults.small_print),
        (_unreachable, faults.out_of_reach),
    ],
)
def test_a_fault_is_seen(
    make: Callable[[], QWidget], judge: Callable[[QWidget], list[str]], qtbot: QtBot
) -> None:
    sound = _room(qtbot, QLabel("Texte"), QPushButton("Ici"), QPushButton("Là"))
    assert judge(sound) == []
    sound.hide()
    assert judge(_room(qtbot, QPushButton("Là"), make())) != []


def test_words_in_another_language_are_seen(qtbot: QtBot) -> None:
    label, button = QLabel("Bonjour"), QPushButton("Ici")
    room = _room(qtbot, label, button)
    before = faults.words_of(room)
    button.setText("Here")
    assert faults.words_of(room) != before

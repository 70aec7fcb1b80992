"""Figures as each language writes them, and words that change while the window is open."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import dev_words
import pytest
from dev_shell import Shell
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from fbi_uploader.ui import words
from fbi_uploader.ui.words import translate

FRENCH = [
    (0, "0\u00a0o"),
    (999, "999\u00a0o"),
    (1000, "1,0\u00a0ko"),
    (12_400_000_000, "12,4\u00a0Go"),
    (999_600_000, "1,0\u00a0Go"),
    (742_000_000_000, "742\u00a0Go"),
]


@pytest.mark.parametrize(("count", "said"), FRENCH)
def test_sizes_in_french(count: int, said: str) -> None:
    assert words.size(count) == said


def test_sizes_in_english() -> None:
    words.choose("en")
    assert words.size(12_400_000_000) == "12.4\u00a0GB"
    assert words.rate(104_000_000) == "104\u00a0MB/s"
    assert words.number(1_234_567) == "1,234,567"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (3, "quelques secondes"),
        (59, "59\u00a0s"),
        (510, "8\u00a0min 30\u00a0s"),
        (540, "9\u00a0min"),
        (960, "16\u00a0min"),
        (3700, "1\u00a0h 01"),
        (200_000, "2\u00a0jours"),
    ],
)
def test_times_as_a_person_says_them(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


def test_a_long_name_loses_its_middle() -> None:
    assert words.middle("abcdefghij", 5) == "ab…ij"
    assert words.middle("abc", 5) == "abc"


def test_days() -> None:
    at = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert words.day(at) == "22\u00a0nov. 2026"


def test_words_change_while_the_window_is_open(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    words.say(label, lambda: label.setText(translate("Window", "My data")))
    assert label.text() == "Mes données"
    words.choose("en")
    assert label.text() == "My data"
    words.choose("fr")
    assert label.text() == "Mes données"


def test_what_is_gone_is_not_spoken_to(qtbot: QtBot) -> None:
    label = QLabel()
    words.say(label, lambda: label.setText(translate("Window", "My data")))
    label.deleteLater()
    qtbot.wait(1)
    words.choose("en")


# -- the translations as a whole


def said() -> list[dev_words.Text]:
    return dev_words.texts()


@pytest.mark.parametrize("language", dev_words.LANGUAGES)
def test_everything_is_translated(language: str, tmp_path: Path) -> None:
    """`python3 packaging/dev.py words` names what is missing, and what to do."""
    path = dev_words.TRANSLATIONS / f"{language}.ts"
    (tmp_path / path.name).write_bytes(path.read_bytes())
    assert dev_words.update(language, said(), tmp_path) == []
    assert (tmp_path / path.name).read_bytes() == path.read_bytes(), "run dev.py words"


@pytest.mark.parametrize("language", dev_words.LANGUAGES)
def test_what_is_compiled_is_what_was_translated(language: str, tmp_path: Path) -> None:
    made = tmp_path / f"{language}.qm"
    dev_words.compiled(language, made, Path(sys.executable), Shell())
    assert made.read_bytes() == (dev_words.TRANSLATIONS / made.name).read_bytes()


def test_french_is_written_as_it_should_be() -> None:
    """No-break space before ; : ! ? % », after «; ’ and not '; … and not three dots."""
    no_prose = re.compile(r'/ \\ : \* \? " < > \||D:\\')  # signs that are named, a path
    wrong = [
        form
        for forms in dev_words._known(dev_words.TRANSLATIONS / "fr.ts").values()
        for form in (no_prose.sub("", one) for one in forms)
        if re.search(
            r"(?<![\u00a0\u202f\d:/])[;:!?»](?!\d|//)|[^\u00a0\u202f]%(?![n\d])|«[^\u00a0\u202f]|'|\.\.\.",
            form,
        )
    ]
    assert wrong == []


def test_placeholders_survive_the_translation() -> None:
    for text, forms in dev_words._known(dev_words.TRANSLATIONS / "fr.ts").items():
        wanted = set(re.findall(r"%\d|%n", text.source))
        for form in forms:
            there = set(re.findall(r"%\d|%n", form))
            assert there == wanted or (text.plural and there == wanted - {"%n"}), (text, form)

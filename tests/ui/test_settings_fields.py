"""Fields that every form is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from fbi_uploader.ui import words
from fbi_uploader.ui.widgets.fields import (
    AreaField,
    ChoiceField,
    NumberField,
    OptionsField,
    PasswordField,
    TextField,
    TimeField,
    ToggleField,
)
from fbi_uploader.ui.widgets.frames import box, column
from fbi_uploader.ui.words import language

Shown = Callable[..., None]


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Shown]:
    """Puts parts in a window that has the keyboard, until the test is over."""
    windows: list[QWidget] = []

    def show(*parts: QWidget) -> None:
        window = box(column(*parts))
        windows.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)

    yield show
    for window in windows:
        window.close()


def test_a_mistake_is_said_below_and_to_a_screen_reader(qtbot: QtBot, shown: Shown) -> None:
    field = TextField(lambda: "Server", help_words=lambda: "alone", required=True)
    shown(field)
    assert QAccessible.queryAccessibleInterface(field.line).text(QAccessible.Text.Name) == "Server"
    assert field.line.accessibleDescription() == "alone"
    field.tell_wrong(lambda: "not like this")
    assert field.line.property("wrong") is True
    assert field.line.accessibleDescription() == "not like this"
    field.tell_wrong(None)
    assert field.line.property("wrong") is False
    assert field.line.accessibleDescription() == "alone"
    assert field.label.buddy() is field.line


def test_words_follow_the_language(qtbot: QtBot, shown: Shown) -> None:
    field = ChoiceField(language, [("a", lambda: f"A {language()}")])
    shown(field)
    words.choose("en")
    assert field.label.text() == "en"
    assert field.choice.currentText() == "A en"


def test_only_a_person_edits(qtbot: QtBot, shown: Shown) -> None:
    fields = (TextField(str), AreaField(str), NumberField(str, (0, 9)), TimeField(str))
    shown(*fields)
    heard: list[object] = []
    for field in fields:
        field.edited.connect(lambda field=field: heard.append(field))
    fields[0].put("a")
    fields[1].put("b")
    fields[2].put(3)
    fields[3].put(time(8, 30))
    assert heard == []
    QTest.keyClicks(fields[0].line, "x")
    QTest.keyClicks(fields[1].area, "x")
    QTest.keyClick(fields[2].line, Qt.Key.Key_Up)
    QTest.keyClick(fields[3].time, Qt.Key.Key_Up)
    assert heard == list(fields)
    assert fields[2].value() == 4
    assert fields[3].value() == time(9, 30)


def test_a_password_is_hidden_and_taken_once(qtbot: QtBot, shown: Shown) -> None:
    field = PasswordField(lambda: "Password")
    shown(field)
    QTest.keyClicks(field.line, "s3cret")
    assert field.line.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClick(field.line.eye, Qt.Key.Key_Space)
    assert field.line.echoMode() is QLineEdit.EchoMode.Normal
    assert field.line.eye.accessibleName() == "Masquer"
    assert field.take() == "s3cret"
    assert field.line.echoMode() is QLineEdit.EchoMode.Password
    assert not field.is_filled()
    field.line.undo()
    assert not field.is_filled()


def test_a_revealed_password_is_hidden_with_its_page(qtbot: QtBot, shown: Shown) -> None:
    field = PasswordField(lambda: "Password")
    shown(field)
    field.line.eye.setChecked(True)
    field.hide()
    field.show()
    assert field.line.echoMode() is QLineEdit.EchoMode.Password


@pytest.mark.parametrize(
    ("written", "value"), [("12,5", 12.5), ("12.5", 12.5), ("", None), ("x", None), ("101", None)]
)
def test_numbers_are_read_as_people_write_them(
    qtbot: QtBot, shown: Shown, written: str, value: float | None
) -> None:
    field = NumberField(str, (1, 100), decimals=1)
    shown(field)
    QTest.keyClicks(field.line, written)
    assert field.value() == value
    assert field.line.is_wrong() == (bool(written) and value is None)


def test_numbers_change_their_sign_with_the_language(qtbot: QtBot, shown: Shown) -> None:
    field = NumberField(str, (1, 100_000), decimals=1)
    shown(field)
    field.put(1247.5)
    assert field.line.text() == "1247,5"
    words.choose("en")
    assert field.line.text() == "1247.5"
    assert field.value() == 1247.5


def test_the_wheel_changes_no_choice(qtbot: QtBot, shown: Shown) -> None:
    field = ChoiceField(str, [("a", lambda: "A"), ("b", lambda: "B")])
    shown(field)
    field.choice.setFocus()
    at = QPointF(5, 5)
    none = Qt.KeyboardModifier.NoModifier
    turn = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        none,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field.choice, turn)
    assert field.value() == "a"
    QTest.keyClick(field.choice, Qt.Key.Key_Down)
    assert field.value() == "b"


def test_options_are_chosen_by_arrows(qtbot: QtBot, shown: Shown) -> None:
    field = OptionsField(str, [("a", lambda: "A", ""), ("b", lambda: "B", "sun")])
    field.put("a")
    shown(field)
    heard: list[str] = []
    field.edited.connect(lambda: heard.append(field.value()))
    field.options["a"].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(field.options["a"], Qt.Key.Key_Right)
    assert field.value() == "b"
    assert heard == ["b"]


def test_a_toggle_is_a_check_box_to_a_screen_reader(qtbot: QtBot, shown: Shown) -> None:
    field = ToggleField(lambda: "Limit", help_words=lambda: "why")
    shown(field)
    told = QAccessible.queryAccessibleInterface(field.toggle)
    assert told.role() is QAccessible.Role.CheckBox
    assert told.text(QAccessible.Text.Name) == "Limit"
    QTest.keyClick(field.toggle, Qt.Key.Key_Space)
    assert field.value()

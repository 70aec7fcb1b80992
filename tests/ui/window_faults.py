"""What is wrong with the widgets in sight: nameless, cut, out of Tab's way, too small."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QButtonGroup,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

from fbi_uploader.ui.widgets.buttons import Button, Kind

SMALLEST = 12  # px
_CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QPlainTextEdit,
    QTextEdit,
    QTabBar,
)
_PARTS = (QScrollBar, QHeaderView)
_INSIDE = (QComboBox, QAbstractSpinBox, QLineEdit)  # what lies in them is theirs
Fault = str


def path_of(widget: QWidget) -> str:
    """Where it lies: classes from the window down, and what it says."""
    parts: list[str] = []
    at: QWidget | None = widget
    while at is not None and len(parts) < 6:
        parts.append(type(at).__name__)
        at = at.parentWidget()
    said = getattr(widget, "text", None)
    word = said() if callable(said) else ""
    return f"{' > '.join(reversed(parts))} {str(word)[:50]!r}"


def in_sight(root: QWidget) -> Iterator[QWidget]:
    """Every visible widget below it."""
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and widget.window() is root.window():
            yield widget


def _is_control(widget: QWidget) -> bool:
    if not isinstance(widget, _CONTROLS) or isinstance(widget, _PARTS):
        return False
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, _INSIDE):
            return False
        around = around.parentWidget()
    return True


def _named(widget: QWidget) -> bool:
    if widget.accessibleName().strip():
        return True
    if isinstance(widget, QAbstractButton) and widget.text().strip():
        return True
    labels = (one for one in widget.window().findChildren(QLabel) if one.buddy() is widget)
    return any(one.text().strip() for one in labels)


def nameless(root: QWidget) -> list[Fault]:
    """Controls that a screen reader cannot name; those with an icon alone need a tooltip too."""
    found = [path_of(one) for one in in_sight(root) if _is_control(one) and not _named(one)]
    found += [
        f"no tooltip: {path_of(one)}"
        for one in in_sight(root)
        if isinstance(one, Button)
        and (one.kind is Kind.ICON or not one.text())
        and not one.toolTip()
    ]
    return found


# -- Tab


def out_of_reach(root: QWidget) -> list[Fault]:
    """Enabled controls that Tab does not lead to, from the window's first one."""
    window = root.window()
    wanted = {one for one in in_sight(root) if _is_control(one) and _takes_keys(one)}
    seen: set[QWidget] = set()
    for _ in range(2 * len(wanted) + 60):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
        if here is not None:
            seen.add(here)
    return [path_of(one) for one in wanted - seen if not _reached_by_arrows(one, seen)]


def _takes_keys(widget: QWidget) -> bool:
    if isinstance(widget, QAbstractItemView) and widget.model().rowCount() == 0:
        return False
    passive = widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return widget.isEnabled() and not passive


def _reached_by_arrows(widget: QWidget, seen: set[QWidget]) -> bool:
    """One of several that exclude each other: Tab reaches the chosen one, the arrows the others."""
    if not isinstance(widget, QAbstractButton):
        return False
    group = cast("QButtonGroup | None", widget.group())  # Qt's stubs forget None
    return group is not None and group.exclusive() and bool(set(group.buttons()) & seen)


# -- room


def cut(root: QWidget) -> list[Fault]:
    """Words that their widget has no room for, or that lie outside what can be seen."""
    found: list[Fault] = []
    for one in in_sight(root):
        why = _label_fault(one) if isinstance(one, QLabel) else _button_fault(one)
        why = why or _outside(one)
        if why:
            found.append(f"{why}: {path_of(one)}")
    return found


def _label_fault(label: QWidget) -> str:
    assert isinstance(label, QLabel)
    if not label.text():
        return ""
    needed = label.sizeHint()
    if label.wordWrap():
        high = label.heightForWidth(label.width())
        return f"{label.height()} of {high} px high" if label.height() < high else ""
    return _short(label, needed)


def _button_fault(widget: QWidget) -> str:
    if isinstance(widget, Button):
        return _short(widget, widget.sizeHint())
    return ""


def _short(widget: QWidget, needed: QSize) -> str:
    if widget.width() < needed.width():
        return f"{widget.width()} of {needed.width()} px wide"
    return f"{widget.height()} of {needed.height()} px high" if _low(widget, needed) else ""


def _low(widget: QWidget, needed: QSize) -> bool:
    return widget.height() < min(needed.height(), widget.fontMetrics().height())


def _outside(widget: QWidget) -> str:
    """Beyond its parent's edge, unless that scrolls."""
    if not isinstance(widget, (QLabel, QAbstractButton, QLineEdit, QComboBox)):
        return ""
    around = widget.parentWidget()
    at = QRect(widget.pos(), widget.size())
    while around is not None and not around.isWindow():
        if not around.rect().adjusted(-1, -1, 1, 1).contains(at):
            return "" if _scrolls(around) else f"outside its {type(around).__name__}"
        at.translate(around.pos())
        around = around.parentWidget()
    return ""


def _scrolls(widget: QWidget) -> bool:
    around: QWidget | None = widget
    while around is not None:
        if isinstance(around, (QScrollArea, QAbstractScrollArea)):
            return True
        around = around.parentWidget()
    return False


def small_print(root: QWidget) -> list[Fault]:
    """Texts below 12 px."""
    return [
        f"{one.fontInfo().pixelSize()} px: {path_of(one)}"
        for one in in_sight(root)
        if (_is_control(one) or isinstance(one, QLabel)) and one.fontInfo().pixelSize() < SMALLEST
    ]


# -- words


def words_of(root: QWidget) -> dict[str, str]:
    """Every word in sight, by the place of its widget: text, accessible name, tooltip, hint."""
    counts: dict[str, int] = {}
    told: dict[str, str] = {}
    asked: tuple[tuple[str, str], ...] = (
        ("text", "text"),
        ("name", "accessibleName"),
        ("tip", "toolTip"),
        ("hint", "placeholderText"),
        ("description", "accessibleDescription"),
    )
    for widget in in_sight(root):
        asked_here = asked[1:] if isinstance(widget, (QLineEdit, QPlainTextEdit)) else asked
        place = _place(widget)
        counts[place] = counts.get(place, 0) + 1
        for kind, attribute in asked_here:
            ask: Callable[[], object] | None = getattr(widget, attribute, None)
            if callable(ask) and (word := str(ask() or "")):
                told[f"{place} #{counts[place]} {kind}"] = word
    return told


def _place(widget: QWidget) -> str:
    parts: list[str] = []
    at: QWidget | None = widget
    while at is not None:
        parts.append(type(at).__name__)
        at = at.parentWidget()
    return " > ".join(reversed(parts))

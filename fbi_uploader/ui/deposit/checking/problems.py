"""The problems of a plan as a list: what it is, what to do, and the button that does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from fbi_uploader.errors import Severity
from fbi_uploader.messages import message
from fbi_uploader.paths import shown
from fbi_uploader.ui.deposit.checking.mending import Act, Item, Mend
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.flow import Flow
from fbi_uploader.ui.widgets.frames import at_top, box, column, line, row
from fbi_uploader.ui.widgets.marks import Pill, Sign, Tone
from fbi_uploader.ui.widgets.text import Elided, label
from fbi_uploader.ui.words import NO_BREAK, language, middle, translate

_LISTED = 8
_SIGNS = {
    Severity.BLOCKING: ("alert-circle", "err", "err"),
    Severity.WARNING: ("alert-triangle", "warn_icon", "warn_icon"),
    Severity.NOTE: ("info", "text3", ""),
}


def mend_word(mend: Mend) -> str:
    """What the button says."""
    words: dict[Act, Callable[[], str]] = {
        Act.RENAME: lambda: _quoted(translate("Check", "Send as %1"), mend.name),
        Act.CALL: lambda: _quoted(translate("Check", "Call it %1"), mend.name),
        Act.REPAIR: lambda: translate("Check", "Adapt the names"),
        Act.REMOVE: lambda: translate("Check", "Take out %n fileset(s)", None, len(mend.heads)),
        Act.SET_ASIDE: lambda: translate("Check", "Send without"),
        Act.ORGANISE: lambda: translate("Check", "Go to Organise"),
        Act.DESCRIBE: lambda: translate("Check", "Go to Describe"),
        Act.SETTINGS: lambda: translate("Check", "Open the node's settings"),
        Act.AGAIN: lambda: translate("Check", "Try again"),
    }
    return words[mend.act]()


def _quoted(text: str, name: str) -> str:
    short = middle(name, 40)
    quoted = f"«{NO_BREAK}{short}{NO_BREAK}»" if language() == "fr" else f"“{short}”"
    return text.replace("%1", quoted)


class ProblemRow(QWidget):
    """One item. `wanted` tells the mend whose button was pressed."""

    wanted = Signal(object)

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item
        icon, tint, self._bar = _SIGNS[item.trouble.severity]
        told = message(item.trouble, language())
        title = label(Role.STRONG, lambda: told.happened, wrap=True)
        head: list[QWidget | int | None] = [title]
        if len(item.wheres) > 1:
            count = Pill(Tone.PLAIN)
            count.set(f"×{NO_BREAK}{len(item.wheres)}")
            head += [count]
        sentence = label(tone="second", speak=lambda: f"{told.does} {told.you_can}", wrap=True)
        first = row(*head)
        first.setStretch(0, 1)
        parts: list[QWidget | QLayout | int | None] = [first, sentence]
        if told.ask:
            parts.append(label(tone="second", speak=lambda: told.ask, wrap=True))
        self._files = _Files([shown(where) for where in item.wheres if where])
        parts += [self._files, 6, self._buttons(item)]
        words = box(column(*parts, gap=3))
        sign = Sign(icon, tint)
        inner = row(at_top(sign), words, gap=12)
        inner.setContentsMargins(20, 14, 16, 12)
        self.setLayout(inner)
        self.setAccessibleName(f"{told.happened}. {told.does} {told.you_can} {told.ask}".strip())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A bar at the left in the colour of its weight."""
        if self._bar:
            QPainter(self).fillRect(0, 0, 4, self.height(), theme.color(self._bar))

    def _buttons(self, item: Item) -> QWidget:
        made: list[QWidget] = []
        for number, mend in enumerate(item.mends):
            first = number == 0 and item.blocking
            one = button(
                Kind.PLAIN if first else Kind.TEXT,
                partial(mend_word, mend),
                partial(self.wanted.emit, mend),
            )
            made.append(one)
        if self._files.worth_showing:
            see = button(Kind.TEXT, lambda: translate("Check", "See which"), self._files.show_all)
            made.append(see)
        copy = partial(QGuiApplication.clipboard().setText, detail(item))
        made.append(button(Kind.TEXT, lambda: translate("Check", "Copy the detail"), copy))
        return box(Flow(*made))


class _Files(QWidget):
    """The places that an item speaks of; folded until asked for."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__()
        self.worth_showing = len(paths) > 1
        lines: list[QWidget | QLayout | int | None] = []
        for path in paths[:_LISTED]:
            one = Elided(Role.CAPTION, "text2")
            one.set_text(path)
            lines.append(one)
        if more := len(paths[_LISTED:]):
            told = translate("Check", "and %n more", None, more)
            lines.append(label(Role.CAPTION, lambda: told, tone="third"))
        self.setLayout(column(*lines, gap=2))
        self.hide()

    def show_all(self) -> None:
        """Unfold, or fold again."""
        self.setVisible(self.isHidden())


def detail(item: Item) -> str:
    """For whoever is called: code, places and facts, in plain text."""
    facts = ", ".join(f"{name}={value}" for name, value in item.trouble.facts.items())
    places = "\n".join(shown(where) for where in item.wheres[:200])
    return f"fbi_uploader: {item.trouble.code.value}\n{facts}\n{places}\n"


class ProblemList(QWidget):
    """All items, a line between two."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def tell(self, items: Sequence[Item], more: int = 0) -> None:
        """Show others."""
        while (taken := self._column.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.deleteLater()
        for number, item in enumerate(items):
            if number:
                self._column.addWidget(line())
            one = ProblemRow(item)
            one.wanted.connect(self.wanted.emit)
            self._column.addWidget(one)
        if more:
            told = translate("Check", "and %n more problem(s)", None, more)
            rest = label(Role.CAPTION, lambda: told, tone="third")
            rest.setContentsMargins(20, 12, 16, 12)
            self._column.addWidget(rest)
        self._column.addStretch(1)

"""Naming a part in place: what the node will not take is explained while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCompleter, QFrame, QLineEdit, QVBoxLayout, QWidget

from fbi_uploader.drafting import organising
from fbi_uploader.isa.names import Finding
from fbi_uploader.messages import message
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.trouble import Trouble
from fbi_uploader.ui.widgets.buttons import Button, Kind
from fbi_uploader.ui.widgets.frames import row
from fbi_uploader.ui.widgets.marks import Sign
from fbi_uploader.ui.widgets.text import label, set_tone
from fbi_uploader.ui.words import NO_BREAK, language, translate


@dataclass(frozen=True, slots=True)
class Naming:
    """What is named: `beside` are its neighbours' names, `known` those on the node already."""

    part: str
    name: str
    investigation: bool
    beside: Sequence[str]
    known: Sequence[str]


class NameEditor(QFrame):
    """Lies over the tree, below the row. `named` tells part and name; `closed` in any case."""

    named = Signal(str, str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._naming = Naming("", "", investigation=False, beside=(), known=())
        self.edit = QLineEdit()
        self.edit.textEdited.connect(lambda _text: self._judge())
        self.edit.installEventFilter(self)
        self._sign = Sign("alert-circle", "err", 18)
        self._words = label(Role.CAPTION, wrap=True, tone="err")
        self._line = row(self._sign, self._words, gap=8)
        self.proposal = Button(Kind.PLAIN)
        self.proposal.clicked.connect(self._take_proposal)
        self._proposed = ""
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 6, 8, 8)
        whole.setSpacing(6)
        whole.addWidget(self.edit)
        whole.addLayout(self._line)
        whole.addLayout(row(self.proposal, None))
        self.hide()

    def begin(self, naming: Naming, over: QRect) -> None:
        """Name a part whose row is `over`, in the parent's pixels."""
        self._naming = naming
        self.edit.setText(naming.name)
        self.edit.setAccessibleName(
            translate("Organise", "Name of the investigation")
            if naming.investigation
            else translate("Organise", "Name")
        )
        self.edit.setPlaceholderText(
            translate("Organise", "for example Heart-regeneration-2026")
            if naming.investigation
            else ""
        )
        completer = QCompleter(list(naming.known), self.edit)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(lambda _text: self._judge())
        self.edit.setCompleter(completer)
        self._place(over)
        self._judge()
        self.show()
        self.raise_()
        self.edit.setFocus()
        self.edit.selectAll()

    def _place(self, over: QRect) -> None:
        room = self._over.rect()
        self.setFixedWidth(max(280, min(over.width() + 8, room.width() - over.left() - 4)))
        self.move(over.left() - 4, over.top())

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))
        below = self.geometry().bottom() - self._over.rect().bottom()
        if below > 0:
            self.move(self.x(), max(0, self.y() - below))

    # -- judging

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the name as it stands."""
        naming = self._naming
        return organising.problems_of_name(
            self.edit.text().strip(), investigation=naming.investigation, taken=naming.beside
        )

    def _judge(self) -> None:
        found = self.findings()
        wrong = bool(found) and bool(self.edit.text().strip())
        self.edit.setProperty("wrong", "true" if wrong else "false")
        set_tone(self.edit, "")
        self._sign.setVisible(wrong)
        self._words.setVisible(wrong)
        proposal = next((str(one.facts["proposal"]) for one in found if _proposes(one)), "")
        self._proposed = proposal if wrong and proposal != self.edit.text() else ""
        self.proposal.setVisible(bool(self._proposed))
        self.proposal.setText(_quoted(translate("Organise", "Use %1"), self._proposed))
        self.proposal.updateGeometry()
        if wrong:
            told = message(Trouble(found[0].code, found[0].facts), language())
            self._words.setText(told.happened)
        self._fit()

    def _take_proposal(self) -> None:
        self.edit.setText(self._proposed)
        self.finish()

    # -- ending

    def finish(self) -> None:
        """Keep what was typed: a wrong name too, which is then shown as such."""
        if not self.isVisible():
            return
        name = self.edit.text().strip()
        self.hide()
        if name and name != self._naming.name:
            self.named.emit(self._naming.part, name)
        self.closed.emit()

    def give_up(self) -> None:
        """Leave the name as it was."""
        self.hide()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter keeps the name, Esc does not; leaving the field keeps it."""
        if watched is not self.edit:
            return False
        if event.type() is QEvent.Type.FocusOut:
            if not self._is_inside():
                self.finish()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            acts: dict[int, Callable[[], None]] = {
                Qt.Key.Key_Return: self.finish,
                Qt.Key.Key_Enter: self.finish,
                Qt.Key.Key_Escape: self.give_up,
            }
            if (act := acts.get(event.key())) is not None:
                act()
                return True
        return False

    def _is_inside(self) -> bool:
        """The list of names and the proposal are parts of the editor."""
        popup = self.edit.completer().popup()
        listed = popup is not None and popup.isVisible()
        return listed or self.proposal.hasFocus() or self.proposal.underMouse()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A ground of its own, above the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color("surface"))
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 10, 10)


def _proposes(finding: Finding) -> bool:
    return bool(finding.facts.get("proposal"))


def _quoted(text: str, name: str) -> str:
    quoted = f"«{NO_BREAK}{name}{NO_BREAK}»" if language() == "fr" else f"“{name}”"
    return text.replace("%1", quoted)

"""A field that is searched in: a term, a licence, a file. What was taken becomes a chip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.ui.deposit.describing.box import Box
from fbi_uploader.ui.deposit.describing.chip import Chip
from fbi_uploader.ui.deposit.describing.editor import Editor
from fbi_uploader.ui.deposit.describing.hitlist import HitList
from fbi_uploader.ui.deposit.describing.hits import Chosen, Describe, Hit, Search
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.widgets.inputs import LineEdit
from fbi_uploader.ui.widgets.marks import Sign
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say

_HIGH = 44


class SearchBox(Box):
    """A glass and a line; or a chip and its id."""

    def __init__(self) -> None:
        super().__init__()
        self.glass = Sign("search", "text3", 18)
        self.line = LineEdit()
        self.line.setProperty("bare", True)  # noqa: FBT003 - Qt's
        self.chip = Chip()
        self.id = label(Role.CAPTION, tone="third")
        self.setFixedHeight(_HIGH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        inner = QHBoxLayout(self)
        inner.setContentsMargins(8, 0, 12, 0)
        inner.setSpacing(8)
        for part in (self.glass, self.line, self.chip):
            inner.addWidget(part)
        inner.addStretch(1)
        inner.addWidget(self.id)
        inner.setStretchFactor(self.line, 1000)
        self.parts = [self.line]
        self.show_chosen(None)

    def show_chosen(self, chosen: Chosen | None) -> None:
        """A chip, or the line."""
        self.chip.setVisible(chosen is not None)
        self.id.setVisible(chosen is not None and bool(chosen.id))
        self.line.setVisible(chosen is None)
        self.glass.setVisible(chosen is None)
        self.setFocusProxy(self.line if chosen is None else self.chip)
        if chosen is not None:
            self.chip.set_word(chosen.word)
            self.id.setText(chosen.id)


class SearchEditor(Editor):
    """Typing searches at once; what is typed and not taken is kept as text.

    `eager`: all there is to take is offered as soon as the empty field is entered.
    """

    def __init__(self, search: Search, describe: Describe, *, eager: bool = False) -> None:
        self.box = SearchBox()
        super().__init__(self.box)
        self._search, self._describe, self._eager = search, describe, eager
        self._taken: MetadataValue | None = None
        self._label = ""
        self._list: HitList | None = None
        self.watch(self.box.line, self.box.chip)
        self.box.line.textEdited.connect(self._typed)
        self.box.chip.gone.connect(self._drop)
        self.box.chip.typed.connect(self._type_over)
        self.left.connect(self._settle)
        say(self.box, self._say_again)

    # -- the value

    def value(self) -> MetadataValue | None:
        """What was taken, or what is typed."""
        if self._taken is not None:
            return self._taken
        text = self.box.line.text().strip()
        return MetadataValue(value=text) if text else None

    def put(self, value: MetadataValue | None) -> None:
        """Show another."""
        chosen = None if value is None else self._describe(value)
        self._taken = value if chosen is not None else None
        self.box.show_chosen(chosen)
        self.box.line.put("" if value is None or chosen is not None else str(value.value))
        self._close()

    def caption(self) -> str:
        """What else the taken one is called."""
        chosen = self._describe(self._taken) if self._taken is not None else None
        return chosen.caption if chosen is not None else ""

    def _say_again(self) -> None:
        if self._taken is not None:
            self.put(self._taken)

    # -- screen readers

    def focus_parts(self) -> Sequence[QWidget]:
        """Whichever is in sight."""
        return (self.box.line, self.box.chip)

    def name(self, label: str, description: str) -> None:
        """The line bears the label, the chip label and word."""
        self.box.setAccessibleName(label)
        self.box.line.setAccessibleName(label)
        self.box.line.setAccessibleDescription(description)
        self._label = label
        self.box.chip.name(label)

    # -- typing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Arrows, Enter and Esc are the list's while it is open."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.box.update()
        if watched is self.box.line and self._for_list(event):
            return True
        if watched is self.box.line and event.type() is QEvent.Type.FocusIn:
            self._entered(event)
        return super().eventFilter(watched, event)

    def _for_list(self, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() is QEvent.Type.KeyRelease:
            return False
        key = Qt.Key(event.key())
        if event.type() is QEvent.Type.ShortcutOverride:  # Esc is the list's, not the page's
            if key == Qt.Key.Key_Escape and self._is_open():
                event.accept()
                return True
            return False
        return self._key(key)

    def _key(self, key: Qt.Key) -> bool:
        if not self._is_open():
            if key == Qt.Key.Key_Down:
                self._offer(self.box.line.text())
                return True
            return False
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 6,
            Qt.Key.Key_PageUp: -6,
        }
        if key in steps:
            self._hits().step(steps[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._hits().take()
        elif key == Qt.Key.Key_Escape:
            self._close()
        else:
            return False
        return True

    def _entered(self, event: QEvent) -> None:
        self._hits()  # so that the first letter need not wait for it
        by_hand = {Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason}
        if isinstance(event, QFocusEvent) and event.reason() in by_hand and self._eager:
            self._offer(self.box.line.text())

    def _typed(self, text: str) -> None:
        if text.strip() or self._eager:
            self._offer(text)
        else:
            self._close()
        self.edited.emit()

    def _offer(self, text: str) -> None:
        hits = self._search(text)
        if hits or text.strip():
            self._hits().offer(self.box, text, hits)
        else:
            self._close()

    def _take(self, hit: Hit) -> None:
        self.put(hit.taken)
        self.box.chip.name(self._label)
        (self.box.chip if self._taken else self.box.line).setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _drop(self) -> None:
        self.put(None)
        self.box.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _type_over(self, text: str) -> None:
        self._drop()
        self.box.line.setText(text)
        self._typed(text)

    def _settle(self) -> None:
        """It was left: a name that only one thing bears is that thing."""
        self._close()
        text = self.box.line.text().strip()
        if self._taken is not None or not text:
            return
        exact = [hit for hit in self._search(text) if hit.title.casefold() == text.casefold()]
        if len(exact) == 1:
            self.put(exact[0].taken)
            self.edited.emit()

    # -- the list

    def _hits(self) -> HitList:
        if self._list is None:
            self._list = HitList()
            self._list.taken.connect(self._take)
            self.box.destroyed.connect(self._list.deleteLater)
        return self._list

    def _is_open(self) -> bool:
        return self._list is not None and self._list.isVisible()

    def _close(self) -> None:
        if self._list is not None:
            self._list.hide()

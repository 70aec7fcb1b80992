"""Several words in one field: tags, logins. Each is a chip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.ui.deposit.describing.asked import names_in
from fbi_uploader.ui.deposit.describing.box import Box
from fbi_uploader.ui.deposit.describing.chip import Chip, Flow
from fbi_uploader.ui.deposit.describing.editor import Editor
from fbi_uploader.ui.widgets.inputs import LineEdit

_ENDS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Comma, Qt.Key.Key_Semicolon}


class NamesBox(Box):
    """Chips, and a line at their end."""

    def __init__(self) -> None:
        super().__init__()
        self.line = LineEdit()
        self.line.setProperty("bare", True)  # noqa: FBT003 - Qt's
        self.flow = Flow(self, 7)
        self.flow.addWidget(self.line)
        self.setFocusProxy(self.line)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.parts = [self.line]


class NamesEditor(Editor):
    """Enter, a comma or leaving makes a chip; Backspace in the empty line takes one away."""

    def __init__(self) -> None:
        self.box = NamesBox()
        self._chips: list[Chip] = []
        self._label = ""
        super().__init__(self.box)
        self.watch(self.box.line)
        self.box.line.textEdited.connect(lambda _text: self.edited.emit())
        self.left.connect(self._take)

    def value(self) -> MetadataValue | None:
        """One word a line, that which is being typed as well."""
        written = [chip.text() for chip in self._chips]
        names = names_in("\n".join([*written, self.box.line.text()]))
        return MetadataValue(value="\n".join(names)) if names else None

    def put(self, value: MetadataValue | None) -> None:
        """Show others."""
        self.box.line.clear()
        self._show(names_in("" if value is None else str(value.value)))

    def focus_parts(self) -> Sequence[QWidget]:
        """The chips, then the line."""
        return (*self._chips, self.box.line)

    def name(self, label: str, description: str) -> None:
        """The line bears the label, each chip its word."""
        super().name(label, description)
        self._label = label
        self.box.line.setAccessibleName(label)
        self.box.line.setAccessibleDescription(description)
        for chip in self._chips:
            chip.name(label)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keys that end a word, and the one that takes the last away."""
        if event.type() is QEvent.Type.FocusIn or event.type() is QEvent.Type.FocusOut:
            self.box.update()
        if (
            watched is self.box.line
            and event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and self._key(Qt.Key(event.key()))
        ):
            return True
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        text = self.box.line.text().strip()
        if key in _ENDS and text:
            self._take()
            return True
        if key == Qt.Key.Key_Backspace and not self.box.line.text() and self._chips:
            self._remove(self._chips[-1])
            return True
        return False

    def _take(self) -> None:
        """What is written is a word."""
        if self.box.line.text().strip():
            written = "\n".join([*(chip.text() for chip in self._chips), self.box.line.text()])
            self.box.line.clear()
            self._show(names_in(written.replace(",", "\n").replace(";", "\n")))
            self.edited.emit()

    def _remove(self, chip: Chip) -> None:
        self._show([one.text() for one in self._chips if one is not chip])
        self.box.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _show(self, names: Sequence[str]) -> None:
        if list(names) == [chip.text() for chip in self._chips]:
            return
        while len(self._chips) > len(names):
            chip = self._chips.pop()
            self.box.flow.removeWidget(chip)
            self.box.parts.remove(chip)
            chip.hide()
            chip.deleteLater()
        while len(self._chips) < len(names):
            self._add()
        for chip, word in zip(self._chips, names, strict=True):
            chip.set_word(word)
            chip.name(self._label)
        self.box.updateGeometry()

    def _add(self) -> None:
        chip = Chip()
        chip.setParent(self.box)
        chip.gone.connect(lambda: self._remove(chip))
        chip.typed.connect(self._type)
        self.watch(chip)
        self.box.flow.insert(len(self._chips), chip)
        self.box.parts.append(chip)
        self._chips.append(chip)
        QWidget.setTabOrder(chip, self.box.line)
        chip.show()

    def _type(self, text: str) -> None:
        self.box.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.box.line.insert(text)
        self.edited.emit()

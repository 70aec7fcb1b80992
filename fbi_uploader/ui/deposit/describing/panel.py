"""The form of one template: its fields in sections, in two columns or one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from fbi_uploader.ui.deposit.describing.asked import Asked, Kind
from fbi_uploader.ui.deposit.describing.editor import Editor
from fbi_uploader.ui.deposit.describing.field import FormField
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.widgets.frames import column, line, row
from fbi_uploader.ui.widgets.order import focusable
from fbi_uploader.ui.widgets.text import label

Make = Callable[[Asked], Editor]
NARROW = 620
"""Pixels below which there is one column."""
_AT_ONCE = 6
_GAP, _APART = 24, 18
_WIDE = {Kind.TABLE}


@dataclass(frozen=True, slots=True)
class Section:
    """A head, the keys of its fields, and what is said beside the head."""

    title: str
    keys: tuple[str, ...]
    told: str = ""


class _Head(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.line = line()
        self.title = label(Role.CARD)
        self.told = label(tone="second")
        words = row(self.title, self.told, None, gap=10)
        self._whole = column(self.line, words, gap=0)
        self.setLayout(self._whole)

    def speak(self, section: Section, *, first: bool) -> None:
        self.line.setVisible(not first)
        self._whole.setSpacing(0 if first else 16)
        self.title.setText(section.title)
        self.told.setText(section.told)


class FormPanel(QWidget):
    """Fields are made a few at a time, the first ones first: forty at once would be felt.

    `made` tells that a field is there and can be filled.
    """

    made = Signal(object)

    def __init__(self, asked: Iterable[Asked], make: Make) -> None:
        super().__init__()
        self.fields: dict[str, FormField] = {}
        self._asked = {one.key: one for one in asked}
        self._make = make
        self._sections: Sequence[Section] = ()
        self._heads: list[_Head] = []
        self._columns = 2
        self._laid: tuple[object, ...] = ()
        self._chains: dict[str, list[QWidget]] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(16, 16, 16, 16)
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(_APART)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self._grid)
        whole.addStretch(1)
        self._later = QTimer(self, interval=0)
        self._later.timeout.connect(self._make_some)

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Lay the fields out in these sections; those that are missing are made."""
        self.tell(sections)
        self._make_some()
        if len(self.fields) < len(self._asked):
            self._later.start()

    def tell(self, sections: Sequence[Section]) -> None:
        """Other words beside the heads of the same sections."""
        self._sections = sections
        for head, section in zip(self._heads, sections, strict=False):
            head.speak(section, first=head is self._heads[0])

    def finish(self) -> None:
        """Make all that is missing now."""
        while len(self.fields) < len(self._asked):
            self._make_some()

    def set_width(self, width: int) -> None:
        """One column where there is little room."""
        columns = 1 if width < NARROW else 2
        if columns != self._columns:
            self._columns = columns
            self._lay_out()

    def in_order(self) -> list[FormField]:
        """The fields as they are laid out."""
        keys = [key for section in self._sections for key in section.keys]
        return [self.fields[key] for key in keys if key in self.fields]

    def _make_some(self) -> None:
        wanted = [key for section in self._sections for key in section.keys]
        missing = [key for key in wanted if key not in self.fields]
        for key in missing[:_AT_ONCE]:
            one = self._asked[key]
            made = FormField(one, self._make(one))
            made.setParent(self)
            self.fields[key] = made
            self.made.emit(made)
        if len(missing) <= _AT_ONCE:
            self._later.stop()
        self._lay_out()

    # -- laying out

    def _lay_out(self) -> None:
        laid = (self._columns, len(self.fields), *(one.keys for one in self._sections))
        if laid == self._laid:
            return
        self._laid = laid
        # Not takeAt: an item that lives on would keep the next one from hearing of new sizes.
        for part in (*self._heads, *self.fields.values()):
            self._grid.removeWidget(part)
        while len(self._heads) < len(self._sections):
            self._heads.append(_Head(self))
        for number, head in enumerate(self._heads):
            head.setVisible(number < len(self._sections))
        at = 0
        for number, section in enumerate(self._sections):
            head = self._heads[number]
            head.speak(section, first=not number)
            self._grid.addWidget(head, at, 0, 1, 2)
            at = self._place(section, at + 1)
        for column_ in range(2):
            self._grid.setColumnStretch(column_, 1 if column_ < self._columns else 0)
        self._order()

    def _place(self, section: Section, at: int) -> int:
        column_ = 0
        for key in section.keys:
            field = self.fields.get(key)
            if field is None:
                continue
            wide = self._columns == 1 or field.one.kind in _WIDE
            if wide and column_:
                at, column_ = at + 1, 0
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(field, at, column_, 1, 2 if wide else 1, top)
            field.show()
            column_ = 0 if wide or column_ else 1
            at += not column_
        return at + (1 if column_ else 0)

    def _order(self) -> None:
        """Tab goes from top to bottom, from left to right."""
        chain = [part for field in self.in_order() for part in self._chain(field)]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _chain(self, field: FormField) -> list[QWidget]:
        """What has the keyboard in a field; chips come and go, the rest stays."""
        key = field.one.key
        if key not in self._chains or field.one.kind is Kind.NAMES:
            self._chains[key] = list(focusable(field))
        return self._chains[key]

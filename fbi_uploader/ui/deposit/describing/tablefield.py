"""A table in a field: written in cell by cell, or pasted from a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.isa.template.model import TemplateField
from fbi_uploader.isa.template.table import NotATableError
from fbi_uploader.ui.deposit.describing.box import Box
from fbi_uploader.ui.deposit.describing.editor import Editor
from fbi_uploader.ui.deposit.describing.tablemodel import TableModel
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import column, line, row
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, translate

Index = QModelIndex | QPersistentModelIndex
_ROW, _HIGH, _NARROWEST = 36, 240, 96


class _Cells(QStyledItemDelegate):
    """A line without an edge of its own; choices are offered as one types."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Text as far from the edge as the heads'."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_soft"))
        option.rect = rect.adjusted(9, 0, -3, 0)
        super().paint(painter, option, index)

    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """A bare line."""
        made = QLineEdit(parent)
        made.setProperty("cell", True)  # noqa: FBT003 - Qt's
        made.setFont(font(Role.BODY))
        made.setFrame(False)
        model: QAbstractItemModel = index.model()
        if isinstance(model, TableModel) and (choices := model.columns[index.column()].choices):
            offered = QCompleter([one.value for one in choices], made)
            offered.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            made.setCompleter(offered)
        return made


class TableView(QTableView):
    """Ctrl+V pastes, Del empties cells, Tab goes from cell to cell and out at the ends."""

    def __init__(self, model: TableModel) -> None:
        super().__init__()
        self.table = model
        self.setModel(model)
        self.setItemDelegate(_Cells(self))
        self.setFont(font(Role.BODY))
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setMinimumWidth(36)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads = self.horizontalHeader()
        heads.setMinimumSectionSize(_NARROWEST)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        stretch = QHeaderView.ResizeMode.Stretch
        few = model.columnCount() * _NARROWEST <= 5 * _NARROWEST
        heads.setSectionResizeMode(stretch if few else QHeaderView.ResizeMode.Interactive)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Paste, empty."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            for index in self.selectedIndexes():
                self.table.setData(index, "")
        else:
            super().keyPressEvent(event)

    def paste(self) -> bool:
        """What the clipboard holds, from the current cell on. False for what is too much."""
        current = self.currentIndex()
        try:
            self.table.paste(QGuiApplication.clipboard().text(), current.row(), current.column())
        except NotATableError:
            return False
        return True


class TableEditor(Editor):
    """Cells, and below them what can be done with rows."""

    wide = True

    def __init__(self, rules: TemplateField) -> None:
        self.model = TableModel(rules.columns)
        self.view = TableView(self.model)
        self.note = label(Role.CAPTION, tone="second")
        box = Box()
        box.parts = [self.view]
        inner = column(self.view, line(), self._buttons(), gap=0)
        inner.setContentsMargins(3, 3, 3, 3)
        box.setLayout(inner)
        box.setFixedHeight(_HIGH)
        box.setFocusProxy(self.view)
        super().__init__(box)
        self.watch(self.view)
        self.model.changed.connect(self.edited.emit)
        self.model.changed.connect(self._count)
        self.model.modelReset.connect(self._count)
        say(box, self._count)

    def _buttons(self) -> QWidget:
        parts = QWidget()
        add = button(Kind.TEXT, lambda: translate("Describe", "Add a row"), self._add, icon="plus")
        remove = button(
            Kind.TEXT, lambda: translate("Describe", "Remove"), self._remove, icon="trash"
        )
        paste = button(
            Kind.TEXT, lambda: translate("Describe", "Paste"), self._paste, icon="clipboard"
        )
        inner = row(4, add, paste, remove, None, self.note, 12, gap=4)
        parts.setLayout(inner)
        return parts

    def value(self) -> MetadataValue | None:
        """All rows."""
        text = self.model.text()
        return MetadataValue(value=text) if text else None

    def put(self, value: MetadataValue | None) -> None:
        """Show other rows."""
        text = "" if value is None else str(value.value)
        if text != self.model.text():
            self.model.show(text)

    def focus_parts(self) -> tuple[QWidget, ...]:
        """The cells; the buttons are reached from there."""
        return (self.view,)

    def has_focus(self) -> bool:
        """In a cell as well."""
        return self.view.hasFocus() or any(
            one.hasFocus() for one in self.view.findChildren(QLineEdit)
        )

    def name(self, label: str, description: str) -> None:
        """The cells bear the label."""
        super().name(label, description)
        self.view.setAccessibleName(label)
        self.view.setAccessibleDescription(description)

    def _count(self) -> None:
        self.note.setText(translate("Describe", "%n row(s)", None, self.model.rowCount()))

    def _add(self) -> None:
        at = self.model.add()
        self._count()
        index = self.model.index(at, 0)
        self.view.setCurrentIndex(index)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.view.edit(index)

    def _remove(self) -> None:
        self.model.remove(sorted({one.row() for one in self.view.selectedIndexes()}))

    def _paste(self) -> None:
        if not self.view.paste():
            self.note.setText(translate("Describe", "Too much to paste at once"))

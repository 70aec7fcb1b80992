"""The list of what can be described, as it is seen."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from fbi_uploader.ui.deposit.describing.entries import EntryModel, state_sign
from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.widgets.marks import paint_level
from fbi_uploader.ui.words import say, translate

Index = QModelIndex | QPersistentModelIndex
ROW = 60
_BAR, _LEFT, _SIGN, _MARK, _WORDS, _LINE = 3, 18, 20, 24, 48, 20


class _Delegate(QStyledItemDelegate):
    ringed = False

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's
        """All rows are alike."""
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        model = index.model()
        if not isinstance(model, EntryModel):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        self._ground(painter, rect, state)
        self._sign(painter, rect, model, index.row())
        left = rect.left() + _WORDS
        upper = QRect(left, rect.top() + ROW // 2 - _LINE, rect.right() - left - 12, _LINE)
        role = Role.STRONG if chosen else Role.BODY
        _draw(painter, upper, model.name(index.row()), role, "text")
        _draw(painter, upper.translated(0, _LINE), model.told(index.row()), Role.CAPTION, "text2")
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_soft"))
            painter.fillRect(QRect(rect.topLeft(), QSize(_BAR, ROW)), theme.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("surface2"))
        painter.fillRect(rect.adjusted(0, ROW - 1, 0, 0), theme.color("border"))
        if self.ringed and state & QStyle.StateFlag.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(rect).adjusted(4, 3, -3, -4), 8, 8)

    def _sign(self, painter: QPainter, rect: QRect, model: EntryModel, row: int) -> None:
        entry, found = model.entries[row], model.standing(row)
        if entry.level != "A" and not found.missing and not found.wrong:
            top = rect.top() + (ROW - _MARK) // 2
            paint_level(painter, QRectF(rect.left() + _LEFT - 2, top, _MARK, _MARK), entry.level)
            return
        name, tint = state_sign(found)
        drawn = icons.pixmap(name, tint, _SIGN, painter.device().devicePixelRatioF())
        painter.drawPixmap(rect.left() + _LEFT, rect.top() + (ROW - _SIGN) // 2, drawn)


def _draw(painter: QPainter, rect: QRect, text: str, role: Role, ink: str) -> None:
    painter.setFont(font(role))
    painter.setPen(theme.color(ink))
    cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, cut)


class EntryList(QListView):
    """`chosen`: the part of another row."""

    chosen = Signal(str)

    def __init__(self, model: EntryModel) -> None:
        super().__init__()
        self.rows = model
        self.drawn = _Delegate(self)
        self.setModel(model)
        self.setItemDelegate(self.drawn)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._another)
        theme.paint(self, self.viewport().update)
        say(self, self._speak)

    def show_part(self, part: str) -> None:
        """Choose a part's row, and bring it into sight."""
        index = self.rows.index(max(0, self.rows.row_of(part)), 0)
        if index != self.currentIndex():
            self.setCurrentIndex(index)
        self.scrollTo(index)

    def _another(self, new: QModelIndex, _old: QModelIndex) -> None:
        if new.isValid():
            self.chosen.emit(self.rows.entries[new.row()].part)

    def _speak(self) -> None:
        self.setAccessibleName(translate("Describe", "What is described"))
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Keys led here: the current row shows it."""
        super().focusInEvent(event)
        by_key = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
        self.drawn.ringed = event.reason() in by_key
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """And shows it no more."""
        super().focusOutEvent(event)
        self.drawn.ringed = False
        self.viewport().update()

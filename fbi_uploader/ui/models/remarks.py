"""What a scan says beside its filesets, as lists: what was left aside, and what is wrong."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fbi_uploader.errors import Code, Problem, Severity
from fbi_uploader.messages import message
from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.words import language, translate

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
ROW = 50
_SIGN, _EDGE, _LINE = 20, 16, 18


class Remark(NamedTuple):
    """`title` and `rest` are lines in words; `where` the path that they speak of."""

    title: str
    rest: str
    where: str
    icon: str
    tint: str


def left_out(path: str, reason: str) -> Remark:
    """What was left aside on purpose."""
    name = os.path.basename(path.rstrip("/\\")) or path
    told = f"{_reason(reason)} · {os.path.dirname(path)}"
    return Remark(name, told, path, "minus", "text3")


def _reason(reason: str) -> str:
    if reason == "junk":
        return translate("Drop", "Made by the system, not by the microscope")
    if reason == "dropped_twice":
        return translate("Drop", "Dropped twice: it is sent once")
    if reason in tuple(Code):
        return message(Problem(Code(reason), ""), language()).happened
    return translate("Drop", "Left aside")


def wrong(problem: Problem) -> Remark:
    """What is wrong with a file or a folder, and what can be done."""
    told = message(problem, language())
    rest = " ".join(filter(None, (told.does, told.you_can, told.ask)))
    blocks = problem.severity is Severity.BLOCKING
    icon, tint = ("alert-circle", "err") if blocks else ("alert-triangle", "warn_icon")
    return Remark(told.happened, rest, problem.where, icon, tint)


class RemarkModel(QAbstractListModel):
    """Some thousand remarks at the most (`drafting.remarks.KEPT`), all replaced at once."""

    def __init__(self) -> None:
        super().__init__()
        self._remarks: Sequence[Remark] = ()

    def show(self, remarks: Iterable[Remark]) -> None:
        """Show these."""
        now = tuple(remarks)
        if now != self._remarks:
            self.beginResetModel()
            self._remarks = now
            self.endResetModel()

    def remark(self, row: int) -> Remark:
        """One of them."""
        return self._remarks[row]

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many."""
        return 0 if parent.isValid() else len(self._remarks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for the eye, the ear and the pointer."""
        if not index.isValid():
            return None
        one = self._remarks[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{one.title}. {one.rest}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (one.where, one.rest)))
        return None


class RemarkDelegate(QStyledItemDelegate):
    """A sign and two lines."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's
        """All rows are alike."""
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        model = index.model()
        if not isinstance(model, RemarkModel):
            return
        one = model.remark(index.row())
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_soft"))
        ratio = painter.device().devicePixelRatioF()
        drawn = icons.pixmap(one.icon, one.tint, _SIGN, ratio)
        top = rect.top() + (rect.height() - _SIGN) // 2
        painter.drawPixmap(QRect(rect.left() + _EDGE, top, _SIGN, _SIGN), drawn)
        line = QRect(rect.left() + _EDGE + _SIGN + 12, rect.top() + 7, 0, _LINE)
        line.setRight(rect.right() - _EDGE)
        middle, end = Qt.TextElideMode.ElideMiddle, Qt.TextElideMode.ElideRight
        _draw(painter, line, one.title, Role.BODY, "text", middle)
        _draw(painter, line.translated(0, _LINE), one.rest, Role.CAPTION, "text2", end)
        painter.restore()


def _draw(
    painter: QPainter, rect: QRect, text: str, role: Role, ink: str, elide: Qt.TextElideMode
) -> None:
    painter.setFont(font(role))
    painter.setPen(theme.color(ink))
    cut = QFontMetrics(font(role)).elidedText(text, elide, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, cut)

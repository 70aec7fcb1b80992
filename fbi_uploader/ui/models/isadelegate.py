"""Draws a row of the tree: its mark or thumbnail, its name, how much is in it."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.models.isatree import ROOT, IsaTreeModel, Node
from fbi_uploader.ui.widgets.marks import paint_level
from fbi_uploader.ui.widgets.thumbnails import Thumbnails
from fbi_uploader.ui.words import translate

Index = QModelIndex | QPersistentModelIndex
ROW = 46
_MARK, _PICTURE, _GAP = 24, 36, 10
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class IsaDelegate(QStyledItemDelegate):
    """`target` is the row that something is dragged over; `ringed` has the keyboard."""

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.thumbnails = thumbnails
        self.target = QPersistentModelIndex()
        self.ringed = QPersistentModelIndex()
        self.troubled: set[str] = set()
        """Ids of parts whose name the node will not take."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's
        """All rows are alike."""
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        model = cast("IsaTreeModel", index.model())
        node = model.node(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._ground(painter, rect, state, index)
        left = self._mark(painter, rect, model, node)
        right = self._right(painter, rect, model, node)
        self._name(painter, rect.adjusted(left, 0, -right, 0), model, node)
        painter.restore()

    def _ground(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, index: Index
    ) -> None:
        inner = QRectF(rect).adjusted(1, 1, -1, -1)
        if index == self.target:
            pen = QPen(theme.color("accent"), 2)
            pen.setDashPattern([3, 3])
            painter.setPen(pen)
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(inner, 8, 8)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(inner, 8, 8)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.color("surface2"))
            painter.drawRoundedRect(inner, 8, 8)
        if index == self.ringed:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(inner, 8, 8)

    def _mark(self, painter: QPainter, rect: QRect, model: IsaTreeModel, node: Node) -> int:
        if node.level != "F":
            top = rect.top() + (rect.height() - _MARK) // 2
            paint_level(painter, QRectF(rect.left() + 6, top, _MARK, _MARK), node.level)
            return 6 + _MARK + _GAP
        top = rect.top() + (rect.height() - _PICTURE) // 2
        square = QRect(rect.left() + 6, top, _PICTURE, _PICTURE)
        ratio = painter.device().devicePixelRatioF()
        picture = self.thumbnails.get(model.thumbnail(node), ratio)
        if picture is not None:
            painter.drawPixmap(square, picture)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("track"))
            painter.drawRoundedRect(square, 6, 6)
            name = "writing" if model.is_writing(node) else "file"
            drawn = icons.pixmap(name, "text3", 18, ratio)
            painter.drawPixmap(square.left() + 9, square.top() + 9, drawn)
        return 6 + _PICTURE + _GAP

    def _right(self, painter: QPainter, rect: QRect, model: IsaTreeModel, node: Node) -> int:
        text = model.right(node)
        if node.part in model.existing and node.level != "F":
            text = translate("Organise", "On the node already")
            return _pill(painter, rect, text)
        painter.setFont(font(Role.BODY))
        painter.setPen(theme.color("text2"))
        painter.drawText(rect.adjusted(0, 0, -12, 0), _RIGHT, text)
        return painter.fontMetrics().horizontalAdvance(text) + 28

    def _name(self, painter: QPainter, room: QRect, model: IsaTreeModel, node: Node) -> None:
        name = model.name(node)
        troubled = node.level != "F" and node.part in self.troubled
        if troubled:
            ratio = painter.device().devicePixelRatioF()
            top = room.top() + (room.height() - 18) // 2
            painter.drawPixmap(room.left(), top, icons.pixmap("alert-circle", "err", 18, ratio))
            room = room.adjusted(26, 0, 0, 0)
        painter.setFont(font(Role.BODY if node.level == "F" else Role.STRONG))
        painter.setPen(theme.color("err" if troubled else "text" if name else "text3"))
        shown = name or _nameless(node)
        cut = painter.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, _MIDDLE, cut)


def _nameless(node: Node) -> str:
    if node.level == ROOT:
        return translate("Organise", "Name of the investigation")
    return translate("Organise", "No name yet")


def _pill(painter: QPainter, rect: QRect, text: str) -> int:
    painter.setFont(font(Role.HEAD))
    wide = painter.fontMetrics().horizontalAdvance(text) + 40
    pill = QRectF(rect.right() - wide - 8, rect.top() + (rect.height() - 26) / 2, wide, 26)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("ok_soft"))
    painter.drawRoundedRect(pill, 13, 13)
    ratio = painter.device().devicePixelRatioF()
    check = icons.pixmap("check", "ok", 16, ratio)
    painter.drawPixmap(round(pill.left()) + 10, round(pill.top()) + 5, check)
    painter.setPen(theme.color("ok"))
    painter.drawText(pill.adjusted(30, 0, 0, 0), _MIDDLE, text)
    return wide + 24

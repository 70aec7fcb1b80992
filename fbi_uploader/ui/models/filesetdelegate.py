"""Draws a row of filesets: thumbnail, two lines, state with a sign, and the dots of its menu."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.models.fileset import (
    Column,
    Fileset,
    State,
    cell_text,
    files_text,
    state_words,
)
from fbi_uploader.ui.widgets.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex
ROW, THUMBNAIL, PAD = 56, 44, 12
_EDGE, _BAR, _SIGN, _DOTS, _LINE = 16, 3, 20, 24, 18
_SIGNS = {
    State.READY: ("check-circle", "ok", "ok"),
    State.WRITING: ("writing", "warn_icon", "warn"),
    State.DAMAGED: ("alert-triangle", "warn_icon", "warn"),
    State.REMOVED: ("minus", "text2", "text2"),
}
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class HasFilesets(Protocol):
    """The model that is drawn."""

    def fileset(self, row: int) -> Fileset:
        """All that is shown of a row."""


class FilesetDelegate(QStyledItemDelegate):
    """`hovered` and `ringed` are rows (-1: none) that the view names; `angle` turns the sign."""

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.thumbnails = thumbnails
        self.hovered = -1
        self.ringed = -1
        self.angle = 0

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's
        """All rows are alike."""
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        one = cast("HasFilesets", index.model()).fileset(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._ground(painter, rect, index, selected=selected)
        self._cell(painter, rect, index.column(), one)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, index: Index, *, selected: bool) -> None:
        if selected:
            painter.fillRect(rect, theme.color("accent_soft"))
        elif index.row() == self.hovered:
            painter.fillRect(rect, theme.color("surface2"))
        painter.fillRect(rect.adjusted(0, rect.height() - 1, 0, 0), theme.color("border"))
        if selected and index.column() == 0:
            bar = QRect(rect.left(), rect.top(), _BAR, rect.height() - 1)
            painter.fillRect(bar, theme.color("accent"))
        if index.row() == self.ringed:
            self._ring(painter, rect, index.column())

    def _ring(self, painter: QPainter, rect: QRect, column: int) -> None:
        """Its part of the ring round the row that has the keyboard."""
        ring = QRectF(rect).adjusted(1, 1, -1, -2)
        if column != Column.NAME:
            ring.setLeft(ring.left() - 20)
        if column != Column.MENU:
            ring.setRight(ring.right() + 20)
        painter.save()
        painter.setClipRect(rect)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.drawRoundedRect(ring, 4, 4)
        painter.restore()

    def _cell(self, painter: QPainter, rect: QRect, column: int, one: Fileset) -> None:
        if column == Column.NAME:
            self._name(painter, rect, one)
        elif column == Column.FORMAT:
            inner = rect.adjusted(PAD, 0, -4, 0)
            lines = (cell_text(one, column), files_text(one.row.files))
            self._lines(painter, inner, lines, ink=_ink(one))
        elif column == Column.STATE:
            self._state(painter, rect, one)
        elif column == Column.MENU:
            drawn = icons.pixmap("more", "text2", _DOTS, painter.device().devicePixelRatioF())
            painter.drawPixmap(_centred(rect, _DOTS), drawn)
        else:
            painter.setFont(font(Role.BODY))
            painter.setPen(theme.color(_ink(one)))
            painter.drawText(rect.adjusted(0, 0, -PAD, 0), _RIGHT, cell_text(one, column))

    def _name(self, painter: QPainter, rect: QRect, one: Fileset) -> None:
        top = rect.top() + (ROW - 1 - THUMBNAIL) // 2
        square = QRect(rect.left() + _EDGE, top, THUMBNAIL, THUMBNAIL)
        self._thumbnail(painter, square, one)
        inner = rect.adjusted(_EDGE + THUMBNAIL + PAD, 0, -PAD, 0)
        self._lines(painter, inner, (one.name, one.folder), strong=True, ink=_ink(one))

    def _thumbnail(self, painter: QPainter, square: QRect, one: Fileset) -> None:
        ratio = painter.device().devicePixelRatioF()
        pixmap = self.thumbnails.get(one.thumbnail, ratio)
        if pixmap is not None:
            painter.setOpacity(0.5 if one.state is State.REMOVED else 1.0)
            painter.drawPixmap(square, pixmap)
            painter.setOpacity(1.0)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(QRectF(square), 6, 6)
        writing = one.state is State.WRITING
        name = "writing" if writing else ("file" if one.row.format == "file" else "image")
        self._sign(painter, _centred(square, _SIGN), name, "text3", turned=writing)

    def _state(self, painter: QPainter, rect: QRect, one: Fileset) -> None:
        name, tint, ink = _SIGNS[one.state]
        left = rect.left() + PAD
        at = QRect(left, rect.top() + (ROW - 1 - _SIGN) // 2, _SIGN, _SIGN)
        self._sign(painter, at, name, tint, turned=one.state is State.WRITING)
        inner = rect.adjusted(PAD + _SIGN + 6, 0, -4, 0)
        self._lines(painter, inner, state_words(one.state), ink=ink)

    def _sign(self, painter: QPainter, at: QRect, name: str, tint: str, *, turned: bool) -> None:
        drawn = icons.pixmap(name, tint, _SIGN, painter.device().devicePixelRatioF())
        if not turned:
            painter.drawPixmap(at, drawn)
            return
        painter.save()
        painter.translate(QRectF(at).center())
        painter.rotate(self.angle)
        painter.drawPixmap(-_SIGN // 2, -_SIGN // 2, drawn)
        painter.restore()

    def _lines(
        self,
        painter: QPainter,
        rect: QRect,
        lines: tuple[str, str],
        *,
        strong: bool = False,
        ink: str = "text",
    ) -> None:
        """Two lines, or one in the middle; both lose their middle where there is no room."""
        first, second = lines
        inner = rect.adjusted(0, 0, 0, -1)
        upper = QRect(inner)
        if second:
            upper = QRect(inner.left(), inner.top() + ROW // 2 - 19, inner.width(), _LINE)
        painter.setPen(theme.color(ink))
        _draw(painter, upper, first, Role.STRONG if strong else Role.BODY)
        if second:
            lower = upper.translated(0, _LINE)
            painter.setPen(theme.color("text2"))
            _draw(painter, lower, second, Role.CAPTION)


def _draw(painter: QPainter, rect: QRect, text: str, role: Role) -> None:
    painter.setFont(font(role))
    metrics = QFontMetrics(font(role))
    cut = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, rect.width())
    painter.drawText(rect, _MIDDLE | Qt.TextFlag.TextSingleLine, cut)


def _ink(one: Fileset) -> str:
    return "text3" if one.state is State.REMOVED else "text"


def _centred(rect: QRect, side: int) -> QRect:
    left = rect.left() + (rect.width() - side) // 2
    return QRect(left, rect.top() + (rect.height() - 1 - side) // 2, side, side)

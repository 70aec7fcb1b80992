"""A submission in the list: name, day and size, and how far it is, as a small bar and a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fbi_uploader.monitor.timeline import Course, How, Point, timeline
from fbi_uploader.overview import Summary
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.models.submissions import Role as Of
from fbi_uploader.ui.mydata import words

HEIGHT = 86
_PAD, _SEGMENT, _SHORT, _GAP, _THICK = 16, 17, 13, 3, 6
_WIDE = 280  # px of a row below which segments are short
_FILLS = {
    How.DONE: "ok",
    How.FAILED: "err",
    How.CANCELLED: "field",
    How.UNDER_WAY: "accent",
    How.WAITING: "warn_icon",
}
_HALTED = {"failed", "cancelled"}
_EMPTY = {How.UNFOLLOWED, How.FROM_DESK}


def points_of(summary: Summary) -> tuple[Point, ...]:
    """The way of a submission, from what the list knows."""
    points = timeline(
        Course(
            route=summary.route,
            stage=summary.stage,
            files=summary.files,
            created_at=summary.created_at,
            played=summary.played,
        )
    )
    if summary.stage in _HALTED:  # how much of it was read, the list does not know
        return (replace(points[0], how=How.TO_COME), *points[1:])
    return points


def state_tint(summary: Summary) -> str:
    """The colour of a state's word; the word says it too."""
    tints = {
        "failed": "err",
        "cancelled": "text2",
        "waiting": "warn",
        "paused": "warn",
        "published": "ok",
        "ingested": "ok",
        "imported": "ok",
    }
    return "text2" if summary.played else tints.get(summary.stage, "accent_text")


def paint_bar(painter: QPainter, at: QPointF, points: Sequence[Point], segment: int) -> float:
    """One segment a point; where nobody looks yet it is an outline. Gives the right end."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left = at.x()
    for point in points:
        room = QRectF(left, at.y(), segment, _THICK)
        fill = "field" if point.played else _FILLS.get(point.how, "track")
        if point.how in _EMPTY:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("field"), 1))
            room.adjust(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(fill))
        painter.drawRoundedRect(room, _THICK / 2, _THICK / 2)
        left += segment + _GAP
    return left


class SubmissionDelegate(QStyledItemDelegate):
    """Paints one row."""

    def sizeHint(  # noqa: N802 - Qt's name
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """As wide as the list."""
        return QSize(200, HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Three lines on the ground of the row's state."""
        summary = index.data(Of.SUMMARY)
        if not isinstance(summary, Summary):
            return
        painter.save()
        rect = option.rect
        self._ground(painter, option)
        left, wide = rect.left() + _PAD, rect.width() - 2 * _PAD
        self._line(
            painter, Role.STRONG, "text", words.title(summary), (left, rect.top() + 11, wide)
        )
        below = words.when_and_size(summary)
        self._line(painter, Role.CAPTION, "text2", below, (left, rect.top() + 33, wide))
        segment = _SEGMENT if rect.width() >= _WIDE else _SHORT
        end = paint_bar(painter, QPointF(left, rect.top() + 63), points_of(summary), segment)
        word = (round(end) + 7, rect.top() + 56, rect.right() - _PAD - round(end) - 7)
        self._line(painter, Role.HEAD, state_tint(summary), words.state(summary), word)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        rect, state = option.rect, option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_soft"))
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("surface2"))
        painter.setPen(theme.color("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(rect).adjusted(1, 1, -1, -2))

    def _line(
        self, painter: QPainter, role: Role, tint: str, text: str, at: tuple[int, int, int]
    ) -> None:
        left, top, wide = at
        painter.setFont(font(role))
        painter.setPen(theme.color(tint))
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, wide)
        room = QRectF(left, top, wide, 20)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, cut)

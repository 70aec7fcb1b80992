"""The rate of the last minutes as a line, and the same in words for who does not see it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from fbi_uploader.ui.look import theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.words import rate, say, size, translate

_RIGHT, _BOTTOM, _TOP = 64, 20, 6  # px for the words beside and below the line
_STEPS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


def nice_top(highest: float) -> float:
    """The next round number at or above: where the scale ends. Pure."""
    power = 1.0
    while power * _STEPS[-1] < highest:
        power *= _STEPS[-1]
    return next(step * power for step in _STEPS if step * power >= highest)


class RateGraph(QWidget):
    """Set by `tell`; the newest point is at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._series: Sequence[float] = ()
        self._now = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        say(self, self._speak)

    def tell(self, series: Sequence[float], now: float) -> None:
        """Bytes/s, oldest first; `now` the smoothed rate."""
        self._series, self._now = series, now
        self._speak()
        self.update()

    def _speak(self) -> None:
        self.setAccessibleName(translate("Transfers", "Rate over the last 5 minutes"))
        moving = [one for one in self._series if one > 0]
        told = translate("Transfers", "Now %1; at most %2, at least %3.")
        for place, value in (
            ("%1", self._now),
            ("%2", max(moving, default=0.0)),
            ("%3", min(moving, default=0.0)),
        ):
            told = told.replace(place, rate(value))
        self.setAccessibleDescription(told)
        self.setToolTip(told)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As in the mockup."""
        return QSize(312, 84)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Scale, ground, line, and a point at its end."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(0, _TOP, self.width() - _RIGHT, self.height() - _TOP - _BOTTOM)
        top = nice_top(max(1000.0, *self._series, 0.0))
        self._draw_scale(painter, room, top)
        points = self._points(room, top)
        if len(points) < 2:  # noqa: PLR2004 - a line
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft"))
        painter.drawPolygon(QPolygonF([room.bottomLeft(), *points, room.bottomRight()]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(QPen(theme.color("surface"), 2))
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(points[-1], 4, 4)

    def _points(self, room: QRectF, top: float) -> list[QPointF]:
        count = len(self._series)
        step = (room.width() - 4) / max(1, count - 1)
        return [
            QPointF(room.left() + at * step, room.bottom() - value / top * room.height())
            for at, value in enumerate(self._series)
        ]

    def _draw_scale(self, painter: QPainter, room: QRectF, top: float) -> None:
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(room.topLeft(), room.topRight())
        painter.setPen(QPen(theme.color("field"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        painter.setFont(font(Role.CAPTION))
        painter.setPen(theme.color("text3"))
        middle = Qt.AlignmentFlag.AlignVCenter
        right = QRectF(room.right() + 10, room.top() - 8, _RIGHT - 10, 16)
        painter.drawText(right, middle, f"{size(top)}/s")
        right.moveTop(room.bottom() - 8)
        painter.drawText(right, middle, "0")
        below = QRectF(0, room.bottom() + 3, room.width(), 17)
        painter.drawText(below, middle, translate("Transfers", "5 min ago"))
        end = middle | Qt.AlignmentFlag.AlignRight
        painter.drawText(below, end, translate("Transfers", "Now"))

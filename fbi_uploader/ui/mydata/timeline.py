"""The way of a submission as a picture: a circle for each place, lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fbi_uploader.monitor.timeline import How, Place, Point
from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.mydata import words
from fbi_uploader.ui.words import say

_CIRCLE, _BADGE, _GAP, _WORDS = 46, 18, 14, 12
_WRAP = Qt.TextFlag.TextWordWrap
_OPEN = {How.UNFOLLOWED, How.FROM_DESK, How.TO_COME}


@dataclass(frozen=True, slots=True)
class _Ink:
    """Tokens: of the icon, the ground, and the badge's icon and ground."""

    ink: str
    ground: str
    badge: str = ""
    badge_ground: str = ""


_INKS = {
    How.DONE: _Ink("ok", "ok_soft", "check", "ok"),
    How.UNDER_WAY: _Ink("accent_text", "accent_soft", "arrow-right", "accent"),
    How.WAITING: _Ink("warn", "warn_soft", "clock", "warn"),
    How.FAILED: _Ink("err", "err_soft", "close", "err"),
    How.CANCELLED: _Ink("text2", "track", "minus", "text2"),
}
_BLANK = _Ink("text3", "")
_PLAYED = _Ink("text2", "track", "play", "text2")


class Timeline(QWidget):
    """Shows points; the same in words is its accessible description."""

    def __init__(self) -> None:
        super().__init__()
        self._points: Sequence[Point] = ()
        self._route = ""
        self._here = True
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        say(self, self._speak)

    def show_points(self, points: Sequence[Point], route: str, *, here: bool = True) -> None:
        """Other points."""
        self._points, self._route, self._here = points, route, here
        self._speak()

    def _speak(self) -> None:
        spoken = (words.point_spoken(one, self._route, here=self._here) for one in self._points)
        self.setAccessibleName(". ".join(spoken))
        self.updateGeometry()
        self.update()

    # -- room

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its words need at this width."""
        return QSize(400, self.heightForWidth(max(400, self.width())))

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """The circles, and the longest of the words below them."""
        wide = self._wide(width)
        words_high = (sum(one[3] for one in self._lines(point, wide)) for point in self._points)
        return _CIRCLE + _WORDS + 20 + max(words_high, default=0)

    def _wide(self, width: int) -> int:
        return max(60, width // max(1, len(self._points)))

    def _lines(self, point: Point, wide: int) -> list[tuple[Role, str, str, int]]:
        """What stands below a place's name: role, tint, text, height."""
        first, second = words.point_lines(point)
        told = [(Role.CAPTION, "text2", words.at_word(point.at))]
        told += [(Role.BODY, "text", first), (Role.BODY, "text2", second)]
        return [(*one, self._high(one[0], one[2], wide)) for one in told if one[2]]

    def _high(self, role: Role, text: str, wide: int) -> int:
        room = QRect(0, 0, wide - _GAP, 1000)
        return QFontMetrics(font(role)).boundingRect(room, _WRAP, text).height() + 3

    # -- the picture

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Circles, lines, words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self._wide(self.width())
        for place, point in enumerate(self._points):
            left = place * wide
            if place + 1 < len(self._points):
                self._draw_line(painter, left, self._points[place + 1])
            self._draw_circle(painter, left, point)
            self._draw_words(painter, left, point)

    def _draw_line(self, painter: QPainter, left: int, after: Point) -> None:
        solid = after.how is How.DONE and not after.played
        pen = QPen(theme.color("ok" if solid else "field"), 3 if solid else 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if not solid:
            pen.setDashPattern([2, 3])
        painter.setPen(pen)
        middle = _CIRCLE / 2 + 0.5
        right = left + self._wide(self.width()) - _GAP
        ends = (
            QPointF(left + _CIRCLE + _GAP, middle),
            QPointF(right, middle),
        )
        if ends[1].x() > ends[0].x():
            painter.drawLine(*ends)

    def _draw_circle(self, painter: QPainter, left: int, point: Point) -> None:
        look = _PLAYED if point.played else _INKS.get(point.how, _BLANK)
        circle = QRectF(left, 0, _CIRCLE, _CIRCLE)
        if point.how in _OPEN:
            pen = QPen(theme.color("field"), 1.5)
            pen.setDashPattern([3, 3])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(circle.adjusted(1, 1, -1, -1))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(look.ground))
            painter.drawEllipse(circle)
        ratio = self.devicePixelRatioF()
        drawn = icons.pixmap(_icon(point.place, self._route), look.ink, 22, ratio)
        painter.drawPixmap(left + (_CIRCLE - 22) // 2, (_CIRCLE - 22) // 2, drawn)
        if look.badge:
            self._draw_badge(painter, left, look)

    def _draw_badge(self, painter: QPainter, left: int, look: _Ink) -> None:
        at = QRectF(left + _CIRCLE - _BADGE + 3, _CIRCLE - _BADGE + 1, _BADGE, _BADGE)
        painter.setPen(QPen(theme.color("surface"), 2))
        painter.setBrush(theme.color(look.badge_ground))
        painter.drawEllipse(at)
        drawn = icons.pixmap(look.badge, "surface", 12, self.devicePixelRatioF())
        painter.drawPixmap(round(at.left()) + 3, round(at.top()) + 3, drawn)

    def _draw_words(self, painter: QPainter, left: int, point: Point) -> None:
        wide = self._wide(self.width())
        top = _CIRCLE + _WORDS - 4
        painter.setFont(font(Role.CARD))
        painter.setPen(theme.color("text"))
        name = words.place_word(point.place, self._route, here=self._here)
        painter.drawText(QRect(left, top, wide - _GAP, 20), Qt.AlignmentFlag.AlignVCenter, name)
        top += 22
        for role, tint, text, high in self._lines(point, wide):
            painter.setFont(font(role))
            painter.setPen(theme.color(tint))
            painter.drawText(QRect(left, top, wide - _GAP, high), _WRAP, text)
            top += high


def _icon(place: Place, route: str) -> str:
    if place is Place.LANDING:
        return {"smb": "drive", "irods": "database"}.get(route, "folder")
    return {Place.PC: "monitor", Place.INGEST: "database", Place.OMERO: "image"}[place]

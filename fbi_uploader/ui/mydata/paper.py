"""The receipt on paper: A4 pages of a PDF or a printer, with numbers and repeated heads.

Painted row by row in a thread, so that ten thousand files take seconds and no memory (Qt allows
painting on printers and PDF writers outside the window's thread: "Thread-Support in Qt Modules").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPen,
    QTextLayout,
    QTextOption,
)

from fbi_uploader.errors import Code, InputError
from fbi_uploader.ui.look.fonts import FAMILY, MEDIUM, REGULAR, SEMIBOLD
from fbi_uploader.ui.look.palette import LIGHT

POINTS = 72  # an inch
MARGIN = 40.0
_HEAD, _FOOT = 26.0, 24.0
_LEADING = 1.32
_PAD = 4.0


@dataclass(frozen=True, slots=True)
class Style:
    """`size` in points, `ink` a token of the light palette: paper is white."""

    size: float = 9.0
    weight: QFont.Weight = REGULAR
    ink: str = "text"
    fixed: bool = False


BODY = Style()
STRONG = Style(weight=SEMIBOLD)
TITLE = Style(17.0, SEMIBOLD)
PART = Style(11.5, SEMIBOLD)
SMALL = Style(7.5, ink="text2")
HEAD = Style(7.5, MEDIUM, "text2")
DIGEST = Style(6.2, fixed=True)


@dataclass(frozen=True, slots=True)
class Cell:
    """Paragraphs of a table's cell, each in its style; `right`: flush right."""

    parts: Sequence[tuple[str, Style]]
    right: bool = False


@dataclass(frozen=True, slots=True)
class _Laid:
    layouts: list[tuple[QTextLayout, str]]
    """Each with the token of its ink."""
    height: float


class Paper:
    """Puts text and tables below each other, page after page. All measures in points.

    Raises InputError DENIED (`why` "painter") when the device cannot be painted on.
    """

    def __init__(self, device: QPagedPaintDevice, path: str, running: str, page: str) -> None:
        device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        device.setPageOrientation(QPageLayout.Orientation.Portrait)
        device.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
        self._device = device
        self._painter = QPainter()
        if not self._painter.begin(device):
            raise InputError(Code.DENIED, path=path, why="painter")
        self._unit = device.logicalDpiX() / POINTS
        size = QPageSize.definitionSize(QPageSize.PageSizeId.A4)
        self.width = size.width() * POINTS / 25.4 - 2 * MARGIN
        self._bottom = size.height() * POINTS / 25.4 - MARGIN - _FOOT
        self._running, self._page_word = running, page
        self._fonts: dict[Style, QFont] = {}
        self.page = 0
        self.y = 0.0
        self._table: tuple[Sequence[float], Sequence[Cell]] | None = None
        self._begin_page()

    def close(self) -> None:
        """The last page is done. Raises InputError DENIED when it could not be written."""
        if not self._painter.end():
            raise InputError(Code.DENIED, path="", why="painter")

    # -- content

    def text(self, text: str, style: Style = BODY, *, after: float = 4.0) -> None:
        """A paragraph over the whole width."""
        laid = self._lay([(text, style)], self.width)
        self._need(laid.height)
        self._put(laid, 0)
        self.y += laid.height + after

    def space(self, points: float) -> None:
        """Leave room."""
        self.y += points

    def notice(self, parts: Sequence[tuple[str, Style]], ink: str, ground: str) -> None:
        """Paragraphs on a coloured ground."""
        laid = self._lay(parts, self.width - 24)
        high = laid.height + 16
        self._need(high)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(_color(ground))
        self._painter.drawRect(self._rect(0, self.y, self.width, high))
        self._painter.setBrush(_color(ink))
        self._painter.drawRect(self._rect(0, self.y, 3, high))
        self.y += 8
        self._put(laid, 14)
        self.y += laid.height + 20

    def table(
        self, widths: Sequence[float], heads: Sequence[Cell], rows: Iterable[Sequence[Cell]]
    ) -> None:
        """Rows as they come; the heads stand on every page. `widths` are parts of the whole."""
        whole = sum(widths)
        columns = [self.width * one / whole for one in widths]
        self._need(60)
        if heads:
            self._table = (columns, heads)
            self._row(columns, heads)
        for cells in rows:
            self._row(columns, cells)
        self._table = None

    def _row(self, columns: Sequence[float], cells: Sequence[Cell]) -> None:
        laid = [
            self._lay(cell.parts, wide - 8, right=cell.right)
            for cell, wide in zip(cells, columns, strict=True)
        ]
        high = max(one.height for one in laid)
        self._need(high + 2 * _PAD)
        left = 0.0
        self.y += _PAD
        for one, wide in zip(laid, columns, strict=True):
            self._put(one, left)
            left += wide
        self.y += high + _PAD
        self._rule()

    def _rule(self) -> None:
        self._painter.setPen(QPen(_color("border"), 0.6 * self._unit))
        level = self.y * self._unit + MARGIN * self._unit
        edge = MARGIN * self._unit
        self._painter.drawLine(QPointF(edge, level), QPointF(edge + self.width * self._unit, level))

    # -- pages

    def _need(self, high: float) -> None:
        if MARGIN + self.y + high > self._bottom and self.y > _HEAD:
            self._device.newPage()
            self._begin_page()
            if self._table is not None:
                self._row(*self._table)

    def _begin_page(self) -> None:
        self.page += 1
        self.y = 0.0
        self._put(self._lay([(self._running, SMALL)], self.width), 0)
        number = self._page_word.replace("%1", str(self.page))
        laid = self._lay([(number, SMALL)], self.width, right=True)
        self.y = self._bottom - MARGIN + _FOOT - laid.height
        self._put(laid, 0)
        self.y = _HEAD

    # -- text

    def _lay(
        self, parts: Sequence[tuple[str, Style]], wide: float, *, right: bool = False
    ) -> _Laid:
        laid: list[tuple[QTextLayout, str]] = []
        y = 0.0
        for text, style in parts:
            made = QTextLayout(text, self._font(style), self._device)
            made.setTextOption(_option(right=right))
            made.setCacheEnabled(True)
            y = self._break(made, wide, style.size * _LEADING, y)
            laid.append((made, style.ink))
        return _Laid(laid, y)

    def _break(self, made: QTextLayout, wide: float, leading: float, y: float) -> float:
        made.beginLayout()
        while (line := made.createLine()).isValid():
            line.setLineWidth(wide * self._unit)
            line.setPosition(QPointF(0, y * self._unit))
            y += leading
        made.endLayout()
        return y

    def _put(self, laid: _Laid, left: float) -> None:
        at = QPointF((MARGIN + left) * self._unit, (MARGIN + self.y) * self._unit)
        for made, ink in laid.layouts:
            self._painter.setPen(_color(ink))
            made.draw(self._painter, at)

    def _font(self, style: Style) -> QFont:
        made = self._fonts.get(style)
        if made is None:
            made = QFont(_fixed_family() if style.fixed else FAMILY)
            made.setPixelSize(max(1, round(style.size * self._unit)))
            made.setWeight(style.weight)
            # A glyph put in another's place has no letter in Qt's PDF: nobody could copy it. So no
            # "tnum", and without "calt" the hyphens between figures stay hyphens.
            made.setFeature(QFont.Tag("calt"), 0)
            self._fonts[style] = made
        return made

    def _rect(self, x: float, y: float, wide: float, high: float) -> QRectF:
        unit = self._unit
        return QRectF((MARGIN + x) * unit, (MARGIN + y) * unit, wide * unit, high * unit)


def _option(*, right: bool) -> QTextOption:
    made = QTextOption(Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
    made.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return made


def _color(token: str) -> QColor:
    return QColor(getattr(LIGHT, token))


def _fixed_family() -> str:
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()

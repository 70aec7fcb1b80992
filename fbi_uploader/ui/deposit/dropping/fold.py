"""A row that unfolds a list: what was left aside, in the foot of the card."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QListView, QSizePolicy, QVBoxLayout, QWidget

from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.models.remarks import ROW, RemarkDelegate, RemarkModel
from fbi_uploader.ui.words import say

HEIGHT, _SIGN, _EDGE, _GAP = 48, 20, 16, 10
MOST_ROWS = 4


class FoldRow(QAbstractButton):
    """`strong` words, and others that give way; a click or Space folds and unfolds."""

    def __init__(self) -> None:
        super().__init__()
        self.strong, self.rest = "", ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def tell(self, strong: str, rest: str) -> None:
        """Other words."""
        self.strong, self.rest = strong, rest
        self.setAccessibleName(strong)
        self.setAccessibleDescription(rest)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line."""
        return QSize(200, HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A soft ground with the card's round corners, a chevron, the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track" if self.isDown() else "surface2"))
        painter.drawPath(self._ground())
        painter.fillRect(0, 0, self.width(), 1, theme.color("border"))
        name = "chevron-down" if self.isChecked() else "chevron-right"
        drawn = icons.pixmap(name, "text2", _SIGN, self.devicePixelRatioF())
        painter.drawPixmap(_EDGE, (HEIGHT - _SIGN) // 2, drawn)
        left = self._draw(painter, _EDGE + _SIGN + _GAP, self.strong, Role.STRONG, "text2")
        self._draw(painter, left + 12, self.rest, Role.BODY, "text2")

    def _ground(self) -> QPainterPath:
        path = QPainterPath()
        radius = 0 if self.isChecked() else 9
        whole = QRectF(self.rect())
        path.addRoundedRect(whole, radius, radius)
        path.addRect(whole.adjusted(0, 0, 0, -radius))
        path.setFillRule(Qt.FillRule.WindingFill)
        return path

    def _draw(self, painter: QPainter, left: int, text: str, role: Role, ink: str) -> int:
        metrics = QFontMetrics(font(role))
        room = self.width() - _EDGE - left
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font(role))
        painter.setPen(theme.color(ink))
        painter.drawText(left, 0, max(0, room), HEIGHT, Qt.AlignmentFlag.AlignVCenter, cut)
        return left + metrics.horizontalAdvance(cut)


class RemarkList(QListView):
    """As high as its rows, up to a few; it scrolls beyond."""

    def __init__(self, speak: Callable[[], str]) -> None:
        super().__init__()
        self.remarks = RemarkModel()
        self._drawn = RemarkDelegate()
        self._most = MOST_ROWS * ROW
        self.setModel(self.remarks)
        self.setItemDelegate(self._drawn)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.viewport().setAcceptDrops(False)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        self.remarks.modelReset.connect(self._fit)
        say(self, lambda: self.setAccessibleName(speak()))

    def set_most(self, height: int) -> None:
        """No higher than this, but for one row."""
        self._most = height
        self._fit()

    def _fit(self) -> None:
        rows = min(MOST_ROWS, self.remarks.rowCount())
        self.setFixedHeight(max(1, min(rows, self._most // ROW)) * ROW)


class Fold(QWidget):
    """The row, and below it the list that it unfolds; `fill` is called when it is in sight."""

    def __init__(self, speak: Callable[[], str], fill: Callable[[RemarkModel], None]) -> None:
        super().__init__()
        self.row = FoldRow()
        self.list = RemarkList(speak)
        self._fill = fill
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.row)
        inner.addWidget(self.list)
        self._inner = inner
        self.list.hide()
        self.row.toggled.connect(self._toggle)

    def refill(self) -> None:
        """What is listed has changed; nothing is made for a list that is folded."""
        if self.row.isChecked():
            self._fill(self.list.remarks)

    def _toggle(self, unfolded: bool) -> None:  # noqa: FBT001 - the signal's
        self.list.setVisible(unfolded)
        self._inner.setContentsMargins(0, 0, 0, 9 if unfolded else 0)  # the card's corners
        self.refill()

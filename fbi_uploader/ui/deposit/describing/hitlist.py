"""The list below a search field: two lines a hit, the letters that were typed in bold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from fbi_uploader.ui.deposit.describing.bold import spans
from fbi_uploader.ui.deposit.describing.hits import Hit
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.widgets.frames import column, line
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, translate

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
ROW, FOOT, MOST_SEEN, FEW_SEEN = 50, 34, 6, 3
_EDGE, _LINE, _ROOM = 14, 19, 8


class HitModel(QAbstractListModel):
    """The hits of one query."""

    def __init__(self) -> None:
        super().__init__()
        self.query = ""
        self.hits: Sequence[Hit] = ()

    def show(self, query: str, hits: Sequence[Hit]) -> None:
        """Show these."""
        self.beginResetModel()
        self.query, self.hits = query, hits
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many."""
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for the eye and the ear."""
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{hit.title}, {hit.second}"
        return None


class HitDelegate(QStyledItemDelegate):
    """Two lines."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's
        """All rows are alike."""
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        model = index.model()
        if not isinstance(model, HitModel):
            return
        hit = model.hits[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(QRectF(rect).adjusted(4, 0, -4, 0), 6, 6)
        upper = QRect(rect.left() + _EDGE, rect.top() + 6, rect.width() - 2 * _EDGE, _LINE)
        _draw(painter, upper, hit.title, model.query, (Role.BODY, Role.STRONG, "text"))
        lower = upper.translated(0, _LINE)
        _draw(painter, lower, hit.second, model.query, (Role.CAPTION, Role.HEAD, "text2"))
        painter.restore()


def _draw(
    painter: QPainter, room: QRect, text: str, query: str, looks: tuple[Role, Role, str]
) -> None:
    """One line; what answers to the query stands out, in weight and colour."""
    plain, strong, ink = looks
    metrics = QFontMetrics(font(strong))
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    at = 0
    left = room.left()
    marked = [*spans(text, query), (len(text), len(text))]
    for start, end in marked:
        for piece, role, colour in (
            (text[at:start], plain, ink),
            (text[start:end], strong, "accent_text"),
        ):
            painter.setFont(font(role))
            painter.setPen(theme.color(colour))
            place = QRect(left, room.top(), room.right() - left, room.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, piece)
            left += QFontMetrics(font(role)).horizontalAdvance(piece)
        at = end


class HitList(QFrame):
    """Floats over its window below (or above) a field, which keeps the keyboard."""

    taken = Signal(object)
    """The Hit that was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.model = HitModel()
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(HitDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setMouseTracking(True)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.entered.connect(self.view.setCurrentIndex)
        self.view.clicked.connect(lambda _index: self.take())
        self.foot = label(Role.CAPTION, tone="second")
        self.foot.setContentsMargins(_EDGE, 0, _EDGE, 0)
        self.foot.setFixedHeight(FOOT)
        inner = column(self.view, line(), self.foot, gap=0)
        inner.setContentsMargins(2, 5, 2, 1)
        self.setLayout(inner)
        self._scrolled: QScrollArea | None = None
        say(self, self._speak)
        self.hide()

    def _speak(self) -> None:
        self.view.setAccessibleName(translate("Describe", "What was found"))
        count = translate("Describe", "%n found", None, len(self.model.hits))
        keys = translate("Describe", "↑ ↓ to choose, Enter to take")
        none = translate("Describe", "Nothing found: what you typed is kept as it is")
        self.foot.setText(f"{count} · {keys}" if self.model.hits else none)

    def offer(self, field: QWidget, query: str, hits: Sequence[Hit]) -> None:
        """Show what was found for a field."""
        self.model.show(query, hits)
        self._speak()
        if hits:
            self.view.setCurrentIndex(self.model.index(0, 0))
        self.view.setVisible(bool(hits))
        self._place(field)
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Another one is current."""
        row = self.view.currentIndex().row() + by
        if self.model.hits:
            row = max(0, min(len(self.model.hits) - 1, row))
            self.view.setCurrentIndex(self.model.index(row, 0))

    def current(self) -> Hit | None:
        """The one that Enter takes."""
        row = self.view.currentIndex().row()
        return self.model.hits[row] if 0 <= row < len(self.model.hits) else None

    def take(self) -> None:
        """Choose the current one."""
        hit = self.current()
        self.hide()
        if hit is not None:
            self.taken.emit(hit)

    def _place(self, field: QWidget) -> None:
        window = field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self._hide_when_scrolled(field)
        corner = field.mapTo(window, QPoint(0, 0))
        below = corner.y() + field.height() + 6
        rows = min(len(self.model.hits), MOST_SEEN)
        fit = (window.height() - _ROOM - below - FOOT - 8) // ROW
        high = min(rows, max(fit, FEW_SEEN)) * ROW + FOOT + 8
        above = corner.y() - 6 - high
        under = fit >= min(rows, FEW_SEEN) or above < _ROOM
        self.setGeometry(corner.x(), below if under else above, field.width(), high)

    def _hide_when_scrolled(self, field: QWidget) -> None:
        if self._scrolled is None:
            above = field.parentWidget()
            while above is not None and not isinstance(above, QScrollArea):
                above = above.parentWidget()
            if isinstance(above, QScrollArea):
                self._scrolled = above
                above.verticalScrollBar().valueChanged.connect(lambda _value: self.hide())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground and edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color("surface"))
        painter.setPen(QPen(theme.color("field"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

"""What else lies in the folders of the originals, shown before anything can be deleted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, QStringListModel, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from fbi_uploader.report import Safety
from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import column, row
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, translate

_ROW = 38


class PathList(QListView):
    """One path a line, without its middle where there is no room; the whole is its tooltip."""

    def __init__(self, name: Callable[[], str], icon: str) -> None:
        super().__init__()
        self.paths = QStringListModel()
        self.setModel(self.paths)
        self.setItemDelegate(_PathDelegate(self, icon))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        say(self, lambda: self.setAccessibleName(name()))

    def show_paths(self, paths: list[str]) -> None:
        """Other ones, the first of them current."""
        self.paths.setStringList(paths)
        self.setCurrentIndex(self.paths.index(0))


class _PathDelegate(QStyledItemDelegate):
    def __init__(self, parent: QWidget, icon: str) -> None:
        super().__init__(parent)
        self._icon = icon

    def sizeHint(  # noqa: N802 - Qt's name
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(100, _ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_soft"))
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme.color("accent"))
        painter.setPen(theme.color("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        drawn = icons.pixmap(self._icon, "text2", 18, painter.device().devicePixelRatio())
        painter.drawPixmap(rect.left() + 16, rect.top() + (_ROW - 18) // 2, drawn)
        inner = rect.adjusted(44, 0, -16, 0)
        painter.setFont(font(Role.BODY))
        painter.setPen(theme.color("text"))
        cut = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideMiddle, inner.width()
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, cut)
        painter.restore()


class BesidePanel(QWidget):
    """The list, and "I have seen it"."""

    def __init__(self, seen: Callable[[], None], back: Callable[[], None]) -> None:
        super().__init__()
        self._safety: Safety | None = None
        self.title = label(Role.CARD, wrap=True)
        self.sentence = label(
            tone="second",
            speak=lambda: translate(
                "MyData",
                "These are not in the receipt. Keep them, or send them first: "
                "only what was sent may be deleted.",
            ),
            wrap=True,
        )
        self.list = PathList(lambda: translate("MyData", "What was not sent"), "alert-triangle")
        self.more = label(Role.CAPTION, tone="second")
        self.seen = button(
            Kind.PRIMARY, lambda: translate("MyData", "I have seen this list"), seen, icon="check"
        )
        self.back = button(
            Kind.PLAIN, lambda: translate("MyData", "Back"), back, icon="chevron-left"
        )
        head = column(self.title, self.sentence, gap=2)
        head.setContentsMargins(16, 12, 16, 8)
        foot = row(self.back, self.more, None, self.seen, gap=12)
        foot.setContentsMargins(16, 8, 16, 12)
        whole = column(head, self.list, foot, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        say(self, self._speak)

    def show_of(self, safety: Safety) -> None:
        """What lies beside the originals of a submission."""
        self._safety = safety
        self.list.show_paths(list(safety.not_in_receipt))
        self._speak()

    def _speak(self) -> None:
        count = self._safety.strangers if self._safety else 0
        self.title.setText(
            translate(
                "MyData", "Their folders also hold %n item(s) that were not sent", None, count
            )
        )
        rest = count - (len(self._safety.not_in_receipt) if self._safety else 0)
        told = translate("MyData", "%n more not named here", None, rest) if rest > 0 else ""
        self.more.setText(told)

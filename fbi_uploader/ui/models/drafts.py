"""The drafts that wait, as a list: name, when, how much, and at which step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fbi_uploader.paths import shown
from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.words import moment, number, size, translate

if TYPE_CHECKING:
    from fbi_uploader.drafting.store import About

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
ROW, TRASH = 60, 48
_EDGE, _LINE, _SIGN, _BAR = 16, 20, 20, 3
StepWord = Callable[[str], str]


class DraftModel(QAbstractListModel):
    """Few rows, the newest first; `here` is the id of the one that is open."""

    def __init__(self, step_word: StepWord) -> None:
        super().__init__()
        self._step_word = step_word
        self._drafts: Sequence[About] = ()
        self._here = ""

    def show(self, drafts: Sequence[About], here: str) -> None:
        """Show these."""
        self.beginResetModel()
        self._drafts, self._here = drafts, here
        self.endResetModel()

    def draft(self, row: int) -> About:
        """One of them."""
        return self._drafts[row]

    def row_here(self) -> int:
        """The row of the open one; the first where it is not listed."""
        ids = [one.id for one in self._drafts]
        return ids.index(self._here) if self._here in ids else 0

    def name(self, row: int) -> str:
        """What it is called; few have a name before they are organised."""
        return shown(self._drafts[row].name) or translate("Drafts", "Deposit without a name")

    def told(self, row: int) -> str:
        """When it was saved, how much is in it, and which step comes next."""
        one = self._drafts[row]
        parts = [moment(one.saved_at)]
        if one.filesets is not None:
            count = translate("Drafts", "%n fileset(s)", None, one.filesets)
            parts.append(count.replace(str(one.filesets), number(one.filesets), 1))
        if one.bytes:
            parts.append(size(one.bytes))
        step = translate("Drafts", "at “%1”").replace("%1", self._step_word(one.step))
        here = translate("Drafts", "open now") if one.id == self._here else step
        return " · ".join([*parts, here])

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many."""
        return 0 if parent.isValid() else len(self._drafts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for the eye, the ear and the pointer."""
        if not index.isValid():
            return None
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(row)
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return f"{self.name(row)}, {self.told(row)}"
        return None


class DraftDelegate(QStyledItemDelegate):
    """Two lines, and the bin that removes the draft."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's
        """All rows are alike."""
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        model = index.model()
        if not isinstance(model, DraftModel):
            return
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_soft"))
            painter.fillRect(QRect(rect.topLeft(), QSize(_BAR, ROW)), theme.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("surface2"))
        painter.fillRect(rect.adjusted(0, ROW - 1, 0, 0), theme.color("border"))
        upper = QRect(rect.left() + _EDGE, rect.top() + ROW // 2 - _LINE, 0, _LINE)
        upper.setRight(rect.right() - TRASH)
        _draw(painter, upper, model.name(index.row()), Role.STRONG, "text")
        _draw(painter, upper.translated(0, _LINE), model.told(index.row()), Role.CAPTION, "text2")
        ratio = painter.device().devicePixelRatioF()
        left = rect.right() - TRASH + (TRASH - _SIGN) // 2
        sign = QRect(left, rect.top() + (ROW - _SIGN) // 2, _SIGN, _SIGN)
        painter.drawPixmap(sign, icons.pixmap("trash", "text2", _SIGN, ratio))
        painter.restore()


def _draw(painter: QPainter, rect: QRect, text: str, role: Role, ink: str) -> None:
    painter.setFont(font(role))
    painter.setPen(theme.color(ink))
    metrics = QFontMetrics(font(role))
    cut = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, cut)

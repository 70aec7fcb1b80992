"""The heads of the table's columns, above what stands in them to the pixel."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView

from fbi_uploader.ui.look import theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.models.fileset import Column

HEAD = 34
_FIRST, _OTHER = 16, 12


class Heads(QHeaderView):
    """Painted from the palette; not to be moved, dragged or clicked."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFixedHeight(HEAD)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        """Ground, lines above and below, the word."""
        model = self.model()
        role = Qt.ItemDataRole
        word = model.headerData(section, self.orientation(), role.DisplayRole)
        side = model.headerData(section, self.orientation(), role.TextAlignmentRole)
        painter.save()
        painter.fillRect(rect, theme.color("surface2"))
        painter.fillRect(rect.left(), rect.top(), rect.width(), 1, theme.color("border"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("border"))
        painter.setFont(font(Role.HEAD))
        painter.setPen(theme.color("text3"))
        left = _FIRST if section == Column.NAME else _OTHER
        painter.drawText(rect.adjusted(left, 0, -_OTHER, 0), int(side), str(word or ""))
        painter.restore()

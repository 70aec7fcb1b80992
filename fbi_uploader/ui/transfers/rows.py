"""Paints a fileset on its way: icon and name, size, bar with per cent, state in icon and word."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, font
from fbi_uploader.ui.models.sent_filesets import FilesetRow
from fbi_uploader.ui.models.sent_table import ROW, Column, about, percent
from fbi_uploader.ui.transfers.speaking import Mark, fileset_mark
from fbi_uploader.ui.widgets.marks import Tone
from fbi_uploader.ui.words import size

HEIGHT = 50
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_PAD, _SQUARE = 16, 32


class FilesetDelegate(QStyledItemDelegate):
    """`going`: the submission is being sent."""

    going = False

    def sizeHint(  # noqa: N802 - Qt's name
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """All rows are alike."""
        return QSize(100, HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """One cell."""
        row = index.data(ROW)
        at = QRect(option.rect)
        if not isinstance(row, FilesetRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option, at, first=index.column() == Column.NAME)
        mark = fileset_mark(row, going=self.going)
        if index.column() == Column.NAME:
            _draw_name(painter, at, row)
        elif index.column() == Column.SIZE:
            _draw_text(painter, at.adjusted(0, 0, -_PAD, 0), size(row.sums.bytes), right=True)
        elif index.column() == Column.PROGRESS:
            _draw_progress(painter, at, row, mark)
        else:
            _draw_state(painter, at, mark)
        painter.restore()

    def _ground(
        self, painter: QPainter, option: QStyleOptionViewItem, at: QRect, *, first: bool
    ) -> None:
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        token = "accent_soft" if selected else "surface2" if hover else "surface"
        painter.fillRect(at, theme.color(token))
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(at.bottomLeft(), at.bottomRight())
        if selected and first:
            painter.fillRect(QRect(at.left(), at.top(), 3, at.height()), theme.color("accent"))


def _draw_name(painter: QPainter, at: QRect, row: FilesetRow) -> None:
    square = QRectF(at.left() + _PAD, at.center().y() - _SQUARE / 2 + 1, _SQUARE, _SQUARE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("track"))
    painter.drawRoundedRect(square, 6, 6)
    drawn = icons.pixmap("writing" if row.sums.writing else "image", "text2", 18, _ratio(painter))
    painter.drawPixmap(round(square.left()) + 7, round(square.top()) + 7, drawn)
    left = round(square.right()) + 11
    caption = about(row)
    small = QFontMetrics(font(Role.CAPTION))
    beside = small.horizontalAdvance(caption) + 10 if caption else 0
    room = at.right() - left - beside - 8
    big = QFontMetrics(font(Role.BODY))
    name = big.elidedText(row.name, Qt.TextElideMode.ElideMiddle, room)
    painter.setFont(font(Role.BODY))
    painter.setPen(theme.color("text"))
    painter.drawText(QRect(left, at.top(), room, at.height()), _MIDDLE, name)
    if caption:
        painter.setFont(font(Role.CAPTION))
        painter.setPen(theme.color("text3"))
        x = left + big.horizontalAdvance(name) + 10
        painter.drawText(QRect(x, at.top() + 1, beside, at.height()), _MIDDLE, caption)


def _draw_text(painter: QPainter, at: QRect, text: str, *, right: bool = False) -> None:
    painter.setFont(font(Role.BODY))
    painter.setPen(theme.color("text"))
    painter.drawText(at, _MIDDLE | Qt.AlignmentFlag.AlignRight if right else _MIDDLE, text)


def _draw_progress(painter: QPainter, at: QRect, row: FilesetRow, mark: Mark) -> None:
    words = 56
    bar = QRectF(at.left(), at.center().y() - 3, max(20, at.width() - words - 8), 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("track"))
    painter.drawRoundedRect(bar, 4, 4)
    share = (
        1.0 if row.settled else min(1.0, row.sums.done / row.sums.bytes if row.sums.bytes else 0.0)
    )
    if share > 0:
        painter.setBrush(theme.color("ok" if mark.tone is Tone.OK else "accent"))
        painter.drawRoundedRect(
            QRectF(bar.topLeft(), bar.size()).adjusted(0, 0, -(1 - share) * (bar.width() - 8), 0),
            4,
            4,
        )
    painter.setFont(font(Role.CAPTION))
    painter.setPen(theme.color("text2"))
    beside = QRect(at.right() - words - 8, at.top(), words, at.height())
    painter.drawText(beside, _MIDDLE | Qt.AlignmentFlag.AlignRight, percent(row))


def _draw_state(painter: QPainter, at: QRect, mark: Mark) -> None:
    ink = "warn" if mark.tone is Tone.WARN else mark.tone.ink
    top = at.center().y() - 9
    painter.drawPixmap(at.left() + 8, top, icons.pixmap(mark.icon, ink, 20, _ratio(painter)))
    painter.setFont(font(Role.BODY))
    painter.setPen(theme.color(ink))
    room = at.adjusted(36, 0, -8, 0)
    word = painter.fontMetrics().elidedText(mark.word, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _MIDDLE, word)


def _ratio(painter: QPainter) -> float:
    device = painter.device()
    return device.devicePixelRatioF() if isinstance(device, QWidget) else 1.0

"""The table of filesets or files with what is known of each, and the whole of the chosen one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from fbi_uploader.proofs import ProofRow, Proofs, Span
from fbi_uploader.ui.background import read
from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.look.fonts import Role, fixed, font
from fbi_uploader.ui.models.proofs import Column, ProofsModel
from fbi_uploader.ui.models.proofs import Role as Of
from fbi_uploader.ui.mydata import words
from fbi_uploader.ui.words import say, size, translate

ROW = 46
_WIDTHS = {
    Column.SIZE: 88,
    Column.DIGEST: 118,
    Column.LANDING: 76,
    Column.IRODS: 76,
    Column.OMERO: 76,
}
_NARROW = 560  # px of the table below which the digest gives way
_CENTRE = Qt.AlignmentFlag.AlignCenter
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class EvidenceTable(QTableView):
    """Streams what `show_proofs` gives it; `chosen` of the current row is asked with `row`."""

    def __init__(self) -> None:
        super().__init__()
        self.route = ""
        self._proofs: Proofs | None = None
        self._round = 0
        self._each = False
        self._columns: set[Column] = set(Column)
        self.rows = ProofsModel(self._read_page, partial(_head, self), words.cell)
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self))
        self._set_up()
        say(self, self._speak)

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setSectionsClickable(False)
        heads.setFixedHeight(34)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | _MIDDLE)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        for column, wide in _WIDTHS.items():
            heads.resizeSection(column, wide)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)

    def _speak(self) -> None:
        self.setAccessibleName(translate("MyData", "Evidence of each fileset"))
        self.rows.speak_again()
        self.viewport().update()

    # -- rows

    def show_proofs(self, proofs: Proofs | None, route: str, columns: set[Column]) -> None:
        """Show another submission's. `columns`: those that its node has."""
        self._proofs, self.route = proofs, route
        self.show_columns(columns)
        self.reload()

    def show_columns(self, columns: set[Column]) -> None:
        """Only these."""
        self._columns = columns
        self._fit()

    def show_each(self, *, each: bool) -> None:
        """Every file for itself, or filesets."""
        if each != self._each:
            self._each = each
            self.reload()

    def reload(self) -> None:
        """Read it again from the start."""
        self._round += 1
        self.rows.clear()
        self.rows.speak_again()
        if self._proofs is not None:
            self._read_on(self._proofs, None, self._round)

    def _read_on(self, proofs: Proofs, after: Span | None, round_: int) -> None:
        each = self._each
        read(self, lambda: proofs.spans(after, each=each), partial(self._add, proofs, round_))

    def _add(self, proofs: Proofs, round_: int, spans: list[Span]) -> None:
        if round_ == self._round and spans:
            self.rows.add(spans)
            self._read_on(proofs, spans[-1], round_)

    def _read_page(self, page: int, spans: list[Span]) -> None:
        proofs, round_ = self._proofs, self._round
        if proofs is None:
            return

        def put(rows: list[ProofRow]) -> None:
            if round_ == self._round:
                self.rows.put(page, rows)

        read(self, lambda: proofs.rows(spans), put)

    def row(self) -> ProofRow | None:
        """The chosen one."""
        index = self.currentIndex()
        return self.rows.row(index.row()) if index.isValid() else None

    # -- what can be done with one

    def copy_digest(self) -> None:
        """Put the SHA-256 of the chosen file on the clipboard."""
        row = self.row()
        if row is not None and row.sha256:
            QGuiApplication.clipboard().setText(row.sha256)

    def copy_path(self) -> None:
        """Put where its original lies on the clipboard."""
        row = self.row()
        if row is not None:
            QGuiApplication.clipboard().setText(row.source)

    def menu(self) -> QMenu:
        """What can be copied of the chosen row."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        row = self.row()
        digest = menu.addAction(translate("MyData", "Copy the SHA-256"), self.copy_digest)
        digest.setIcon(icons.icon("copy"))
        digest.setEnabled(row is not None and row.sha256 is not None)
        menu.addAction(translate("MyData", "Copy the path"), self.copy_path)
        return menu

    def _offer(self, at: QPoint) -> None:
        if self.currentIndex().isValid():
            self.menu().popup(self.viewport().mapToGlobal(at))

    # -- room

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Digests give way first."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        for column in (Column.LANDING, Column.IRODS, Column.OMERO):
            self.setColumnHidden(column, column not in self._columns)
        self.setColumnHidden(Column.DIGEST, self.width() < _NARROW)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A few rows."""
        return QSize(400, 34 + 4 * ROW)


def _head(table: EvidenceTable, column: Column) -> str:
    return words.head(column, table.route)


class _Delegate(QStyledItemDelegate):
    """Paints a cell; a sign and its tooltip for evidence."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Ground, then what the column holds."""
        painter.save()
        self._ground(painter, option, index)
        row = index.data(Of.ROW)
        column = Column(index.column())
        if isinstance(row, ProofRow):
            rect = option.rect.adjusted(16 if column is Column.NAME else 12, 0, -12, 0)
            {
                Column.NAME: self._draw_name,
                Column.SIZE: self._draw_size,
                Column.DIGEST: self._draw_digest,
            }.get(column, partial(self._draw_proof, column=column))(painter, rect, row)
        painter.restore()

    def _ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect, state = option.rect, option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_soft"))
            if index.column() == Column.NAME:
                painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("surface2"))
        painter.setPen(theme.color("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if self._table.hasFocus() and index.row() == self._table.currentIndex().row():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawLine(rect.left(), rect.top() + 1, rect.right(), rect.top() + 1)
            painter.drawLine(rect.left(), rect.bottom() - 1, rect.right(), rect.bottom() - 1)

    def _draw_name(self, painter: QPainter, rect: QRect, row: ProofRow) -> None:
        sign = "files" if row.files > 1 else "file"
        drawn = icons.pixmap(sign, "text2", 18, painter.device().devicePixelRatio())
        painter.drawPixmap(rect.left(), rect.top() + (rect.height() - 18) // 2, drawn)
        self._text(painter, rect.adjusted(28, 0, 0, 0), row.name)

    def _draw_size(self, painter: QPainter, rect: QRect, row: ProofRow) -> None:
        painter.setFont(font(Role.BODY))
        painter.setPen(theme.color("text"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | _MIDDLE, size(row.bytes))

    def _draw_digest(self, painter: QPainter, rect: QRect, row: ProofRow) -> None:
        painter.setFont(fixed() if row.sha256 else font(Role.CAPTION))
        painter.setPen(theme.color("text2"))
        painter.drawText(rect, _MIDDLE, words.digest_word(row))

    def _draw_proof(self, painter: QPainter, rect: QRect, row: ProofRow, column: Column) -> None:
        proof = words.proof_at(row, column)
        whole = proof is not None and proof.files >= row.files
        name, tint = ("check", "ok") if whole else ("minus", "text3")
        if whole and proof is not None and proof.kind == "size_only":
            name, tint = "alert-triangle", "warn_icon"
        elif proof is not None and not whole:
            name, tint = "clock", "warn_icon"
        side = 18
        drawn = icons.pixmap(name, tint, side, painter.device().devicePixelRatio())
        at = QRect(0, 0, side, side)
        at.moveCenter(rect.center())
        painter.drawPixmap(at.topLeft(), drawn)

    def _text(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.setFont(font(Role.BODY))
        painter.setPen(theme.color("text"))
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, rect.width())
        painter.drawText(rect, _MIDDLE, cut)

"""The line below the evidence: all of the chosen row, its digest to copy, and files one by one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QSizePolicy, QWidget

from fbi_uploader.paths import shown
from fbi_uploader.ui.look.fonts import Role, fixed
from fbi_uploader.ui.mydata import words
from fbi_uploader.ui.mydata.evidence import EvidenceTable
from fbi_uploader.ui.widgets.buttons import Button, Kind, button
from fbi_uploader.ui.widgets.frames import box, column, row
from fbi_uploader.ui.widgets.text import Elided
from fbi_uploader.ui.words import say, translate


class ChosenRow(QWidget):
    """Follows the current row of a table."""

    def __init__(self, table: EvidenceTable) -> None:
        super().__init__()
        self._table = table
        self._files = 0
        self.path = Elided(Role.CAPTION, "text2")
        self.digest = Elided(Role.CAPTION, "text2")
        self.digest.setFont(fixed())
        self.proof = Elided(Role.CAPTION, "text2")
        self.copy = button(
            Kind.ICON,
            lambda: translate("MyData", "Copy the SHA-256"),
            table.copy_digest,
            icon="copy",
        )
        self.each = Button(Kind.PLAIN, "files")
        self.each.setCheckable(True)
        self.each.toggled.connect(lambda on: table.show_each(each=on))
        say(self.each, self._name_each)
        told = box(column(self.path, self.digest, self.proof, gap=0))
        told.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        inner = row(told, self.copy, self.each)
        inner.setContentsMargins(16, 6, 12, 6)
        self.setLayout(inner)
        self.setFixedHeight(64)
        table.selectionModel().currentRowChanged.connect(self._changed)
        table.rows.dataChanged.connect(lambda *_of: self._show())
        table.rows.modelReset.connect(self._show)
        table.rows.rowsInserted.connect(lambda *_of: self._tell_each())
        say(self, self._show)

    def show_files(self, files: int) -> None:
        """How many files there are: with as many filesets there is nothing to take apart."""
        self._files = files
        self.each.setChecked(False)
        self._tell_each()

    def _name_each(self) -> None:
        self.each.setText(translate("MyData", "File by file"))
        self.each.updateGeometry()

    def _tell_each(self) -> None:
        self.each.setVisible(self.each.isChecked() or self._table.rows.rowCount() < self._files)

    def _changed(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._show()

    def _show(self) -> None:
        found = self._table.row()
        self.copy.setEnabled(found is not None and found.sha256 is not None)
        if found is None:
            self.path.set_text(translate("MyData", "Choose a row to see all of its evidence."))
            self.digest.set_text("")
            self.proof.set_text("")
            return
        self.path.set_text(shown(found.source))
        self.digest.set_text(found.sha256 or words.digest_word(found))
        told = [words.proof_word(one) for one in found.proofs]
        self.proof.set_text(" · ".join(told) or translate("MyData", "no evidence yet"))

"""One submission in full: its way, whether its originals may go, its evidence, its receipt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QStackedWidget, QWidget

from fbi_uploader.monitor.recordfile import Record
from fbi_uploader.monitor.timeline import Course, timeline
from fbi_uploader.nodes.model import Node
from fbi_uploader.overview import Summary
from fbi_uploader.paths import shown
from fbi_uploader.proofs import FileProofs, JournalProofs
from fbi_uploader.ui.background import read
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.mydata import words
from fbi_uploader.ui.mydata.banners import Acts, Banners, from_file
from fbi_uploader.ui.mydata.beside import BesidePanel
from fbi_uploader.ui.mydata.chosen import ChosenRow
from fbi_uploader.ui.mydata.evidence import EvidenceTable
from fbi_uploader.ui.mydata.known import (
    Known,
    columns_of,
    course_of,
    course_of_record,
    read_known,
)
from fbi_uploader.ui.mydata.originals import OriginalsPanel
from fbi_uploader.ui.mydata.receipts import Receipts
from fbi_uploader.ui.mydata.safety import Guard, Standing
from fbi_uploader.ui.mydata.timeline import Timeline
from fbi_uploader.ui.session import SANDBOX, Session
from fbi_uploader.ui.widgets.buttons import Button, Kind, button
from fbi_uploader.ui.widgets.frames import Scroll, box, column, line, row
from fbi_uploader.ui.widgets.text import Elided, label, set_tone
from fbi_uploader.ui.words import language, say, translate

_ARRIVED = {"published", "ingested", "imported"}


class Detail(QFrame):
    """Shows a submission of the journal, or one that was opened from its file.

    `go_to` asks for another place of the window; `closed` says that the file was put away.
    """

    go_to = Signal(str)
    closed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._session = session
        self.summary: Summary | None = None
        self.record: Record | None = None
        self.known = Known()
        self.guard = Guard(session)
        self.receipts = Receipts(session, self)
        self._make_head()
        acts = Acts(
            select=lambda: self.guard.ask(self._select_originals),
            strangers=self._show_strangers,
            transfers=lambda: self.go_to.emit("transfers"),
            again=self.guard.ask,
        )
        self.banners = Banners(self.guard, acts)
        self.timeline = Timeline()
        self._make_panels()
        self._lay_out()
        self.guard.changed.connect(self._tell_verdict)
        self.panels.currentChanged.connect(self._make_room)
        self.receipts.told.connect(self._tell)
        say(self, self._speak)

    # -- parts

    def _make_head(self) -> None:
        self.title = Elided(Role.CARD)
        self.below = Elided(Role.BODY, "text2")
        self.receipt = Button(Kind.PLAIN, "receipt")
        self.menu = QMenu(self.receipt)
        self.menu.aboutToShow.connect(lambda: self.receipts.fill(self.menu))
        self.receipt.setMenu(self.menu)
        say(self.receipt, self._name_receipt)
        self.omero = button(
            Kind.PLAIN,
            lambda: translate("MyData", "Open in OMERO.web"),
            lambda: None,  # no import is followed yet, so no link is known: never enabled
            icon="external",
        )
        self.omero.setEnabled(False)
        self.close_file = button(
            Kind.PLAIN,
            lambda: translate("MyData", "Close this file"),
            self.closed.emit,
            icon="close",
        )
        self.why_omero = label(Role.CAPTION, tone="third", wrap=True)
        self.why_omero.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.told = label(Role.CAPTION, tone="second", wrap=True)

    def _name_receipt(self) -> None:
        self.receipt.setText(translate("MyData", "Receipt"))
        self.receipt.updateGeometry()

    def _make_panels(self) -> None:
        self.table = EvidenceTable()
        self.chosen = ChosenRow(self.table)
        evidence = column(self.table, line(), self.chosen, gap=0)
        evidence.setStretch(0, 1)
        self.beside = BesidePanel(self._saw, self._show_evidence)
        self.originals = OriginalsPanel(self._session, self.guard.ask, self._show_evidence)
        self.panels = QStackedWidget()
        for panel in (box(evidence), self.beside, self.originals):
            self.panels.addWidget(panel)

    def _lay_out(self) -> None:
        names = box(column(self.title, self.below, gap=0))
        names.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        head = row(names, self.receipt, self.omero, self.close_file)
        notes = row(self.told, self.why_omero, gap=12)
        notes.setStretch(0, 1)
        notes.setStretch(1, 1)
        top = column(head, 2, notes, gap=2)
        top.setContentsMargins(16, 13, 16, 10)
        inner = column(self.banners, self.timeline, gap=16)
        inner.setContentsMargins(16, 0, 16, 14)
        self.top = _Top(box(inner))
        whole = column(top, self.top, self.panels, gap=0)
        whole.setStretch(2, 1)
        whole.setContentsMargins(1, 1, 1, 1)
        self.setLayout(whole)

    # -- a submission

    def show_summary(self, summary: Summary) -> None:
        """Show one of the journal; the same again when it has gone on."""
        other = self.summary is None or self.summary.id != summary.id
        moved = other or self.summary != summary
        self.summary, self.record = summary, None
        if other:
            self.known = Known()
            self._begin(summary.id, summary.files)
        if moved:
            self._show_rows(summary)
            self._read(summary.id)
        self._speak()
        self.look_again()

    def show_record(self, record: Record) -> None:
        """Show one that was opened from its file."""
        self.summary, self.record = None, record
        self.guard.look_at("")
        self._begin("", len(record.files))
        node = self._node(record.node)
        course = course_of_record(record, node)
        columns = columns_of(record.route, node, course.proofs)
        self.table.show_proofs(FileProofs(record.files), record.route, columns)
        self._speak()

    def show_nothing(self) -> None:
        """Nothing of anybody."""
        self.summary, self.record, self.known = None, None, Known()
        self.guard.look_at("")
        self._begin("", 0)
        self.table.show_proofs(None, "", set())
        self._speak()

    def _begin(self, submission: str, files: int) -> None:
        self._tell("", well=True)
        self._show_evidence()
        self.chosen.show_files(files)
        self.receipts.submission = submission

    def _read(self, submission: str) -> None:
        app = self._session.app

        def done(known: Known) -> None:
            if self.summary is not None and self.summary.id == submission:
                self.known = known
                node = self._node(self.summary.node)
                self.table.show_columns(columns_of(self.summary.route, node, known.proofs))
                self._speak()

        read(self, lambda: read_known(app, submission), done, self._session.failed.emit)

    def _show_rows(self, summary: Summary) -> None:
        app, id_ = self._session.app, summary.id
        node = self._node(summary.node)
        columns = columns_of(summary.route, node, self.known.proofs)
        proofs = JournalProofs(lambda: app.journal(read_only=True), id_)
        self.table.show_proofs(proofs, summary.route, columns)

    def look_again(self) -> None:
        """Ask about the originals anew, as each time that they are shown."""
        summary = self.summary
        asked = summary is not None and summary.stage in _ARRIVED and not self._is_sandbox(summary)
        self.guard.look_at(summary.id if asked and summary is not None else "")

    def _node(self, id_: str) -> Node | None:
        return next((one for one in self._session.nodes() if one.id == id_), None)

    def _node_name(self, id_: str) -> str:
        node = self._node(id_)
        if node is None:
            return id_
        return node.names.fr if language() == "fr" else node.names.en

    def _is_sandbox(self, summary: Summary) -> bool:
        node = self._node(summary.node)
        return node.sandbox if node is not None else summary.node == SANDBOX

    # -- words

    def _speak(self) -> None:
        summary, record = self.summary, self.record
        self.receipt.setVisible(summary is not None)
        self.omero.setVisible(summary is not None)
        self.close_file.setVisible(record is not None)
        self.why_omero.setVisible(summary is not None)
        self.setVisible(summary is not None or record is not None)
        if record is not None:
            self._speak_record(record)
        elif summary is not None:
            self._speak_summary(summary)

    def _speak_summary(self, summary: Summary) -> None:
        node = self._node(summary.node)
        self.title.set_text(shown(words.title(summary)))
        self.below.set_text(shown(f"{summary.investigation} · {self._node_name(summary.node)}"))
        self.why_omero.setText(_why_no_link(node))
        self._show_course(course_of(summary, self.known, node))
        self._tell_verdict()

    def _speak_record(self, record: Record) -> None:
        names = [one.name for one in record.assays]
        self.title.set_text(shown(", ".join(names[:3]) or record.submission))
        self.below.set_text(shown(f"{record.investigation} · {record.person}"))
        self.banners.show_only(from_file(shown(str(record.path))))
        self._show_course(course_of_record(record, self._node(record.node)), here=False)

    def _show_course(self, course: Course, *, here: bool = True) -> None:
        self.timeline.show_points(timeline(course), course.route, here=here)
        self.top.updateGeometry()

    def _tell_verdict(self) -> None:
        summary = self.summary
        if summary is None:
            return
        sandbox = self._is_sandbox(summary)
        self.banners.show_of(summary, self.known.left, sandbox=sandbox)
        if self.guard.standing in {Standing.UNSAFE, Standing.UNKNOWN}:
            self._show_evidence()  # withdrawn: no list to delete by stays in sight
        self.top.updateGeometry()

    def _tell(self, told: str, well: bool) -> None:  # noqa: FBT001 - the signal's
        self.told.setText(told)
        self.told.setVisible(bool(told))
        set_tone(self.told, "second" if well else "err")

    # -- the originals

    def _show_evidence(self) -> None:
        self.panels.setCurrentIndex(0)

    def _show_strangers(self) -> None:
        if self.guard.safety is not None:
            self.beside.show_of(self.guard.safety)
            self.panels.setCurrentWidget(self.beside)
            self.beside.seen.setFocus()

    def _saw(self) -> None:
        self.guard.saw()
        self._show_evidence()

    def _select_originals(self) -> None:
        if self.summary is not None:
            self.originals.show_of(self.summary.id, self._show_originals)

    def _show_originals(self) -> None:
        self.panels.setCurrentWidget(self.originals)
        self.originals.list.setFocus()

    def _make_room(self, panel: int) -> None:
        """Lists of originals need the room of the timeline."""
        self.timeline.setVisible(panel == 0)

    # -- a file

    def open_file(self, path: Path, done: Callable[[], None]) -> None:
        """Read a submission file in a thread and show it; what is wrong with it is told."""
        from fbi_uploader.monitor.recordfile import read_record  # noqa: PLC0415 - when asked

        def opened(record: Record) -> None:
            self.show_record(record)
            done()

        read(self, lambda: read_record(path), opened, self._session.failed.emit)


def _why_no_link(node: Node | None) -> str:
    if node is not None and node.sandbox:
        return translate("MyData", "The sandbox has no OMERO.")
    if node is None or node.omero is None or node.omero.web_url is None:
        return translate("MyData", "No OMERO.web address is known for this node.")
    return translate("MyData", "OMERO.web: imports are not followed yet, so no link is known.")


class _Top(Scroll):
    """Banners and timeline: as high as they need, scrolled where there is no room for that."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__(inner)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setMinimumHeight(96)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._inner = inner
        inner.installEventFilter(self)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Its content's height at this width."""
        # As if the bar were there: once it is, Qt asks for this height before it takes it away.
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(400, self._inner.heightForWidth(max(200, self.width() - bar)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Banners and words that change need another height."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Words wrap otherwise."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

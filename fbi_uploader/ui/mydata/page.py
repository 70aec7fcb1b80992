"""My data: every submission of the person in charge, what became of it, and its proof."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from fbi_uploader.overview import Summary
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.mydata.detail import Detail
from fbi_uploader.ui.mydata.listing import Listing, SearchField, StateFilter
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import box, card, column, row
from fbi_uploader.ui.widgets.marks import Sign
from fbi_uploader.ui.widgets.page import Page
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, size, translate

_SOON = 400  # ms: many stages are reached at once
_WIDTHS = ((1000, 304), (760, 248), (0, 216))  # of the list, from such a width of the page on
_SEARCH, _SHORT_SEARCH = 300, 244


class MyDataPage(Page):
    """The list at the left, the chosen submission beside it."""

    def __init__(self, session: Session) -> None:
        self.search = SearchField()
        self.filter = StateFilter()
        super().__init__(lambda: translate("MyData", "My data"), None, self.search, self.filter)
        self.session = session
        self.listing = Listing(session, self.ask_file)
        self.detail = Detail(session)
        self.empty = self._make_empty()
        both = row(self.listing, self.detail, gap=16)
        both.setStretch(1, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(box(both))
        self.stack.addWidget(self.empty)
        self.inner.addWidget(self.stack)
        self._soon = QTimer(self, singleShot=True)
        self._soon.setInterval(_SOON)
        self._connect()
        self.listing.hide()
        self.detail.show_nothing()
        say(self, self._tell_sum)

    def _connect(self) -> None:
        self.search.asked.connect(self.listing.search)
        self.filter.chosen.connect(self.listing.show_states)
        self.listing.chosen.connect(self._chosen)
        self.listing.refreshed.connect(self._refreshed)
        self.detail.go_to.connect(self.go_to)
        self.detail.closed.connect(self._close_file)
        self._soon.timeout.connect(self._reload)
        self.session.engine.told.connect(self._told)
        self.session.engine.greeted.connect(self._soon.start)
        self.session.person_changed.connect(self._other_person)
        self.session.nodes_changed.connect(self._soon.start)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._came_back)

    def _make_empty(self) -> QWidget:
        title = label(Role.TITLE, lambda: translate("MyData", "Nothing has been sent yet"))
        told = label(
            tone="second",
            speak=lambda: translate(
                "MyData",
                "What you send is listed here with its way and its proof, for as long as "
                "this PC keeps its journal.",
            ),
            wrap=True,
        )
        told.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        told.setMaximumWidth(460)
        told.setMinimumWidth(420)
        begin = button(
            Kind.PRIMARY,
            lambda: translate("MyData", "Prepare a deposit"),
            partial(self.go_to, "deposit"),
            icon="upload",
        )
        other = button(
            Kind.TEXT,
            lambda: translate("MyData", "Open a submission file…"),
            self.ask_file,
            icon="file",
        )
        parts = (Sign("database", "text3", 28), title, told, 8, begin, other)
        inner = column(None, *(_centred(one) for one in parts), None, gap=10)
        return card(inner, margin=16)

    # -- coming and going

    def enter(self) -> None:
        """Read anew; the originals of what is in sight are looked at again."""
        if not self.session.locked:
            self.listing.reload()

    def _reload(self) -> None:
        if self.isVisible() and not self.session.locked:
            self.listing.reload()

    def _told(self, event: Mapping[str, object]) -> None:
        if event.get("event") in {"StageReached", "LookAgain"}:
            self._soon.start()

    def _came_back(self, state: Qt.ApplicationState) -> None:
        """From the file manager, say: what was said of the originals may hold no longer."""
        if state is Qt.ApplicationState.ApplicationActive and self.isVisible():
            self.detail.look_again()

    def _other_person(self) -> None:
        self.detail.show_nothing()
        self.listing.forget()
        self._reload()

    # -- what is in sight

    def show_submission(self, submission: str) -> None:
        """Turn to one of them."""
        self.listing.current = submission
        self.search.clear()
        self._reload()

    def _refreshed(self) -> None:
        nothing = not self.listing.all and self.detail.record is None
        self.stack.setCurrentIndex(1 if nothing else 0)
        self.listing.setVisible(bool(self.listing.all))
        for part in (self.search, self.filter):
            part.setVisible(bool(self.listing.all))
        self._tell_sum()

    def _tell_sum(self) -> None:
        found = self.listing.all
        if not found:
            self.set_caption("")
            return
        count = translate("MyData", "%n submission(s)", None, len(found))
        self.set_caption(f"{count} · {size(sum(one.bytes for one in found))}")

    def _chosen(self, summary: Summary) -> None:
        self.detail.show_summary(summary)

    def go_to(self, place: str) -> None:
        """Ask the window for another place."""
        show = getattr(self.window(), "show_place", None)
        if callable(show):
            show(place)

    # -- a submission file

    def ask_file(self) -> None:
        """Ask for a `submission.json`."""
        dialog = QFileDialog(self, translate("MyData", "Open a submission file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["submission.json", "JSON (*.json)"])
        dialog.fileSelected.connect(self.open_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_file(self, path: str) -> None:
        """Show what it says."""
        self.detail.open_file(Path(path), self._show_file)

    def _show_file(self) -> None:
        self.listing.rest()
        self._refreshed()

    def _close_file(self) -> None:
        self.detail.show_nothing()
        self.listing.resting = False
        self.listing.choose(self.listing.current)
        self._refreshed()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A narrower list in a narrower window."""
        super().resizeEvent(event)
        wide = next(wide for least, wide in _WIDTHS if self.width() >= least)
        self.listing.setFixedWidth(wide)
        self.search.setFixedWidth(_SEARCH if self.width() >= _WIDTHS[0][0] else _SHORT_SEARCH)


def _centred(part: QWidget | int) -> QWidget | int:
    return part if isinstance(part, int) else box(row(None, part, None))

"""The list of submissions, and which of them are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QStackedWidget

from fbi_uploader import overview
from fbi_uploader.overview import Summary
from fbi_uploader.ui.background import read
from fbi_uploader.ui.look import icons, theme
from fbi_uploader.ui.models.submissions import SubmissionsModel
from fbi_uploader.ui.mydata import words
from fbi_uploader.ui.mydata.row import SubmissionDelegate
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.widgets.buttons import Button, Kind, button
from fbi_uploader.ui.widgets.frames import box, column, line
from fbi_uploader.ui.widgets.inputs import LineEdit
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, translate

_SOON = 200  # ms after the last key
_SHORTEST = 2  # letters that file names are searched for


class Show(Enum):
    """Which states are in the list."""

    ALL = "all"
    UNDER_WAY = "under_way"
    ARRIVED = "arrived"
    STOPPED = "stopped"


_STAGES = {
    Show.UNDER_WAY: {"waiting", "queued", "sending", "paused", "ready", "publishing"},
    Show.ARRIVED: {"published", "ingested", "imported"},
    Show.STOPPED: {"failed", "cancelled"},
}


def show_word(show: Show) -> str:
    """What a choice is called."""
    return {
        Show.ALL: translate("MyData", "All states"),
        Show.UNDER_WAY: translate("MyData", "On their way"),
        Show.ARRIVED: translate("MyData", "Arrived"),
        Show.STOPPED: translate("MyData", "Stopped or cancelled"),
    }[show]


class SearchField(LineEdit):
    """Looks for names, tags, ids and files; `asked` a moment after the last key."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setClearButtonEnabled(True)
        self.setTextMargins(-4, 0, 0, 0)
        self._sign = QAction(self)
        self.addAction(self._sign, LineEdit.ActionPosition.LeadingPosition)
        theme.paint(self, lambda: self._sign.setIcon(icons.icon("search", "text2")))
        self._soon = QTimer(self, singleShot=True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(lambda: self.asked.emit(self.text().strip()))
        self.textChanged.connect(lambda _text: self._soon.start())
        say(self, self._speak)

    def _speak(self) -> None:
        self.setPlaceholderText(translate("MyData", "Find a submission or a file"))
        self.setAccessibleName(translate("MyData", "Find a submission or a file"))
        self.setToolTip(
            translate("MyData", "Investigation, study, assay, tag, file name or identifier")
        )


class StateFilter(Button):
    """A menu of states; `chosen` tells which."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(Kind.PLAIN)
        self.show_of = Show.ALL
        self._menu = QMenu(self)
        group = QActionGroup(self._menu)
        for show in Show:
            action = self._menu.addAction("")
            action.setCheckable(True)
            action.setChecked(show is Show.ALL)
            action.triggered.connect(partial(self._choose, show))
            group.addAction(action)
            say(action, partial(self._name, action, show))
        self.setMenu(self._menu)
        say(self, self._speak)

    def _name(self, action: QAction, show: Show) -> None:
        action.setText(show_word(show))

    def _choose(self, show: Show, _checked: bool) -> None:  # noqa: FBT001 - the signal's
        self.show_of = show
        self._speak()
        self.chosen.emit(show)

    def _speak(self) -> None:
        self.setText(show_word(self.show_of))
        self.updateGeometry()


class Listing(QFrame):
    """`chosen` tells the summary of the chosen row, `refreshed` that the journal was read anew.

    `resting`: something else is in sight, and only the person chooses a row.
    """

    chosen = Signal(object)
    refreshed = Signal()

    def __init__(self, session: Session, open_file: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._session = session
        self.all: list[Summary] = []
        self._text = ""
        self._show = Show.ALL
        self._holding: frozenset[str] = frozenset()
        self.current = ""
        self.resting = False
        self._round = 0
        self.rows = SubmissionsModel(words.title, words.spoken)
        self.view = QListView()
        self._set_up_view()
        self.nothing = label(
            tone="second",
            speak=lambda: translate("MyData", "No submission fits this search."),
            wrap=True,
        )
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setContentsMargins(16, 16, 16, 16)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.nothing)
        self.open_file = button(
            Kind.TEXT,
            lambda: translate("MyData", "Open a submission file…"),
            open_file,
            icon="file",
        )
        foot = column(self.open_file)
        foot.setContentsMargins(8, 6, 8, 6)
        whole = column(self.stack, line(), box(foot), gap=0)
        whole.setStretch(0, 1)
        whole.setContentsMargins(1, 1, 1, 1)
        self.setLayout(whole)
        say(self, self._speak)

    def _set_up_view(self) -> None:
        self.view.setModel(self.rows)
        self.view.setItemDelegate(SubmissionDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.selectionModel().selectionChanged.connect(lambda *_of: self._selected())

    def _speak(self) -> None:
        self.view.setAccessibleName(translate("MyData", "Your submissions, the newest first"))
        self.rows.speak_again()

    # -- reading

    def reload(self) -> None:
        """Read the journal of the person in charge, in a thread."""
        self._round += 1
        round_, person, app = self._round, self._session.person.name, self._session.app
        if not self._session.home.journal.exists():
            self._take(round_, [])
            return

        def work() -> list[Summary]:
            journal = app.journal(read_only=True)
            try:
                return overview.summaries(journal, person)
            finally:
                journal.close()

        read(self, work, partial(self._take, round_), self._session.failed.emit)

    def forget(self) -> None:
        """Another person sits down: nothing of the one before stays in sight."""
        self.all = []
        self._holding = frozenset()
        self.current = ""
        self._apply()

    def _take(self, round_: int, found: list[Summary]) -> None:
        if round_ == self._round:
            self.all = found
            self._apply()
            self.refreshed.emit()

    # -- searching

    def search(self, text: str) -> None:
        """Show what fits; file names are looked for in a thread and come a moment later."""
        self._text = text
        self._holding = frozenset()
        self._apply()
        if len(text) < _SHORTEST or not self.all:
            return
        person, app = self._session.person.name, self._session.app

        def work() -> frozenset[str]:
            journal = app.journal(read_only=True)
            try:
                return overview.holding(journal, person, text)
            finally:
                journal.close()

        read(self, work, partial(self._found, text), self._session.failed.emit)

    def _found(self, text: str, ids: frozenset[str]) -> None:
        if text == self._text:
            self._holding = ids
            self._apply()

    def show_states(self, show: Show) -> None:
        """Only these."""
        self._show = show
        self._apply()

    def _fits(self, one: Summary) -> bool:
        stages = _STAGES.get(self._show)
        if stages is not None and one.stage not in stages:
            return False
        return one.id in self._holding or one.holds(self._text)

    def _apply(self) -> None:
        fitting: Sequence[Summary] = [one for one in self.all if self._fits(one)]
        wanted = self.current
        self.rows.show(fitting)
        self.stack.setCurrentIndex(0 if fitting or not self.all else 1)
        at = self.rows.place_of(wanted)
        if fitting and not self.resting:
            self.choose(fitting[max(0, at)].id)

    # -- choosing

    def choose(self, submission: str) -> None:
        """Make one current, if it is in the list."""
        at = self.rows.place_of(submission)
        if at < 0:
            return
        index = self.rows.index(at)
        if self.view.selectionModel().isSelected(index):
            self._selected()  # the same, gone on
        else:
            self.view.setCurrentIndex(index)

    def _selected(self) -> None:
        chosen = self.view.selectedIndexes()
        if chosen:
            summary = self.rows.rows[chosen[0].row()]
            self.current, self.resting = summary.id, False
            self.chosen.emit(summary)

    def rest(self) -> None:
        """Something else is in sight."""
        self.resting = True
        self.view.setCurrentIndex(QModelIndex())

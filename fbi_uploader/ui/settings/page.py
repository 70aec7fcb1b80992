"""Settings: nodes, rate and hours, language and look, persons of this PC."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from fbi_uploader.ui.session import Session
from fbi_uploader.ui.settings.look import LookTab
from fbi_uploader.ui.settings.nodes import NodesTab
from fbi_uploader.ui.settings.persons import PersonsTab
from fbi_uploader.ui.settings.rate import RateTab
from fbi_uploader.ui.settings.rows import Tab
from fbi_uploader.ui.widgets.frames import box, row
from fbi_uploader.ui.widgets.page import Page
from fbi_uploader.ui.words import translate

NODES, RATE, LOOK, PERSONS = range(4)
_TITLES: tuple[Callable[[], str], ...] = (
    lambda: translate("Settings", "Nodes"),
    lambda: translate("Settings", "Rate and hours"),
    lambda: translate("Settings", "Language and look"),
    lambda: translate("Settings", "Persons of this PC"),
)


class SettingsPage(Page):
    """A tab is built when it is first asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.tabs = [Tab(words) for words in _TITLES]
        super().__init__(
            lambda: translate("Settings", "Settings"), 4, box(row(*self.tabs, gap=4)), None
        )
        self._group = QButtonGroup(self)
        self.stack = QStackedWidget()
        self.inner.addWidget(self.stack)
        self._built: dict[int, QWidget] = {}
        for index, tab in enumerate(self.tabs):
            self._group.addButton(tab)
            tab.toggled.connect(lambda on, index=index: self._chosen(index, on=on))
        self.show_tab(NODES)

    def show_tab(self, index: int) -> None:
        """Bring a tab into sight."""
        self.tabs[index].setChecked(True)

    def tab(self, index: int) -> QWidget:
        """The widget of a tab, built if need be."""
        if index not in self._built:
            made = (NodesTab, RateTab, LookTab, PersonsTab)[index](self._session)
            self._built[index] = made
            self.stack.addWidget(made)
        return self._built[index]

    def enter(self) -> None:
        """It came into sight."""
        made = self.stack.currentWidget()
        if made is not None:
            self._enter(made)

    def _chosen(self, index: int, *, on: bool) -> None:
        if on:
            made = self.tab(index)
            self.stack.setCurrentWidget(made)
            if self.isVisible():
                self._enter(made)

    def _enter(self, made: QWidget) -> None:
        if isinstance(made, (NodesTab, PersonsTab, RateTab)):
            made.enter()

"""Two persons on one PC, a child in the engine's place, and the page in a window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from fbi_uploader.nodes.persons import Person
from fbi_uploader.paths import Home
from fbi_uploader.transfer.journal.database import Journal
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.transfers.page import TransfersPage
from tests.ui.talking import Talking
from tests.ui.transfers_page import ANNE, CAMILLE, LONG, Open


@pytest.fixture
def talking(home_folder: Home) -> Talking:
    """A child that answers yes to everything."""
    return Talking(home_folder.root)


@pytest.fixture
def session(home_folder: Home, talking: Talking) -> Iterator[Session]:
    """Two persons; Camille sits here."""
    made = Session(home_folder, talking.engine)
    for name in (CAMILLE, ANNE):
        made.app.persons.put(Person(name=name, login=name.split()[0].lower()))
    yield made
    made.engine.stop()


@pytest.fixture
def journal(session: Session) -> Iterator[Journal]:
    """The home's, open to be written."""
    made = session.app.journal()
    yield made
    made.close()


@pytest.fixture
def open_page(session: Session, qtbot: QtBot) -> Open:
    """The page in a window, the journal read."""

    def made() -> TransfersPage:
        page = TransfersPage(session)
        qtbot.addWidget(page)
        page.resize(1064, 800)
        page.show()
        page.enter()
        qtbot.waitUntil(lambda: page.traffic.known, timeout=LONG)
        return page

    return made

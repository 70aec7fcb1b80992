"""The page of transfers over a real engine process, to the sandbox, with a cap on the rate.

Some ten seconds each: what is sent has to take long enough to be paused, cancelled and reordered.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fbi_uploader.errors import Code
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, Study
from fbi_uploader.paths import Home
from fbi_uploader.transfer.journal import records
from fbi_uploader.transfer.stages import Stage
from fbi_uploader.ui.bridge import State
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.transfers.page import TransfersPage
from fbi_uploader.ui.trouble import Answer

LONG = 60_000  # ms: engines start and end, on a busy machine
MB = 1_000_000
OLD = 1_700_000_000


@pytest.fixture
def session(home_folder: Home) -> Iterator[Session]:
    """At most 4 MB/s, so that there is something to see."""
    made = Session(home_folder)
    made.choose(bandwidth=4 * MB)
    made.engine.start()
    yield made
    made.engine.stop()


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> TransfersPage:
    made = TransfersPage(session)
    qtbot.addWidget(made)
    made.resize(1064, 800)
    made.show()
    made.enter()
    return made


Submit = Callable[..., str]


@pytest.fixture
def submit(session: Session, tmp_path: Path, qtbot: QtBot) -> Submit:
    """Send files of random bytes, `megabytes` each; gives the submission."""

    def sent(name: str, *megabytes: int) -> str:
        paths = []
        for number, size in enumerate(megabytes):
            path = tmp_path / name / f"{name}{number}.dat"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(os.urandom(size * MB))
            os.utime(path, (OLD, OLD))
            paths.append(str(path))
        tree = Study(name="Etude", assays=(Assay(name=name),))
        draft = Draft(
            node="sandbox",
            person=session.person.name,
            investigation=Investigation(name="Inv", studies=(tree,)),
            sources=(tuple(paths),),
        )
        answers: list[Answer] = []
        told = json.loads(draft.model_dump_json())
        session.engine.ask("submit", answers.append, draft=told)
        qtbot.waitUntil(lambda: bool(answers), timeout=LONG)
        assert answers[0].ok, answers[0].error
        blocking = [one for one in answers[0].items("problems") if one["severity"] == "blocking"]
        assert not blocking
        return answers[0].text("submission")

    return sent


def stage(session: Session, id_: str) -> Stage:
    journal = session.app.journal(read_only=True)
    try:
        return records.submission(journal, id_).stage
    finally:
        journal.close()


def arrived(session: Session, name: str) -> list[str]:
    return sorted(path.name for path in session.home.root.rglob(f"{name}*.dat"))


def test_sent_paused_and_gone_on_with(
    page: TransfersPage, session: Session, submit: Submit, qtbot: QtBot
) -> None:
    id_ = submit("A", 6, 6)
    qtbot.waitUntil(lambda: id_ in page.cards and page.cards[id_].one.running, timeout=LONG)
    card = page.cards[id_]
    qtbot.waitUntil(lambda: "/s" in card.figures.rate.value.text(), timeout=LONG)
    qtbot.waitUntil(lambda: "Mo" in card.figures.sent.value.text(), timeout=LONG)
    qtbot.waitUntil(lambda: card.figures.left.value.text() != "", timeout=LONG)
    card.orders.pause.click()
    qtbot.waitUntil(lambda: card.one.stage is Stage.PAUSED, timeout=LONG)
    assert card.orders.resume.isVisibleTo(card)
    session.choose(bandwidth=None)  # and faster from here
    card.orders.resume.click()
    qtbot.waitUntil(lambda: id_ not in page.cards, timeout=LONG)
    assert stage(session, id_) is Stage.IMPORTED  # the sandbox plays the rest
    assert arrived(session, "A") == ["A0.dat", "A1.dat"]


def test_cancelled_leaves_the_originals_and_nothing_on_the_node(
    page: TransfersPage, session: Session, submit: Submit, tmp_path: Path, qtbot: QtBot
) -> None:
    id_ = submit("B", 12)
    qtbot.waitUntil(lambda: id_ in page.cards and page.cards[id_].one.running, timeout=LONG)
    page.cards[id_].ask_cancel()
    page.cards[id_].question.yes.click()
    qtbot.waitUntil(lambda: id_ not in page.cards, timeout=LONG)
    assert stage(session, id_) is Stage.CANCELLED
    assert (tmp_path / "B" / "B0.dat").stat().st_size == 12 * MB
    assert arrived(session, "B") == []


def test_a_source_that_changed_is_sent_once_somebody_says_so(
    page: TransfersPage, session: Session, submit: Submit, tmp_path: Path, qtbot: QtBot
) -> None:
    session.choose(all_paused=True)
    id_ = submit("C", 1)
    (tmp_path / "C" / "C0.dat").write_bytes(b"as it is now")
    os.utime(tmp_path / "C" / "C0.dat", (OLD + 60, OLD + 60))
    page.pause_all.click()
    qtbot.waitUntil(
        lambda: id_ in page.cards and page.cards[id_].one.stage is Stage.FAILED, timeout=LONG
    )
    (hindrance,) = page.cards[id_].one.hindrances
    assert hindrance.code is Code.CHANGED
    page.traffic.resume(id_, changed=True)
    qtbot.waitUntil(lambda: id_ not in page.cards, timeout=LONG)
    (there,) = (session.home.root / "sandbox").rglob("C0.dat")
    assert there.read_bytes() == b"as it is now"


def test_the_order_is_changed_and_the_other_one_makes_way(
    page: TransfersPage, submit: Submit, qtbot: QtBot
) -> None:
    first = submit("D", 40)
    second = submit("E", 1)
    qtbot.waitUntil(lambda: {first, second} <= set(page.cards), timeout=LONG)
    qtbot.waitUntil(lambda: page.cards[first].one.running, timeout=LONG)
    page.cards[second].orders.up.click()
    qtbot.waitUntil(lambda: second not in page.cards, timeout=LONG)
    assert first in page.cards


def test_an_engine_that_is_killed_goes_on_where_it_stood(
    page: TransfersPage, session: Session, submit: Submit, qtbot: QtBot
) -> None:
    id_ = submit("F", 8)
    qtbot.waitUntil(lambda: id_ in page.cards and page.cards[id_].one.running, timeout=LONG)
    process = session.engine._process
    assert process is not None
    states: list[State] = []
    session.engine.state_changed.connect(lambda: states.append(session.engine.state))
    process.kill()
    qtbot.waitUntil(lambda: State.RUNNING in states, timeout=LONG)
    session.choose(bandwidth=None)
    qtbot.waitUntil(lambda: id_ not in page.cards, timeout=LONG)
    assert arrived(session, "F") == ["F0.dat"]

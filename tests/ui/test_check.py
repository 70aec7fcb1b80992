"""Check and send: the plan in words, problems that are mended by a button, one button to send."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fbi_uploader.drafting import organising, store
from fbi_uploader.drafting.model import REMOVED, UNASSIGNED
from fbi_uploader.errors import Code
from fbi_uploader.ui.deposit.check import CheckStep
from fbi_uploader.ui.deposit.checking.mending import Act, Mend
from fbi_uploader.ui.deposit.controller import Deposit
from fbi_uploader.ui.deposit.sent import Sent, SentStep, may_leave_sentence
from fbi_uploader.ui.session import Session
from tests.ui.depositing import LONG, arranged, begun, make_files, put


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return make_files(tmp_path / "data")


@pytest.fixture
def deposit(session: Session, qtbot: QtBot, data: Path) -> Deposit:
    made = begun(session, qtbot, data)
    arranged(made)
    return made


@pytest.fixture
def step(deposit: Deposit, qtbot: QtBot) -> CheckStep:
    made = CheckStep(deposit)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    return made


def planned(step: CheckStep, qtbot: QtBot) -> None:
    step.enter()
    qtbot.waitUntil(
        lambda: step.planned is not None or step.refused is not None or bool(step._items),
        timeout=LONG,
    )


def codes(step: CheckStep) -> list[Code]:
    return [item.trouble.code for item in step._items]


def test_a_sound_deposit_is_ready_to_send(step: CheckStep, qtbot: QtBot) -> None:
    planned(step, qtbot)
    assert codes(step) == []
    assert step.may_go_on()
    assert step.note()[0] == "Prêt à envoyer"
    assert step.send_word() == "Envoyer 20\u00a0o"
    assert step.figures.files.value.text() == "4"
    assert step.figures.amount.below.text() == "dans 2 assays"


def test_what_is_sent_is_what_was_shown_and_the_draft_is_gone(
    step: CheckStep, deposit: Deposit, session: Session, qtbot: QtBot
) -> None:
    planned(step, qtbot)
    before = deposit.sheet.id
    told: list[Sent] = []
    step.send(told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=LONG)
    there = session.home.root / "sandbox" / "Heart-2026" / "data"
    qtbot.waitUntil(lambda: (there / "day2").exists() and (there / "day1").exists(), timeout=LONG)
    found = {path.name: path.read_bytes() for path in there.rglob("*") if path.is_file()}
    assert found == {
        f"{day}_{one}.dat": f"{day}{one}".encode() for day in ("day1", "day2") for one in "ab"
    }
    assert told[0].planned.files == 4
    assert told[0].left == 0
    assert deposit.sheet.id != before
    assert store.waiting(session.home.drafts) == []


def test_what_is_in_no_assay_waits_in_a_draft_of_its_own(
    step: CheckStep, deposit: Deposit, session: Session, qtbot: QtBot
) -> None:
    second = [assay.id for _, assay in deposit.sheet.assays()][1]
    deposit.apply(lambda sheet: organising.delete(sheet, second))
    planned(step, qtbot)
    assert codes(step) == [Code.NOT_ASSIGNED]
    told: list[Sent] = []
    step.send(told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=LONG)
    assert told[0].left == 2
    [waiting] = store.waiting(session.home.drafts)
    rest = store.load(session.home.drafts, waiting.id)
    places = [
        organising_place(rest.placements, row)
        for row in ("day1/day1_a.dat", "day2/day2_a.dat")
        for row in [str(Path(rest.drops[0]) / row)]
    ]
    assert places == [REMOVED, UNASSIGNED]
    assert rest.investigation.name == "Heart-2026"
    assert rest.studies == ()


def organising_place(placements: dict[str, str], path: str) -> str:
    from fbi_uploader.drafting.placing import place_of  # noqa: PLC0415 - one use

    return place_of(path, placements)


def test_an_assay_that_is_there_already_is_renamed_by_a_button(
    step: CheckStep, deposit: Deposit, session: Session, qtbot: QtBot
) -> None:
    taken = session.home.root / "sandbox" / "Heart-2026" / "data" / "day1"
    put(taken / "other.dat", b"somebody else's")
    planned(step, qtbot)
    assert codes(step)[0] is Code.TARGET_EXISTS
    assert not step.may_go_on()
    mend = step._items[0].mends[0]
    assert mend.act is Act.RENAME
    step.mend(mend)
    qtbot.waitUntil(step.may_go_on, timeout=LONG)
    assert mend.name in [assay.name for _, assay in deposit.sheet.assays()]
    deposit.undo()
    qtbot.waitUntil(lambda: Code.TARGET_EXISTS in codes(step), timeout=LONG)


def test_refused_names_of_files_are_adapted_by_a_button(
    session: Session, qtbot: QtBot, data: Path
) -> None:
    put(data / "day1" / "l'embryon.dat", b"x")
    deposit = begun(session, qtbot, data)
    arranged(deposit)
    step = CheckStep(deposit)
    qtbot.addWidget(step)
    step.show()
    planned(step, qtbot)
    assert not step.may_go_on()
    [mend] = [one for item in step._items for one in item.mends if one.act is Act.REPAIR]
    step.mend(mend)
    qtbot.waitUntil(step.may_go_on, timeout=LONG)
    assert deposit.sheet.repair_names
    assert Code.NAME_REPAIRED in codes(step)


def test_an_empty_file_is_taken_out_by_a_button(session: Session, qtbot: QtBot, data: Path) -> None:
    empty = put(data / "day1" / "empty.dat", b"")
    deposit = begun(session, qtbot, data)
    arranged(deposit)
    step = CheckStep(deposit)
    qtbot.addWidget(step)
    step.show()
    planned(step, qtbot)
    assert codes(step) == [Code.EMPTY_FILE]
    assert step.may_go_on(), "a warning blocks nothing"
    step.mend(Mend(Act.REMOVE, heads=(str(empty),)))
    qtbot.waitUntil(lambda: step.planned is not None and not step._items, timeout=LONG)
    assert step.planned is not None
    assert step.planned.files == 4
    assert empty.exists(), "nothing on this PC is touched"


def test_nothing_is_sent_while_something_blocks(
    step: CheckStep, deposit: Deposit, qtbot: QtBot
) -> None:
    deposit.apply(lambda sheet: organising.rename(sheet, "", "two words"))
    planned(step, qtbot)
    assert not step.may_go_on()
    told: list[Sent] = []
    step.send(told.append)
    qtbot.wait(300)
    assert told == []


def test_a_change_after_the_plan_asks_for_another_plan(
    step: CheckStep, deposit: Deposit, qtbot: QtBot
) -> None:
    planned(step, qtbot)
    first = step.planned
    deposit.apply(lambda sheet: organising.rename(sheet, "", "Heart-2027"))
    assert not step.may_go_on()
    qtbot.waitUntil(lambda: step.planned is not None, timeout=LONG)
    assert step.planned is not None
    assert first is not None
    assert step.planned.submission != first.submission
    assert step.planned.assays[0].folder.startswith("Heart-2027/")


def test_a_file_that_is_still_written_is_named_and_can_be_set_aside(
    session: Session, qtbot: QtBot, data: Path
) -> None:
    growing = data / "day1" / "growing.dat"
    with growing.open("wb") as file:
        file.write(b"begun")
        file.flush()
        deposit = begun(session, qtbot, data)
        arranged(deposit)
        step = CheckStep(deposit)
        qtbot.addWidget(step)
        step.show()
        planned(step, qtbot)
        assert Code.STILL_WRITTEN in codes(step)
        [item] = [one for one in step._items if one.trouble.code is Code.STILL_WRITTEN]
        step.mend(item.mends[0])
        assert deposit.place_of(str(growing)) == UNASSIGNED
    os.utime(growing, (1, 1))


def test_the_last_sentence_is_the_true_one() -> None:
    """DESIGN 10: where the account stays open; on a personal Windows account; elsewhere."""
    assert "ce PC termine seul" in may_leave_sentence(shared=True)
    assert "Windows + L" in may_leave_sentence(shared=False, platform="win32")
    assert "sans fermer la session" in may_leave_sentence(shared=False, platform="linux")


def test_the_last_page_says_what_went(step: CheckStep, deposit: Deposit, qtbot: QtBot) -> None:
    planned(step, qtbot)
    assert step.planned is not None
    last = SentStep(deposit)
    qtbot.addWidget(last)
    last.tell(Sent(step.planned, waits=True, left=2))
    assert last.title.text() == "4 fichiers en route"
    assert "en cours d’écriture" in last.sentence.text()
    assert not last.left.isHidden()

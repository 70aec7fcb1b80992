"""The engine as the window sees it: asked, told, killed, hung, busy."""

from __future__ import annotations

import os
import signal
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fbi_uploader.errors import Code
from fbi_uploader.paths import Home
from fbi_uploader.ui import bridge
from fbi_uploader.ui.bridge import Engine, State
from fbi_uploader.ui.trouble import Answer

LONG = 30_000  # ms: a child has to start, on a busy machine


@pytest.fixture
def engine(home_folder: Home, qtbot: QtBot) -> Iterator[Callable[..., Engine]]:
    """Engines that are ended with the test."""
    made: list[Engine] = []

    def make(script: str = "") -> Engine:
        command = None
        if script:
            path = home_folder.root / f"engine{len(made)}.py"
            path.write_text(textwrap.dedent(script), encoding="utf-8")
            command = [sys.executable, str(path)]
        made.append(Engine(home_folder.root, command))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def pid(one: Engine) -> int:
    process = one._process
    assert process is not None
    return int(process.processId())


def test_the_real_engine_greets_and_answers(engine: Callable[..., Engine], qtbot: QtBot) -> None:
    one = engine()
    answers: list[Answer] = []
    one.ask("pause", answers.append, submission="00000000-0000-7000-8000-000000000000")
    one.start()
    qtbot.waitUntil(lambda: bool(answers), timeout=LONG)
    assert one.state is State.RUNNING
    assert answers[0].error is not None
    assert answers[0].error.code is Code.SUBMISSION_UNKNOWN


def test_an_engine_that_is_killed_is_started_again(
    engine: Callable[..., Engine], qtbot: QtBot
) -> None:
    one = engine()
    one.start()
    qtbot.waitUntil(lambda: one.state is State.RUNNING, timeout=LONG)
    first = pid(one)
    states: list[State] = []
    one.state_changed.connect(lambda: states.append(one.state))
    with qtbot.waitSignal(one.greeted, timeout=LONG):
        os.kill(first, signal.SIGKILL)
    assert State.RESTARTING in states
    assert pid(one) != first


ECHO = """
import json, sys
print(json.dumps({"hello": 1, "program": "0", "pid": 1}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    if asked.get("command") == "die":
        sys.exit(3)
    if asked.get("command") == "shout":
        for n in range(20000):
            print(json.dumps({"event": "Progress", "submission": "s", "sent": n}))
        print("a library printed this")
        for n in range(1000):
            print(json.dumps({"event": "StageReached", "submission": "s", "n": n}))
    if asked.get("command") not in (None, "silence"):
        print(json.dumps({"answer": asked["id"], "ok": True, "text": "done"}), flush=True)
"""


def test_what_was_asked_of_a_dying_engine_is_answered(
    engine: Callable[..., Engine], qtbot: QtBot
) -> None:
    one = engine(ECHO)
    one.start()
    answers: list[Answer] = []
    one.ask("silence", answers.append)
    one.ask("die", answers.append)
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=LONG)
    assert [answer.error and answer.error.code for answer in answers] == [Code.ENGINE_STOPPED] * 2


def test_progress_is_coalesced_and_nothing_else_is_lost(
    engine: Callable[..., Engine], qtbot: QtBot
) -> None:
    one = engine(ECHO)
    progress: list[dict[str, object]] = []
    told: list[dict[str, object]] = []
    answers: list[Answer] = []
    one.progressed.connect(progress.append)
    one.told.connect(told.append)
    one.start()
    one.ask("shout", answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=LONG)
    qtbot.waitUntil(lambda: bool(progress) and progress[-1]["sent"] == 19999, timeout=LONG)
    assert len(progress) < 200
    assert [one["n"] for one in told] == list(range(1000))
    assert answers[0].text("text") == "done"


def test_a_silent_engine_is_said_to_hang_and_can_be_ended(
    engine: Callable[..., Engine], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge, "_HUNG", 0.2)
    monkeypatch.setattr(bridge, "_PING", 0.1)
    one = engine(
        """
        import json, os, time
        print(json.dumps({"hello": 1, "program": "0", "pid": 1}), flush=True)
        time.sleep(60)
        """
    )
    one.start()
    qtbot.waitUntil(lambda: one.state is State.HUNG, timeout=LONG)
    first = pid(one)
    with qtbot.waitSignal(one.greeted, timeout=LONG):
        one.restart()
    assert pid(one) != first


def test_an_engine_that_is_still_finishing_is_waited_for(
    engine: Callable[..., Engine], qtbot: QtBot
) -> None:
    first, second = engine(), engine()
    first.start()
    qtbot.waitUntil(lambda: first.state is State.RUNNING, timeout=LONG)
    second.start()
    qtbot.waitUntil(lambda: second.state is State.FINISHING, timeout=LONG)
    with qtbot.waitSignal(second.greeted, timeout=LONG):
        first.stop()


def test_an_engine_that_will_not_start_says_why(
    engine: Callable[..., Engine], home_folder: Home, qtbot: QtBot
) -> None:
    home_folder.journal.write_bytes(b"this is no journal" * 100)
    one = engine()
    one.start()
    qtbot.waitUntil(lambda: one.state is State.REFUSED, timeout=LONG)
    assert one.trouble is not None
    assert one.trouble.code is Code.JOURNAL_DAMAGED


def test_where_the_person_stands_is_no_place_for_modules(
    engine: Callable[..., Engine], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken from the data folder')")
    monkeypatch.chdir(tmp_path)
    one = engine()
    one.start()
    qtbot.waitUntil(lambda: one.state is State.RUNNING, timeout=LONG)

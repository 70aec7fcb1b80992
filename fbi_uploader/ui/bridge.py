"""The engine as the window sees it: a process that is asked and tells, and never waited for.

Lines come in whenever they come; they are handed on by a timer, so that ten thousand of them are
a few turns of the event loop and not ten thousand (DESIGN 4). An engine that died is started
again; one that does not answer is said to hang, and may be ended.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import deque
from collections.abc import Callable
from enum import Enum
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from fbi_uploader.errors import Code
from fbi_uploader.ui.trouble import Answer, Json, Trouble, answer_of, trouble_of

PROTOCOL = 1
_TURN = 40  # ms between looks at what came in
_A_TURN = 400  # lines handed on in one of them
_PING, _HUNG = 5.0, 20.0  # seconds: how often it is asked, and how long an answer may take
_BUSY_FOR = 30.0  # seconds an engine that is still finishing is waited for
_PAUSES = (0, 1000, 2000, 5000, 10000, 30000)  # ms before each next start
_STEADY = 60.0  # seconds after which an engine that ran counts as sound

Answered = Callable[[Answer], None]


class State(Enum):
    """How the engine stands."""

    STARTING = "starting"
    RUNNING = "running"
    FINISHING = "finishing"
    """Another one, of a window before, is still finishing."""
    RESTARTING = "restarting"
    HUNG = "hung"
    REFUSED = "refused"
    """It will not start: `trouble` says why."""
    STOPPED = "stopped"


def engine_command(home: Path) -> list[str]:
    """How the engine is started; in a frozen program it is the console executable beside us."""
    rest = ["engine", "--home", str(home)]
    if getattr(sys, "frozen", False):
        name = "fbi-uploader-console" + (".exe" if sys.platform == "win32" else "")
        return [str(Path(sys.executable).with_name(name)), *rest]
    return [sys.executable, "-m", "fbi_uploader", *rest]


class Engine(QObject):
    """Asks with `ask`, hears by signals.

    `told` every event but progress, in order; `progressed` the newest of each submission, a few
    times a second; `greeted` when an engine is ready, a new one too: what must be known to it
    (an open draft) is said again then.
    """

    told = Signal(dict)
    progressed = Signal(dict)
    greeted = Signal()
    state_changed = Signal()

    def __init__(self, home: Path, command: list[str] | None = None) -> None:
        super().__init__()
        self.state = State.STOPPED
        self.trouble: Trouble | None = None
        self._home = home
        self._command = command or engine_command(home)
        self._process: QProcess | None = None
        self._rest = b""
        self._came: deque[Json] = deque()
        self._progress: dict[str, Json] = {}
        self._asked: dict[int, Answered] = {}
        self._unsent: deque[bytes] = deque()
        self._number = 0
        self._deaths = 0
        self._started = self._asked_last = self._heard = self._busy_since = 0.0
        self._turns = self._timer(_TURN, self._turn)
        self._pulse = self._timer(int(_PING * 1000), self._ping)
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._start)

    def _timer(self, milliseconds: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer

    # -- asking

    def ask(self, command: str, answered: Answered | None = None, **fields: object) -> int:
        """Send a command; `answered` is called with what comes of it, once, in any case.

        Before an engine is there it waits; when the engine dies it fails with ENGINE_STOPPED.
        """
        self._number += 1
        if answered is not None:
            self._asked[self._number] = answered
        line = json.dumps({"id": self._number, "command": command, **fields}).encode() + b"\n"
        if self.state in {State.RUNNING, State.HUNG}:
            self._write(line)
        else:
            self._unsent.append(line)
        return self._number

    def _write(self, line: bytes) -> None:
        if self._process is not None:
            self._process.write(line)

    # -- life

    def start(self) -> None:
        """Start it, unless it runs."""
        if self._process is None:
            self._set(State.STARTING)
            self._start()

    def restart(self) -> None:
        """End it, hung or not, and start another."""
        self._deaths = 0
        self._busy_since = 0.0
        if self._process is None:
            self._start()
        else:
            self._process.kill()

    def stop(self, seconds: float = 5.0) -> None:
        """Let it finish its parts in flight and end; it goes on doing so if that takes longer."""
        self._again.stop()
        self._pulse.stop()
        self._turns.stop()
        process, self._process = self._process, None
        self._set(State.STOPPED)
        if process is None:
            return
        process.closeWriteChannel()
        if not process.waitForFinished(int(seconds * 1000)):
            process.setParent(None)  # it ends by itself; destroying the object would kill it
            _finishing.append(process)

    def _start(self) -> None:
        process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments(self._command[1:])
        process.setProcessEnvironment(_environment())
        process.setWorkingDirectory(str(Path(__file__).parents[2]))
        logs = self._home / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        process.setStandardErrorFile(str(logs / "engine-stderr.log"))
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(lambda _code, _status: self._ended())
        process.errorOccurred.connect(self._failed)
        self._process = process
        self._rest = b""
        self._started = self._heard = time.monotonic()
        process.start()
        process.write(json.dumps({"hello": PROTOCOL}).encode() + b"\n")
        self._turns.start()
        self._pulse.start()

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._ended()

    def _ended(self) -> None:
        self._read()
        process, self._process = self._process, None
        if process is None or not shiboken6.isValid(process):  # the program is going down
            return
        process.deleteLater()
        self._pulse.stop()
        while self._came:
            self._hand_on(self._came.popleft())
        self._fail_asked()
        if self.state is State.REFUSED:
            return
        if self.state is State.FINISHING:
            self._again.start(1000)
            return
        ran = time.monotonic() - self._started
        self._deaths = 0 if ran > _STEADY else self._deaths + 1
        self._set(State.RESTARTING)
        self._again.start(_PAUSES[min(self._deaths, len(_PAUSES) - 1)])

    def _fail_asked(self) -> None:
        waiting = {_number_of(line) for line in self._unsent}
        for number in [one for one in self._asked if one not in waiting]:
            self._asked.pop(number)(Answer({}, Trouble(Code.ENGINE_STOPPED)))

    def _set(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit()

    # -- hearing

    def _read(self) -> None:
        if self._process is None:
            return
        lines = (self._rest + self._process.readAllStandardOutput().data()).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            try:
                message = json.loads(line)
            except ValueError:
                continue  # a library that printed in the engine's child, say
            if isinstance(message, dict):
                self._came.append(message)
        if lines:
            self._heard = time.monotonic()

    def _turn(self) -> None:
        for _ in range(min(_A_TURN, len(self._came))):
            self._hand_on(self._came.popleft())
        progress, self._progress = self._progress, {}
        for one in progress.values():
            self.progressed.emit(dict(one))

    def _hand_on(self, message: Json) -> None:
        if "hello" in message:
            self._greeted()
        elif "fatal" in message:
            self._refused(trouble_of(message["fatal"]))
        elif "answer" in message:
            number = message["answer"]
            act = self._asked.pop(number, None) if isinstance(number, int) else None
            if act is not None:
                act(answer_of(message))
        elif message.get("event") == "Progress":
            self._progress[str(message.get("submission"))] = message
        else:
            self.told.emit(dict(message))

    def _greeted(self) -> None:
        self._busy_since = 0.0
        self.trouble = None
        self._set(State.RUNNING)
        while self._unsent:
            self._write(self._unsent.popleft())
        self.greeted.emit()

    def _refused(self, why: Trouble) -> None:
        self.trouble = why
        now = time.monotonic()
        self._busy_since = self._busy_since or now
        busy = why.code is Code.ENGINE_BUSY and now - self._busy_since < _BUSY_FOR
        self._set(State.FINISHING if busy else State.REFUSED)

    # -- the pulse

    def _ping(self) -> None:
        silent = time.monotonic() - self._heard
        if self.state is State.RUNNING and silent > _HUNG:
            self._set(State.HUNG)
        elif self.state is State.HUNG and silent < _HUNG:
            self._set(State.RUNNING)
        if self.state in {State.RUNNING, State.HUNG}:
            self.ask("ping", lambda _answer: None)


_finishing: list[QProcess] = []


def _environment() -> QProcessEnvironment:
    made = QProcessEnvironment.systemEnvironment()
    # Where the person stands may be a folder of data: nothing in it is to be taken for a module.
    made.insert("PYTHONSAFEPATH", os.environ.get("PYTHONSAFEPATH", "1"))
    return made


def _number_of(line: bytes) -> int:
    return int(json.loads(line)["id"])

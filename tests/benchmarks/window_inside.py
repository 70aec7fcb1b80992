"""The window's own process, measured from inside: `window.py` starts it.

python -m tests.benchmarks.window_inside scan|send HOME FOLDER: one JSON line.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fbi_uploader import settings
from fbi_uploader.drafting import organising
from fbi_uploader.ui import main as program
from fbi_uploader.ui import words
from fbi_uploader.ui.background import collect_here
from fbi_uploader.ui.deposit.arranging.acts import Acts
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.session import Session, open_home
from fbi_uploader.ui.window import Window

Measures = dict[str, float]
_LONG = 60.0


class Stalls(QObject):
    """The longest time between two ticks of a timer of 5 ms, in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        """From now on."""
        self.gaps.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now

    @property
    def longest(self) -> float:
        """Seconds."""
        return max(self.gaps, default=0.0)

    def told(self) -> Measures:
        """The longest, the tenth longest, and how many were above 50 ms."""
        ordered = sorted(self.gaps, reverse=True)
        return {
            "stall": self.longest,
            "tenth_stall": ordered[min(9, len(ordered) - 1)] if ordered else 0.0,
            "stalls_above_50_ms": sum(gap > 0.05 for gap in ordered),
        }


def until(true: Callable[[], object], what: str) -> None:
    """Let the window work; no longer wait than its own timers need."""
    end = time.monotonic() + _LONG
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(what)
        QTest.qWait(2)


def peak() -> float:
    """VmHWM of this process, MiB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmHWM")


def scan(window: Window, folder: Path, stalls: Stalls) -> Measures:
    """Drop a folder: first rows, the end of the scan, all of it usable."""
    deposit = window.deposit.deposit
    steps = window.deposit.steps
    assert steps is not None
    table = steps.drop.card.table
    stalls.begin()
    begun = time.perf_counter()
    deposit.drop([str(folder)])
    until(lambda: len(deposit.shelf), "rows")
    QApplication.sendPostedEvents()
    first = time.perf_counter() - begun
    until(lambda: not deposit.scanning, "the end of the scan")
    scanned = time.perf_counter()
    rows = len(deposit.shelf)
    table.scrollToBottom()
    QTest.keyClick(table, Qt.Key.Key_End)
    until(lambda: steps.drop.may_go_on() and str(window.deposit.note.strong.text()), "the sum")
    QTest.qWait(1)
    usable = time.perf_counter() - scanned
    during = stalls.told()
    begun_organise = time.perf_counter()
    window.deposit.go(1)
    QTest.qWait(1)
    organise = time.perf_counter() - begun_organise
    return {
        "rows": rows,
        "first": first,
        "scan": scanned - begun,
        "usable": usable,
        "organise": organise,
        "peak": peak(),
        **during,
    }


def send(window: Window, folder: Path, stalls: Stalls) -> Measures:
    """Send the files in a folder as one assay, with Transfers in sight."""
    deposit = window.deposit.deposit
    steps = window.deposit.steps
    assert steps is not None
    deposit.drop([str(folder)])
    until(lambda: len(deposit.shelf) and not deposit.scanning, "filesets")
    acts = Acts(deposit)
    acts.put(list(range(len(deposit.shelf))), "")
    deposit.apply(lambda sheet: organising.rename(sheet, "", "Benchmark"))
    until(steps.organise.may_go_on, "filesets in an assay")
    window.deposit.go(3)
    until(steps.check.may_go_on, "a plan")
    assert steps.check.planned is not None
    amount = steps.check.planned.bytes
    window.show_place("transfers")
    QTest.qWait(1000)
    place = window.session.home.root / "sandbox" / "Benchmark"
    stalls.begin()
    begun = time.perf_counter()
    window.deposit.send()
    until(lambda: any(place.rglob("file-3.dat")), "published")
    seconds = time.perf_counter() - begun
    return {"bytes": amount, "seconds": seconds, "peak": peak(), **stalls.told()}


def main() -> None:
    """See above."""
    what, home, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    app = program._application()
    opened = open_home(home)
    settings.save(opened.settings, settings.Settings(language="fr", welcomed=True))
    session = Session(opened)
    words.choose("fr")
    theme.apply("light")
    window = Window(session)
    window.show()
    collect_here(app)
    program._after_paint(app, session, window)
    until(lambda: session.engine.state.value == "running", "the engine")
    try:
        told = {"scan": scan, "send": send}[what](window, folder, Stalls())
    finally:
        session.engine.stop()
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    os._exit(0)  # what is measured is over; objects are not taken apart in Python's order


if __name__ == "__main__":
    main()

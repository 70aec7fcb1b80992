"""A tour through every page, empty and filled, in both languages and two sizes, in a process.

python -m tests.ui.window_tour HOME FOLDER_OF_FILES: one JSON line, what is wrong where.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtTest import QTest

from fbi_uploader.drafting import organising
from fbi_uploader.ui import main as program
from fbi_uploader.ui import words
from fbi_uploader.ui.look import theme
from fbi_uploader.ui.session import Session, open_home
from fbi_uploader.ui.settings.page import SettingsPage
from fbi_uploader.ui.window import Window
from tests.ui import window_faults as faults
from tests.ui.depositing import arranged
from tests.ui.window_tools import Walker, opened, until

SIZES = ((1280, 800), (1024, 768))
TABS = ("nodes", "rate", "look", "persons")
_SETTLED = 120  # ms: coalescing timers of the pages
Seen = Callable[[str, Window], None]


@dataclass
class Report:
    """Faults by the view they were found in; words by view and language."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    fresh: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, view: str, found: list[str]) -> None:
        """Each fault once a view."""
        known = self.faults.setdefault(view, [])
        known += [one for one in dict.fromkeys(found) if one not in known]

    def look(self, view: str, window: Window) -> None:
        """A view in both languages and sizes, and back in French."""
        before: dict[str, str] = {}
        for tongue in ("fr", "en", "fr"):
            words.choose(tongue)
            for width, height in SIZES:
                window.resize(width, height)
                QTest.qWait(_SETTLED)
                self._examine(view, f"{tongue} {width}", window)
            window.resize(*SIZES[0])
            QTest.qWait(_SETTLED)
            told = spoken(window)
            if tongue == "en":
                self.words[view] = told
            elif before:
                self.add(view, [f"after fr, en, fr: {one}" for one in unlike(before, told)])
            else:
                before = told
        self.add(view, [f"Tab: {one}" for one in faults.out_of_reach(window)])

    def _examine(self, view: str, how: str, window: Window) -> None:
        self.add(view, [f"nameless: {one}" for one in faults.nameless(window)])
        self.add(view, [f"{how}: {one}" for one in faults.cut(window)])
        self.add(view, [f"small: {one}" for one in faults.small_print(window)])

    def compare(self) -> None:
        """What speaks otherwise after a change of language than in a window that never changed."""
        for view, told in self.fresh.items():
            changed = unlike(told, self.words[view])
            self.add(view, [f"changed to en: {one}" for one in changed])


def spoken(window: Window) -> dict[str, str]:
    """Words in sight; figures may change meanwhile."""
    return {at: re.sub(r"\d+", "0", word) for at, word in faults.words_of(window).items()}


def unlike(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Where two windows say different things."""
    return [
        f"{at}: {one.get(at)!r}, {other.get(at)!r}"
        for at in sorted({*one, *other})
        if one.get(at) != other.get(at)
    ]


class Tour:
    """Brings view after view into sight; `seen` looks at each."""

    def __init__(self, window: Window, seen: Seen) -> None:
        self.window, self.seen = window, seen
        self.walker = Walker(window)

    def places(self, how: str) -> None:
        """Transfers, My data, the tabs of the settings."""
        for number, name in ((2, "transfers"), (3, "mydata")):
            self.walker.place(number, name)
            QTest.qWait(400)  # they read the journal in a thread
            self.seen(f"{how} {name}", self.window)
        page = self.walker.place(4, "settings")
        assert isinstance(page, SettingsPage)
        for index, name in enumerate(TABS):
            page.show_tab(index)
            QTest.qWait(200)
            self.seen(f"{how} settings {name}", self.window)
        self.walker.place(1, "deposit")

    def steps(self) -> None:
        """Those of a deposit that is there; ends in Check with a plan."""
        for index, name in enumerate(("drop", "organise", "describe", "check")):
            self.window.deposit.go(index)
            assert self.window.deposit.index == index, name
            if name == "check":
                until(self._is_checked, "a plan")
            QTest.qWait(400)
            self.seen(name, self.window)

    def _is_checked(self) -> bool:
        check = self.walker.steps.check
        return check.planned is not None or check.refused is not None

    def fill(self, files: Path) -> None:
        """Filesets in assays of a named investigation."""
        self.walker.drop(files)
        deposit = self.window.deposit.deposit
        arranged(deposit)
        deposit.apply(lambda sheet: organising.rename(sheet, "", "Régénération-du-cœur-2026"))


def first(session: Session, files: Path, report: Report) -> Window:
    """A window that begins in French and changes its language in every view."""
    window = opened(session)
    way = Tour(window, report.look)
    report.look("welcome", window)
    way.walker.welcome()
    report.look("empty drop", window)
    way.fill(files)
    way.steps()
    way.places("empty")
    session.lock()
    QTest.qWait(_SETTLED)
    report.look("locked", window)
    session.lock(locked=False)
    return window


def second(session: Session, report: Report) -> Window:
    """The same draft in a window that speaks English from its beginning; then it is sent."""

    def keep(view: str, shown: Window) -> None:
        QTest.qWait(_SETTLED)
        report.fresh[view] = spoken(shown)

    way = Tour(opened(session), keep)
    way.places("empty")
    way.steps()
    report.compare()
    words.choose("fr")
    QTest.qWait(_SETTLED)
    planned = way.walker.steps.check.planned
    assert planned is not None
    way.window.deposit.send()
    until(lambda: way.window.deposit.index == 4, "sent")
    report.look("sent", way.window)
    until(lambda: way.walker.stage(planned.submission) == "imported", "all of it is there")
    way.seen = report.look
    way.places("full")
    return way.window


def tour(home: Path, files: Path) -> Report:
    """Both windows, each with an engine of its own."""
    report = Report()
    windows: list[Window] = []
    for tongue in ("fr", "en"):
        session = Session(open_home(home))
        words.choose(tongue)
        try:
            made = first(session, files, report) if not windows else second(session, report)
        finally:
            session.engine.stop()
        made.deposit.save_now()
        made.hide()
        windows.append(made)
    return report


def main() -> None:
    """See above."""
    app = program._application()
    theme.apply("light")
    report = tour(Path(sys.argv[1]), Path(sys.argv[2]))
    found = {view: some for view, some in report.faults.items() if some}
    sys.stdout.write(json.dumps({"views": len(report.faults), "faults": found}) + "\n")
    app.quit()


if __name__ == "__main__":
    main()

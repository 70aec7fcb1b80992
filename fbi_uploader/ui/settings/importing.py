"""Node files brought in from elsewhere, and the words for those that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fbi_uploader.errors import InputError, Problem
from fbi_uploader.nodes.load import InvalidFileError
from fbi_uploader.nodes.store import NodeStore
from fbi_uploader.paths import shown
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.settings.boxes import ToneBox
from fbi_uploader.ui.settings.whywords import mistake_words
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import Scroll, box, card_bar, column, line, row
from fbi_uploader.ui.widgets.marks import Sign, Tone
from fbi_uploader.ui.widgets.text import Elided, label
from fbi_uploader.ui.words import say, translate


@dataclass(frozen=True, slots=True)
class Refused:
    """A file, and every mistake in it; one that is no mistake of its lines stands alone.

    `path` is what was brought in; `file` the same, fit to be shown.
    """

    file: str
    problems: tuple[Problem, ...]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of some files: ids of the nodes that were added, and the files that were not."""

    added: tuple[str, ...]
    refused: tuple[Refused, ...]


def bring_in(store: NodeStore, paths: Iterable[str]) -> Imported:
    """Add each file."""
    added: list[str] = []
    refused: list[Refused] = []
    for path in paths:
        try:
            added.append(store.add(Path(path)).node.id)
        except InvalidFileError as error:
            refused.append(Refused(shown(path), error.problems, path))
        except InputError as error:
            problem = Problem(error.code, shown(path), facts=error.facts)
            refused.append(Refused(shown(path), (problem,), path))
    return Imported(tuple(added), tuple(refused))


def refused_before(store: NodeStore) -> tuple[Refused, ...]:
    """The files in the nodes' own folders that are not used."""
    files: dict[str, list[Problem]] = {}
    for problem in store.problems:
        files.setdefault(str(problem.facts.get("file", problem.where)), []).append(problem)
    return tuple(Refused(file, tuple(problems)) for file, problems in files.items())


class Mistakes(QWidget):
    """Files that cannot be used; `again` asks to look at them once more, `closed` to go away."""

    again = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.refused: tuple[Refused, ...] = ()
        self._inner = QWidget()
        self._list = QVBoxLayout(self._inner)
        self._list.setContentsMargins(16, 16, 16, 16)
        self._list.setSpacing(12)
        title = label(Role.CARD, lambda: translate("Settings", "A node file has to be corrected"))
        self._help = label(
            tone="second",
            wrap=True,
            speak=lambda: translate(
                "Settings",
                "Nothing was changed. Correct the file in an editor, or ask whoever gave it to you,"
                " then try again.",
            ),
        )
        again = button(
            Kind.PRIMARY,
            lambda: translate("Settings", "Try again"),
            self.again.emit,
            icon="refresh",
        )
        close = button(Kind.PLAIN, lambda: translate("Settings", "Close"), self.closed.emit)
        foot = row(close, again, None)
        foot.setContentsMargins(16, 10, 16, 16)
        whole = column(card_bar(title, None), line(), Scroll(self._inner), line(), box(foot), gap=0)
        whole.setContentsMargins(0, 0, 0, 0)
        self.setLayout(whole)
        say(self, self._show)

    def tell(self, refused: tuple[Refused, ...]) -> None:
        """Show these."""
        self.refused = refused
        self._show()

    def _show(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self._help:
                widget.hide()
                widget.deleteLater()
        self._list.addWidget(self._help)
        for one in self.refused:
            self._list.addWidget(_file_box(one))
        self._list.addStretch(1)


def _file_box(refused: Refused) -> QWidget:
    name = Elided(Role.STRONG)
    name.set_text(refused.file)
    parts: list[QWidget] = [box(row(Sign("file", "err"), name, gap=12))]
    for problem in refused.problems:
        where, what = mistake_words(problem)
        place = label(Role.LABEL, wrap=True)
        place.setText(where)
        words = label(tone="second", wrap=True)
        words.setText(what)
        parts.append(box(row(32, column(place, words, gap=0), gap=0)))
    return ToneBox(Tone.ERR, column(*parts, gap=10))

"""The originals folder by folder: selected in the file manager, or their paths to copy."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from fbi_uploader import overview
from fbi_uploader.paths import shown
from fbi_uploader.ui.background import read
from fbi_uploader.ui.look.fonts import Role
from fbi_uploader.ui.mydata.beside import PathList
from fbi_uploader.ui.mydata.words import files_word
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.system import filemanager
from fbi_uploader.ui.widgets.buttons import Kind, button
from fbi_uploader.ui.widgets.frames import column, row
from fbi_uploader.ui.widgets.text import label
from fbi_uploader.ui.words import say, translate

_Select = Callable[[QObject, Sequence[str], Callable[[bool], None]], None]
_MOST = 5000  # files that a file manager is asked to select at once


class OriginalsPanel(QWidget):
    """`check` asks for the verdict again and goes on only while they are safe."""

    def __init__(
        self,
        session: Session,
        check: Callable[[Callable[[], None]], None],
        back: Callable[[], None],
    ) -> None:
        super().__init__()
        self._session, self._check = session, check
        self._submission = ""
        self._folders: list[tuple[str, int]] = []
        self._failed = False
        self.select: _Select = filemanager.select
        self.title = label(Role.CARD, lambda: translate("MyData", "The originals, by folder"))
        self.sentence = label(tone="second", wrap=True)
        self.list = PathList(lambda: translate("MyData", "Folders of the originals"), "folder")
        self.open = button(
            Kind.PLAIN,
            lambda: translate("MyData", "Select in the file manager"),
            lambda: self._check(self.open_current),
            icon="folder",
        )
        self.copy = button(
            Kind.PLAIN, lambda: translate("MyData", "Copy the paths"), self.copy_paths, icon="copy"
        )
        self.back = button(
            Kind.PLAIN, lambda: translate("MyData", "Back"), back, icon="chevron-left"
        )
        self.list.activated.connect(lambda _index: self._check(self.open_current))
        head = column(self.title, self.sentence, gap=2)
        head.setContentsMargins(16, 12, 16, 8)
        foot = row(self.back, None, self.copy, self.open)
        foot.setContentsMargins(16, 8, 16, 12)
        whole = column(head, self.list, foot, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        say(self, self._speak)

    def show_of(self, submission: str, shown_many: Callable[[], None]) -> None:
        """Select at once what lies in one folder; several are listed, and `shown_many` called."""
        self._submission, self._failed = submission, False
        app = self._session.app

        def work() -> list[tuple[str, int]]:
            journal = app.journal(read_only=True)
            try:
                return sorted(overview.folders(journal, submission).items())
            finally:
                journal.close()

        def done(found: list[tuple[str, int]]) -> None:
            self._folders = found
            self._speak()
            if len(found) == 1:
                self._open(found[0][0], shown_many)
            else:
                shown_many()

        read(self, work, done)

    def open_current(self) -> None:
        """Select the originals of the chosen folder."""
        folder = self._current()
        if folder:
            self._open(folder, lambda: None)

    def _current(self) -> str:
        at = self.list.currentIndex().row()
        return self._folders[at][0] if 0 <= at < len(self._folders) else ""

    def _open(self, folder: str, failed: Callable[[], None]) -> None:
        def told(taken: bool) -> None:  # noqa: FBT001 - the answer
            self._failed = not taken
            self._speak()
            if not taken:
                failed()

        def found(paths: list[str]) -> None:
            if len(paths) > _MOST:
                told(taken=False)
            else:
                self.select(self, paths, told)

        self._read(folder, found)

    def copy_paths(self) -> None:
        """Those of the chosen folder, one a line."""
        folder = self._current()
        if folder:
            self._read(folder, lambda paths: QGuiApplication.clipboard().setText("\n".join(paths)))

    def _read(self, folder: str, done: Callable[[list[str]], None]) -> None:
        app, submission = self._session.app, self._submission

        def work() -> list[str]:
            journal = app.journal(read_only=True)
            try:
                return overview.originals(journal, submission, folder)
            finally:
                journal.close()

        read(self, work, done)

    def _speak(self) -> None:
        at = max(0, self.list.currentIndex().row())
        self.list.show_paths(
            [f"{shown(path)} · {files_word(count)}" for path, count in self._folders]
        )
        self.list.setCurrentIndex(self.list.paths.index(at))
        told = translate("MyData", "Only the files of the receipt are selected, folder by folder.")
        if self._failed:
            told = translate(
                "MyData",
                "No file manager here selects just these files, so none was opened: "
                "copy their paths.",
            )
        self.sentence.setText(told)

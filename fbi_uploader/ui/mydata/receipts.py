"""What can be had of a receipt: the page, a PDF, paper, text."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QPagedPaintDevice, QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from fbi_uploader import reporting
from fbi_uploader.errors import UploaderError
from fbi_uploader.messages import Told, message
from fbi_uploader.paths import denied, shown
from fbi_uploader.report import Safety
from fbi_uploader.transfer.journal import records
from fbi_uploader.ui.background import read
from fbi_uploader.ui.look import icons
from fbi_uploader.ui.mydata.receiptwords import Receipt, as_text, paint
from fbi_uploader.ui.mydata.verdict import safety_of
from fbi_uploader.ui.session import Session
from fbi_uploader.ui.trouble import Answer
from fbi_uploader.ui.words import language, number, translate

T = TypeVar("T")

_DPI = 1200


class Receipts(QObject):
    """`told` says what became of it, in words, and whether it went well."""

    told = Signal(str, bool)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.submission = ""

    def fill(self, menu: QMenu) -> None:
        """Put what can be done into a menu."""
        menu.clear()
        for word, icon, act in (
            (translate("MyData", "Open"), "external", self.open_page),
            (translate("MyData", "Save as PDF…"), "save", self.ask_pdf),
            (translate("MyData", "Print…"), "printer", self.ask_printer),
            (translate("MyData", "Copy as text"), "copy", self.copy_text),
        ):
            menu.addAction(word, act).setIcon(icons.icon(icon))

    # -- the page

    def open_page(self) -> None:
        """Have the engine write it, and open it with what this account reads pages with."""

        def answered(answer: Answer) -> None:
            if answer.error is not None:
                self._tell_trouble(answer.error)
            elif not QDesktopServices.openUrl(QUrl.fromLocalFile(answer.text("path"))):
                path = shown(answer.text("path"))
                self._tell(translate("MyData", "The receipt lies here: %1").replace("%1", path))

        self._tell(translate("MyData", "The receipt is being written…"))
        self._ask("receipt", answered, language=language())

    # -- PDF and paper

    def ask_pdf(self) -> None:
        """Ask where to."""
        dialog = QFileDialog(self._window, translate("MyData", "Save the receipt"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        word = translate("MyData", "receipt")
        dialog.selectFile(f"{word}-{self.submission[:13]}.pdf")
        dialog.fileSelected.connect(self.save_pdf)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_pdf(self, path: str) -> None:
        """Write it there, whole or not at all."""
        self._make(partial(_write_pdf, Path(path)), partial(self._tell_saved, path))

    def _tell_saved(self, path: str, pages: int) -> None:
        told = translate("MyData", "Saved, %n page(s): %1", None, pages)
        self._tell(told.replace("%1", shown(path)))

    def ask_printer(self) -> None:
        """Ask which."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.accepted.connect(partial(self._print, printer))
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def _print(self, printer: QPrinter) -> None:
        def done(pages: int) -> None:
            self._tell(translate("MyData", "Sent to the printer, %n page(s)", None, pages))

        self._make(partial(_paint_on, printer), done)

    # -- text

    def copy_text(self) -> None:
        """Put it on the clipboard."""

        def done(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            lines = number(text.count("\n"))
            told = translate("MyData", "The receipt is on the clipboard (%1 lines).")
            self._tell(told.replace("%1", lines))

        self._make(as_text, done)

    # -- making it

    def _make(self, make: Callable[[Receipt], T], done: Callable[[T], None]) -> None:
        """Ask for the verdict anew, then read the journal in a thread."""
        submission, app = self.submission, self._session.app

        def work(safety: Safety) -> T:
            journal = app.journal(read_only=True)
            try:
                row = records.submission(journal, submission)
                return make(Receipt(reporting.report(journal, row), safety))
            finally:
                journal.close()

        def answered(answer: Answer) -> None:
            if answer.error is not None:
                self._tell_trouble(answer.error)
                return
            safety = safety_of(answer)
            read(self, lambda: work(safety), done, self._tell_trouble)

        self._tell(translate("MyData", "The receipt is being written…"))
        self._ask("verdict", answered)

    def _ask(self, command: str, answered: Callable[[Answer], None], **fields: str) -> None:
        submission = self.submission
        self._session.engine.ask(command, answered, submission=submission, **fields)

    def _tell(self, words: str) -> None:
        self.told.emit(words, True)  # noqa: FBT003 - the signal's

    def _tell_trouble(self, error: Told | UploaderError) -> None:
        said = message(error, language())
        self.told.emit(f"{said.happened}. {said.you_can}", False)  # noqa: FBT003 - the signal's


def _write_pdf(path: Path, receipt: Receipt) -> int:
    """Raises InputError DENIED, and what the journal does."""
    part = path.with_name(f".{path.name}.part")
    try:
        writer = QPdfWriter(str(part))
        writer.setResolution(_DPI)
        writer.setTitle(f"{receipt.title()} {receipt.report.submission}")
        writer.setCreator("fbi_uploader")
        pages = paint(writer, str(path), receipt)
        del writer
        os.replace(part, path)
    except OSError as error:
        raise denied(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return pages


def _paint_on(device: QPagedPaintDevice, receipt: Receipt) -> int:
    return paint(device, "", receipt)

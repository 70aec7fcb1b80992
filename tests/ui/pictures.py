"""Pictures of every page, for README: `python -m tests.ui.pictures FOLDER [fr|en] [light|dark]`.

A real window (offscreen), a real engine, and the real microscopy files beside the checkout where
they are there; everything is sent to the sandbox in a home that is gone afterwards.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from fbi_uploader.drafting import organising
from fbi_uploader.isa.model import MetadataValue
from fbi_uploader.ui import words
from fbi_uploader.ui.deposit.way import CHECK, DESCRIBE, ORGANISE, SENT
from fbi_uploader.ui.look import fonts, theme
from fbi_uploader.ui.session import Session, open_home
from fbi_uploader.ui.window import Window

SHARED = Path(os.environ.get("FBI_TEST_SHARED") or Path(__file__).parents[3] / "shared")
FOLDERS = {
    "Confocal 22-11": ("CD_s_1_t_3_c_2_z_5.czi", "s_1_t_1_c_1_z_1.czi"),
    "Temoins sham": ("xz-example.lif", "LeicaLASX_wavelength-sweep_example.lif"),
    "Suivi 14 dpa": ("cluster.nd2", "Channel1-01-A-01.tif", "tiles_z.czi"),
}
OLD = 1_700_000_000
_PATIENCE = 60.0


class Photographer:
    """Drives a window and takes pictures of it."""

    def __init__(self, home: Path, folder: Path, language: str, look: str) -> None:
        self._folder = folder
        self.session = Session(open_home(home))
        self.session.choose(language=language, theme=look, welcomed=False)
        words.choose(language)
        theme.apply(look)
        self.window = Window(self.session)
        self.window.resize(1280, 800)
        self.window.show()
        self.window.load()

    def take(self, name: str) -> None:
        """A picture, once everything has settled."""
        self.wait(600)
        self.window.grab().save(str(self._folder / f"{name}.png"))

    def wait(self, milliseconds: int) -> None:
        """Let the window live."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def until(self, condition: Callable[[], bool]) -> None:
        """Let it live until then. Raises TimeoutError."""
        end = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(condition)
            self.wait(50)

    # -- the pages

    def all(self, data: Path) -> None:
        """One after the other, as a person would come by."""
        window, page = self.window, self.window.deposit
        self.take("bienvenue")
        window._unveil()
        self.take("deposer-vide")
        deposit = page.deposit
        deposit.drop([str(data)])
        self.until(lambda: len(deposit.shelf) > 0 and not deposit.scanning)
        self.until(lambda: len(deposit.looks) >= len(list(deposit.shelf.live())))
        self.take("deposer")
        self._organise()
        self._describe()
        page.go(CHECK)
        steps = page.steps
        assert steps is not None
        self.until(lambda: steps.check.planned is not None)
        self.take("verifier")
        self.session.choose(bandwidth=1_500_000)
        page.send()
        self.until(lambda: page.index == SENT)
        self.take("envoye")
        window.show_place("transfers")
        self.wait(2500)
        self.take("transferts")
        self.session.choose(bandwidth=None)
        window.show_place("mydata")
        done = self.session.home.root / "sandbox" / "_submissions"
        self.until(lambda: done.exists() and any(done.iterdir()))
        self.wait(2500)
        self.take("mes-donnees")
        window.show_place("settings")
        self.take("reglages")

    def _organise(self) -> None:
        page = self.window.deposit
        page.go(ORGANISE)
        steps = page.steps
        assert steps is not None
        acts = steps.organise.acts
        acts.accept(acts.suggestion())
        acts.rename("", "Regeneration-coeur-2026")
        acts.rename(page.deposit.sheet.studies[0].id, "Poisson-zebre adulte")
        self.take("organiser")

    def _describe(self) -> None:
        page = self.window.deposit
        deposit = page.deposit
        typed = {
            "organism": MetadataValue(value="Danio rerio", term_id="NCBITaxon:7955"),
            "imaging-method": MetadataValue(value="confocal microscopy", term_id="FBbi:00000251"),
        }
        for _, assay in deposit.sheet.assays():
            deposit.apply(
                lambda sheet, id_=assay.id: organising.set_values(  # type: ignore[misc]
                    organising.describe_assay(sheet, id_, template="minimal"), id_, typed
                )
            )
        page.go(DESCRIBE)
        first = next(assay.id for _, assay in deposit.sheet.assays())
        deposit.show_part.emit(first)
        self.wait(4000)
        self.take("decrire")


def make_data(folder: Path) -> Path:
    """The real files in folders, where they are there; else plain ones of the same names."""
    for name, files in FOLDERS.items():
        (folder / name).mkdir(parents=True)
        for file in files:
            source, target = SHARED / "microscopy" / file, folder / name / file
            if source.exists():
                shutil.copyfile(source, target)
            else:
                target.write_bytes(b"pixels" * 100_000)
            os.utime(target, (OLD, OLD))
    (folder / "Thumbs.db").write_bytes(b"junk")
    return folder


def main(arguments: Sequence[str]) -> None:
    """Take all pictures."""
    folder = Path(arguments[0])
    language, look = (*arguments[1:], *("fr", "light")[len(arguments) - 1 :])[:2]
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(["fbi_uploader"])
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    fonts.load()
    app.setFont(fonts.font(fonts.Role.BODY))
    with tempfile.TemporaryDirectory(prefix="fbi-pictures-") as place:
        data = make_data(Path(place) / "Acquisitions" / "22-11")
        photographer = Photographer(Path(place) / "home", folder, language, look)
        photographer.all(data)
        photographer.session.engine.stop()


if __name__ == "__main__":
    main(sys.argv[1:])

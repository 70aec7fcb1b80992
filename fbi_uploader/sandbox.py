"""The whole way on this computer: what is sent when nothing is named."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from fbi_uploader.app import App
from fbi_uploader.isa.draft import Draft
from fbi_uploader.isa.model import Assay, Investigation, Study

NODE = "sandbox"


def small_set(folder: Path) -> list[Path]:
    """Make three small images and return their folder. A run before may have made it already."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(3):
        path = folder / f"example_{number}.pgm"
        if not path.exists():
            pixels = bytes((x * y * (number + 1)) % 256 for y in range(64) for x in range(64))
            path.write_bytes(b"P5 64 64 255\n" + pixels)
    return [folder]


def sandbox_draft(app: App, paths: list[Path]) -> Draft:
    """One assay with these files, under a name of its own (an assay is sent once)."""
    name = f"Essai_{datetime.now(UTC):%Y%m%d_%H%M%S_%f}"
    study = Study(name="Bac-a-sable", assays=(Assay(name=name),))
    investigation = Investigation(name="Essai", studies=(study,))
    return Draft(
        node=NODE,
        person=app.person(None).name,
        investigation=investigation,
        sources=(tuple(str(path) for path in paths),),
        repair_names=True,
    )

"""What a deposit comes to: what is sent, what was removed, what is still being written. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from fbi_uploader.drafting.model import REMOVED, Worksheet
from fbi_uploader.drafting.placing import Places, sums_by_place
from fbi_uploader.drafting.rows import Sums
from fbi_uploader.drafting.shelf import Shelf


class HasImages(Protocol):
    """What is known of the images of a fileset."""

    @property
    def images(self) -> int:
        """How many."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Of what is not removed; `removed` filesets beside it. `bytes` of all files, in bytes."""

    filesets: int = 0
    files: int = 0
    bytes: int = 0
    writing: int = 0
    images: int = 0
    removed: int = 0

    @property
    def ready(self) -> int:
        """Filesets that can be sent at once."""
        return self.filesets - self.writing


def tally(sheet: Worksheet, shelf: Shelf, looks: Mapping[str, HasImages]) -> Tally:
    """Count. Costs as much as there are folders and looks, not files."""
    kept, removed = Sums(), 0
    if sheet.placements or sheet.joined:
        by_place = sums_by_place(sheet, shelf)
        removed = by_place.pop(REMOVED).filesets
        for one in by_place.values():
            kept.add(one)
    else:
        kept = shelf.sums
    places = Places(sheet)
    images = sum(
        look.images
        for head, look in looks.items()
        if shelf.number(head) is not None and places.of(head) != REMOVED
    )
    return Tally(kept.filesets, kept.files, kept.bytes, kept.writing, images, removed)

"""What an inspection found: frozen facts; a fact that the file does not state is None."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MICROMETRE = "µm"


@dataclass(frozen=True, slots=True)
class Length:
    """A physical length. `unit` is MICROMETRE whatever the file used."""

    value: float
    unit: str = MICROMETRE


@dataclass(frozen=True, slots=True)
class Image:
    """One series of a file: what OMERO will show as one Image.

    `name`        the series' own name, None when the file gives it none
    `dimensions`  axis -> number of elements; T, C, Z, Y, X are always there (1 when the file has
                  no such axis); others keep the letter of their format: S samples of a colour
                  pixel, P or M positions, λ emission and Λ excitation wavelengths
    `channels`    names in order, None for a channel without one; empty when none has a name
    `pixel_size`  axis (X, Y, Z) -> distance of two neighbours; an axis that is not calibrated
                  is absent
    `objective`, `instrument`  as the file words them, white space collapsed
    `acquired`    ISO 8601; with an offset only where the file gives one
    `pixel_type`  as numpy names it: uint8, uint16, float32...
    """

    name: str | None
    dimensions: Mapping[str, int]
    channels: tuple[str | None, ...] = ()
    pixel_size: Mapping[str, Length] = field(default_factory=dict)
    objective: str | None = None
    instrument: str | None = None
    acquired: str | None = None
    pixel_type: str | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file says. `format` is None and `images` empty for one that no reader knows.

    `left_out` counts images that were not reported because the answer would grow too long.
    """

    path: str
    format: str | None
    images: tuple[Image, ...] = ()
    left_out: int = 0

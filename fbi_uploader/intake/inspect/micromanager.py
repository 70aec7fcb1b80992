"""Micro-Manager image stacks: the summary before the first page, and the first page's own tag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fbi_uploader.intake.inspect import values
from fbi_uploader.intake.inspect.model import Image, Length

if TYPE_CHECKING:
    from collections.abc import Iterable

_TYPES = {"GRAY8": "uint8", "GRAY16": "uint16", "GRAY32": "float32", "RGB32": "uint8"}
_INTENDED = {"T": "time", "C": "channel", "Z": "z"}
_COUNTED = {"T": "Frames", "C": "Channels", "Z": "Slices"}
_TURRETS = ("objective", "nosepiece")
_TIME = "%Y-%m-%d %H:%M:%S"


def read(
    summary: Mapping[str, object], page: Mapping[str, object], height: int, width: int
) -> Image:
    """One stage position; `page` is the first page's MicroManagerMetadata."""
    names = summary.get("ChNames")
    return Image(
        name=values.text(summary.get("Prefix")),
        dimensions=values.dimensions(_sizes(summary) | {"Y": height, "X": width}),
        channels=values.channels(names if isinstance(names, list) else ()),
        pixel_size=values.lengths(**_pixel_size(summary, page)),
        objective=_objective(page),
        acquired=_acquired(summary.get("StartTime") or summary.get("Time")),
        pixel_type=_TYPES.get(str(summary.get("PixelType"))),
    )


def _sizes(summary: Mapping[str, object]) -> dict[str, int]:
    intended = summary.get("IntendedDimensions")
    plan = intended if isinstance(intended, Mapping) else {}
    sizes = {}
    for axis in "TCZ":
        count = values.number(plan.get(_INTENDED[axis], summary.get(_COUNTED[axis])))
        sizes[axis] = max(1, int(count or 1))
    return sizes


def _pixel_size(
    summary: Mapping[str, object], page: Mapping[str, object]
) -> dict[str, Length | None]:
    """0 stands for "not calibrated"."""
    across = _first(summary.get("PixelSize_um"), page.get("PixelSizeUm"))
    return {"X": across, "Y": across, "Z": values.length(summary.get("z-step_um"), "um")}


def _first(*candidates: object) -> Length | None:
    lengths: Iterable[Length | None] = (values.length(one, "um") for one in candidates)
    return next((one for one in lengths if one is not None), None)


def _objective(page: Mapping[str, object]) -> str | None:
    """The label of the one device that is called a turret; with several, nobody can tell."""
    labels = set()
    for key, value in page.items():
        device, _, attribute = key.rpartition("-")
        if attribute == "Label" and any(word in device.lower() for word in _TURRETS):
            labels.add(values.text(value.get("PropVal") if isinstance(value, Mapping) else value))
    return labels.pop() if len(labels) == 1 else None


def _acquired(value: object) -> str | None:
    """As "2019-03-05 15:12:33 +0100" (2.0) or without an offset (1.4)."""
    return values.time_as(value, f"{_TIME} %z") or values.time_as(value, _TIME)

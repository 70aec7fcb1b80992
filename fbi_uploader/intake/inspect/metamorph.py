"""MetaMorph STK: what its UIC tags say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from fbi_uploader.intake.inspect import values
from fbi_uploader.intake.inspect.model import Image, Length

if TYPE_CHECKING:
    from collections.abc import Mapping


def describe(image: Image, metadata: Mapping[str, object]) -> Image:
    """`image`, whose dimensions are known, with what tifffile's `stk_metadata` adds."""
    return replace(
        image,
        name=values.text(metadata.get("Name")),
        pixel_size=values.lengths(**_pixel_size(metadata)),
        acquired=_acquired(metadata.get("DatetimeCreated")),
    )


def _pixel_size(metadata: Mapping[str, object]) -> dict[str, Length | None]:
    """Distances between planes are micrometres; X and Y have a unit, and a switch."""
    unit = metadata.get("CalibrationUnits")
    sizes = {}
    if metadata.get("SpatialCalibration"):
        sizes = {
            axis: values.length(_fraction(metadata.get(f"{axis}Calibration")), unit)
            for axis in "XY"
        }
    steps = np.atleast_1d(np.asarray(metadata.get("ZDistance", ()), dtype=float))
    even = steps.size > 1 and np.all(steps == steps[0])
    return sizes | {"Z": values.length(steps[0], "µm") if even else None}


def _fraction(value: object) -> float | None:
    """From tifffile: (numerator, denominator) or their quotient."""
    match value:
        case (above, below):
            over, under = values.number(above), values.number(below)
            return over / under if over is not None and under else None
        case _:
            return values.number(value)


def _acquired(times: object) -> str | None:
    """The first plane's creation, in local time."""
    if not isinstance(times, np.ndarray) or not times.size or np.isnat(times.flat[0]):
        return None
    return values.iso_time(str(times.flat[0].astype("datetime64[ms]")))

"""Nikon ND2, through nd2."""

from __future__ import annotations

import re
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from nd2 import ND2File
from nd2.structures import XYPosLoop

from fbi_uploader.intake.inspect import values
from fbi_uploader.intake.inspect.model import Image, Length
from fbi_uploader.intake.inspect.picture import (
    MOST_CHANNELS,
    Picture,
    Reading,
    thinned,
    too_large,
)
from fbi_uploader.intake.inspect.source import Source

if TYPE_CHECKING:
    from nd2.structures import Channel, Metadata

_MODERN = b"\xda\xce\xbe\x0a"
_LEGACY = b"\x00\x00\x00\x0c"
_MICROSCOPE = re.compile(r"^[^\n{]*\bMicroscope: *([^\r\n]+)", re.MULTILINE)
_IN_A_FRAME = "CYXS"


def recognises(head: bytes, name: str) -> bool:
    """Whether it is an ND2 file; the old kind begins as every JPEG 2000 does."""
    return head.startswith(_MODERN) or (head.startswith(_LEGACY) and name.lower().endswith(".nd2"))


def read(source: Source) -> Reading:
    """One Image a stage position. Any damage raises."""
    with ND2File(source) as nikon:
        image = _image(nikon)
        return Reading("nd2", tuple(replace(image, name=name) for name in _positions(nikon)))


def _image(nikon: ND2File) -> Image:
    metadata = _metadata(nikon)
    channels = (metadata.channels or []) if metadata is not None else []
    first = channels[0] if channels else None
    return Image(
        name=None,
        dimensions=values.dimensions({a: n for a, n in nikon.sizes.items() if a != "P"}),
        channels=values.channels(one.channel.name for one in channels),
        pixel_size=values.lengths(**_pixel_size(first)),
        objective=values.text(first.microscope.objectiveName) if first is not None else None,
        instrument=_instrument(nikon),
        acquired=_acquired(nikon),
        pixel_type=nikon.dtype.name,
    )


def _positions(nikon: ND2File) -> list[str | None]:
    """The names of the stage positions, None for one without."""
    count = nikon.sizes.get("P", 1)
    names: list[str | None] = []
    for loop in nikon.experiment:
        if isinstance(loop, XYPosLoop):
            names = [values.text(point.name) for point in loop.parameters.points]
    return names if len(names) == count else [None] * count


def _metadata(nikon: ND2File) -> Metadata | None:
    """The old format gives a dict of little use."""
    found = nikon.metadata
    return None if isinstance(found, dict) else found


def _pixel_size(channel: Channel | None) -> dict[str, Length | None]:
    """Only axes marked as calibrated: for the others nd2 fills in 1.0."""
    if channel is None:
        return {}
    volume = channel.volume
    known = zip("XYZ", volume.axesCalibrated, volume.axesCalibration, strict=False)
    return {axis: values.length(step, "µm") for axis, sure, step in known if sure}


def _instrument(nikon: ND2File) -> str | None:
    """The line "Microscope: ..." of the description that NIS-Elements writes."""
    found = _MICROSCOPE.search(nikon.text_info.get("description", ""))
    return values.text(found.group(1)) if found else None


def _acquired(nikon: ND2File) -> str | None:
    """The first frame's Julian day in UTC; the `date` text is local and ambiguous (6/7/2014)."""
    if nikon.is_legacy or not nikon.attributes.sequenceCount:
        return None
    frame = nikon.frame_metadata(0)
    if isinstance(frame, dict) or not frame.channels:
        return None
    return values.julian_time(frame.channels[0].time.absoluteJulianDayNumber)


def picture(source: Source) -> Picture | None:
    """First position and time, middle Z."""
    with ND2File(source) as nikon:
        sizes = nikon.sizes
        # the old format is JPEG 2000, for which no decoder is shipped
        if nikon.is_legacy or too_large(sizes.get("Y", 0), sizes.get("X", 0)):
            return None
        frame = np.asarray(nikon.read_frame(_middle(nikon)))
    if "S" in sizes:
        pixels = frame.reshape(-1, sizes["Y"], sizes["X"], sizes["S"])[0]
        return Picture(thinned(pixels)[..., :3], colour=True)
    layers = frame.reshape(-1, sizes["Y"], sizes["X"])[:MOST_CHANNELS]
    return Picture(np.stack([thinned(layer) for layer in layers]), colour=False)


def _middle(nikon: ND2File) -> int:
    """Index of the frame at the middle Z and the first of the other loops."""
    loops = {axis: size for axis, size in nikon.sizes.items() if axis not in _IN_A_FRAME}
    if "Z" not in loops:
        return 0
    axes = list(loops)
    inner = prod(loops[axis] for axis in axes[axes.index("Z") + 1 :])
    return loops["Z"] // 2 * inner

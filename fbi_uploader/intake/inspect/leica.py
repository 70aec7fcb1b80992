"""Leica LIF, LOF and XLIF, through liffile. An XLEF only refers to other files: no images."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from liffile import LifFile, LifImage, LifImageABC

from fbi_uploader.intake.inspect import values
from fbi_uploader.intake.inspect.model import Image, Length
from fbi_uploader.intake.inspect.picture import (
    MOST_CHANNELS,
    Picture,
    Reading,
    thinned,
    too_large,
)
from fbi_uploader.intake.inspect.source import DamagedError, Source

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BINARY = b"\x70\x00\x00\x00"
_ENDINGS = (".lif", ".lof", ".xlif", ".xlef", ".xlcf")
_SPATIAL = {"1": "X", "2": "Y", "3": "Z"}
_DESCRIPTION = "./Data/Image/ImageDescription"
_STORED_HERE = {"LIF", "LOF"}


def recognises(head: bytes, name: str) -> bool:
    """Whether it is a Leica file: its first bytes for LIF and LOF, also the ending for XML."""
    return head.startswith(_BINARY) or name.lower().endswith(_ENDINGS)


def read(source: Source) -> Reading:
    """One Image a series. Any damage raises."""
    with LifFile(source) as leica:
        word = leica.type.value.lower()
        if word not in {"lif", "lof", "xlif"}:
            return Reading(word, ())
        images = tuple(leica.images)
        if leica.type.value in _STORED_HERE:
            _check_stored(source, leica, images)
        return Reading(word, tuple(_image(image) for image in images))


def _check_stored(source: Source, leica: LifFile, images: tuple[LifImageABC, ...]) -> None:
    """The library stops at a broken block without a word; the images say which they need."""
    for block in leica.memory_blocks.values():
        source.holds(block.offset + block.size)
    for image in images:
        memory = image.xml_element.find("./Memory")
        if memory is None or memory.get("Size", "0") == "0":
            continue
        if leica.type.value == "LIF" and memory.get("MemoryBlockID") not in leica.memory_blocks:
            raise DamagedError(memory.get("MemoryBlockID"))


def _image(image: LifImageABC) -> Image:
    element = image.xml_element
    return Image(
        name=values.text(image.name),
        dimensions=values.dimensions(image.sizes),
        channels=values.channels(_channel_names(element)),
        pixel_size=values.lengths(**_pixel_size(element)),
        objective=_hardware(element, "ObjectiveName"),
        instrument=_instrument(element),
        acquired=_acquired(element),
        pixel_type=image.dtype.name,
    )


def _channel_names(element: Element) -> Iterator[str | None]:
    """The dye where newer LAS X gives it, else the look-up table: the label LAS itself shows."""
    for channel in element.findall(f"{_DESCRIPTION}/Channels/ChannelDescription"):
        dye = (
            one.findtext("Value")
            for one in channel.findall("ChannelProperty")
            if one.findtext("Key") == "DyeName"
        )
        yield next(dye, None) or channel.get("LUTName")


def _pixel_size(element: Element) -> dict[str, Length | None]:
    """`Length` runs from the first element to the last: N - 1 steps (liffile's coords)."""
    sizes: dict[str, Length | None] = {}
    for axis in element.findall(f"{_DESCRIPTION}/Dimensions/DimensionDescription"):
        name = _SPATIAL.get(axis.get("DimID", ""))
        steps = int(axis.get("NumberOfElements", "0")) - 1
        extent = values.number(axis.get("Length"))
        if name and steps > 0 and extent is not None:
            sizes[name] = values.length(abs(extent) / steps, axis.get("Unit"))
    return sizes


def _hardware(element: Element, attribute: str) -> str | None:
    """The first value that is a text: `MicroscopeModel="1"` elsewhere is a version."""
    for one in element.iter():
        found = values.text(one.get(attribute))
        if found and not found.isdigit():
            return found
    return None


def _instrument(element: Element) -> str | None:
    """System and stand, as "TCS SP8, DMI6000B-CS"; whichever is there."""
    parts = (_hardware(element, "SystemTypeName"), _hardware(element, "MicroscopeModel"))
    return ", ".join(part for part in parts if part) or None


def _acquired(element: Element) -> str | None:
    """The first time stamp: FILETIME, in words of hexadecimal digits (LAS >= 3.1) or halves."""
    stamps = element.find("./Data/Image/TimeStampList")
    if stamps is None:
        return None
    first = stamps.find("./TimeStamp")
    if first is not None:
        high, low = first.get("HighInteger", "0"), first.get("LowInteger", "0")
        return values.filetime((int(high) << 32) + int(low))
    words = (stamps.text or "").split(maxsplit=1)
    return values.filetime(int(words[0], 16)) if words else None


def picture(source: Source) -> Picture | None:
    """First series, middle Z."""
    with LifFile(source) as leica:
        if leica.type.value not in _STORED_HERE or not len(leica.images):
            return None
        image = leica.images[0]
        if not isinstance(image, LifImage):  # lifetimes (FLIM) have no plane to show
            return None
        plane = [image.sizes[axis] for axis in image.frames.frame_dims]
        if too_large(*plane):
            return None
        loops = {one: n for one, n in image.sizes.items() if one not in image.frames.frame_dims}
        middle = {"Z": loops["Z"] // 2} if "Z" in loops else {}
        if "S" in image.frames.frame_dims:
            return Picture(thinned(image.frame(out=None, **middle))[..., :3], colour=True)
        count = min(loops.get("C", 1), MOST_CHANNELS)
        asked = [middle | ({"C": at} if "C" in loops else {}) for at in range(count)]
        return Picture(
            np.stack([thinned(image.frame(out=None, **one)) for one in asked]), colour=False
        )

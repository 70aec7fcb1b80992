"""Olympus FluoView OIF and OIB, through oiffile.

Keys as in real files (FV1000); "ImageCaputreDate" is Olympus's own spelling. The objective is
only in the planes' property files, of which the first is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import numpy as np
from oiffile import CompoundFile, SettingsFile
from tifffile import TiffFile, natural_sorted

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

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AXES = 8
_BITS_OF_A_BYTE = 8
_CHANNEL = re.compile(r"_C(\d+)")
_Z = re.compile(r"Z(\d+)")

Section = Mapping[str, object]
Settings = Mapping[str, Section]


class _Compound(CompoundFile):
    """An OIB from an open file, where the library wants a name to open by itself."""

    def __init__(self, source: Source) -> None:
        self.filename = source.location
        self._fh = source
        self._fromfile()


class _Members:
    """The files of an OIF (in `<name>.files/`) or an OIB, by their plain names."""

    def __init__(self, names: list[str], opener: Callable[[str], BinaryIO], main: Settings) -> None:
        self.names = natural_sorted(names)
        self.open = opener
        self.main = main

    def ending(self, suffix: str) -> list[str]:
        """Those of image planes, in order; reference images are named -R."""
        return [one for one in self.names if one.lower().endswith(suffix) and "-R" not in one]


def recognises(head: bytes, name: str) -> bool:
    """By ending and first bytes: compound files and settings are used by many programs."""
    lowered = name.lower()
    return (lowered.endswith(".oib") and head.startswith(_COMPOUND)) or (
        lowered.endswith(".oif") and head[:4] in {b"\xff\xfe[\0", b"[Ver", b"[Pro"}
    )


def read(source: Source) -> Reading:
    """One Image. Any damage raises."""
    members = _members(source)
    return Reading(_word(source), (_image(members),))


def _word(source: Source) -> str:
    return source.location[-3:].lower()


def _members(source: Source) -> _Members:
    if _word(source) == "oib":
        return _of_compound(source)
    folder = Path(f"{source.location}.files")
    names = [one.name for one in folder.iterdir()] if folder.is_dir() else []
    main = SettingsFile(source, "main")
    return _Members(names, lambda name: Source(str(folder / name)), main)


def _of_compound(source: Source) -> _Members:
    compound = _Compound(source)
    stored = {one.rpartition("/")[2]: one for one in compound.files()}
    info = SettingsFile(compound.open_file(stored["OibInfo.txt"]), "info")["OibSaveInfo"]
    streams = {
        str(name).rpartition("/")[2]: stored[key]
        for key, name in info.items()
        if key.startswith("Stream") and key in stored
    }
    main_stream = stored[info["MainFileName"]]
    main = SettingsFile(compound.open_file(main_stream), "main")
    return _Members(list(streams), lambda name: compound.open_file(streams[name]), main)


def _image(members: _Members) -> Image:
    main = members.main
    acquisition = main.get("Acquisition Parameters Common", {})
    plane = _first_plane(members)
    axes = _axes(main)
    bits = values.number(_reference(main).get("ValidBitCounts"))
    return Image(
        name=None,
        dimensions=values.dimensions({axis: size for axis, (size, _) in axes.items()}),
        channels=_channels(main, axes.get("C", (1, {}))[0]),
        pixel_size=values.lengths(**_pixel_size(main, axes)),
        objective=values.text(plane.get("ObjectiveLens Name")),
        instrument=values.text(main.get("Version Info", {}).get("SystemName")),
        acquired=values.time_as(_unquoted(acquisition), "%Y-%m-%d %H:%M:%S"),
        pixel_type=None if bits is None else ("uint16" if bits > _BITS_OF_A_BYTE else "uint8"),
    )


def _unquoted(acquisition: Section) -> str:
    return str(acquisition.get("ImageCaputreDate", "")).strip("'\" ")


def _reference(main: Settings) -> Section:
    return main.get("Reference Image Parameter", {})


def _axes(main: Settings) -> dict[str, tuple[int, Section]]:
    """Axis -> length and section, of those in AxisOrder. Raises KeyError for a damaged file."""
    order = str(main["Axis Parameter Common"]["AxisOrder"])
    found = {}
    for index in range(_AXES):
        section = main.get(f"Axis {index} Parameters Common", {})
        code = str(section.get("AxisCode", "")).strip('"')
        if code and code in order:
            found[code] = (max(1, int(str(section["MaxSize"]))), section)
    return found


def _channels(main: Settings, count: int) -> tuple[str | None, ...]:
    """The dye, else the channel's own name; of the channels in use, in order."""
    sections = (main.get(f"GUI Channel {index} Parameters") for index in range(1, count + 1))
    return values.channels(_channel(one or {}) for one in sections)


def _channel(section: Section) -> str | None:
    dye = values.text(section.get("DyeName"))
    return dye if dye and dye != "None" else values.text(section.get("CH Name"))


def _pixel_size(
    main: Settings, axes: Mapping[str, tuple[int, Section]]
) -> dict[str, Length | None]:
    """X and Y are given; Z is the way from start to end, in nm, over N - 1 steps."""
    reference = _reference(main)
    sizes = {
        axis: values.length(reference.get(f"{word}ConvertValue"), reference.get(f"{word}Unit"))
        for axis, word in (("X", "Width"), ("Y", "Height"))
        if axis in axes
    }
    count, section = axes.get("Z", (1, {}))
    start, end = (values.number(section.get(f"{word}Position")) for word in ("Start", "End"))
    if count > 1 and start is not None and end is not None:
        sizes["Z"] = values.length(abs(end - start) / (count - 1), section.get("UnitName", "nm"))
    return sizes


def _first_plane(members: _Members) -> Section:
    """Acquisition parameters of the first plane's .pty file; empty without one."""
    planes = members.ending(".pty")
    if not planes:
        return {}
    settings: Settings = SettingsFile(members.open(planes[0]), planes[0])
    return settings.get("Acquisition Parameters Common", {})


def picture(source: Source) -> Picture | None:
    """First T, middle Z, all channels."""
    members = _members(source)
    layers = [_layer(members, name) for name in _planes(members.ending(".tif"))]
    drawn = [layer for layer in layers if layer is not None]
    return Picture(np.stack(drawn), colour=False) if drawn else None


def _planes(names: list[str]) -> list[str]:
    """One name a channel; planes are called s_C001Z003T001.tif."""
    channels: dict[str, list[str]] = {}
    for name in names:
        found = _CHANNEL.search(name)
        channels.setdefault(found.group(1) if found else "", []).append(name)
    return [_middle(one) for one in list(channels.values())[:MOST_CHANNELS]]


def _middle(names: list[str]) -> str:
    levels = sorted({found.group(1) for name in names if (found := _Z.search(name))})
    wanted = f"Z{levels[len(levels) // 2]}" if levels else ""
    return next(name for name in names if wanted in name)


def _layer(
    members: _Members, name: str
) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]] | None:
    with closing(members.open(name)) as handle, TiffFile(handle, name=name) as tiff:
        page = tiff.pages.first
        if too_large(*page.shape) or page.axes != "YX" or page.compression != 1:
            return None
        return thinned(page.asarray())

"""OIF and OIB, written here after what real FV1000 files hold (no real one is at hand)."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from fbi_uploader.intake.inspect.answering import inspect, thumbnail
from fbi_uploader.intake.inspect.model import Image, Length

SECTOR = 512
MAIN = """[Version Info]
SystemName="FLUOVIEW FV1000"
[ProfileSaveInfo]
Name="FLUOVIEW"
Version="1.0"
[Acquisition Parameters Common]
ImageCaputreDate='2020-02-10 13:07:52'
[Axis Parameter Common]
AxisOrder="XYCZ"
[Axis 0 Parameters Common]
AxisCode="X"
MaxSize=7
[Axis 1 Parameters Common]
AxisCode="Y"
MaxSize=6
[Axis 2 Parameters Common]
AxisCode="C"
MaxSize=2
[Axis 3 Parameters Common]
AxisCode="Z"
MaxSize=3
StartPosition=0
EndPosition=1000
UnitName="nm"
[Axis 4 Parameters Common]
AxisCode="T"
MaxSize=0
[GUI Channel 1 Parameters]
CH Name="CH1"
DyeName="Alexa Fluor 488"
[GUI Channel 2 Parameters]
CH Name="CH2"
DyeName="None"
[Reference Image Parameter]
WidthConvertValue=0.207
WidthUnit="um"
HeightConvertValue=0.208
HeightUnit="um"
ValidBitCounts=12
"""
PLANE = """[Acquisition Parameters Common]
ObjectiveLens Name="UPLSAPO   60X O  NA:1.35"
"""
EXPECTED = Image(
    name=None,
    dimensions={"T": 1, "C": 2, "Z": 3, "Y": 6, "X": 7},
    channels=("Alexa Fluor 488", "CH2"),
    pixel_size={"X": Length(0.207), "Y": Length(0.208), "Z": Length(0.5)},
    objective="UPLSAPO 60X O NA:1.35",
    instrument="FLUOVIEW FV1000",
    acquired="2020-02-10T13:07:52",
    pixel_type="uint16",
)


def settings(text: str) -> bytes:
    return b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le")


def plane(channel: int, z: int) -> bytes:
    """Bright in a corner of its own at the middle Z only."""
    pixels = np.zeros((6, 7), np.uint16)
    pixels[0 if channel == 1 else 5, 0] = 900 if z == 2 else 0
    target = io.BytesIO()
    tifffile.imwrite(target, pixels, metadata=None)
    return target.getvalue()


def members() -> dict[str, bytes]:
    found = {"s_C001-R001.tif": b"a reference image"}
    for channel in (1, 2):
        for z in (1, 2, 3):
            found[f"s_C00{channel}Z00{z}.tif"] = plane(channel, z)
            found[f"s_C00{channel}Z00{z}.pty"] = settings(PLANE)
    return found


def write_oif(folder: Path) -> Path:
    path = folder / "cells.oif"
    path.write_bytes(settings(MAIN))
    (folder / "cells.oif.files").mkdir()
    for name, content in members().items():
        (folder / "cells.oif.files" / name).write_bytes(content)
    return path


def entry(name: str, kind: int, start: int, size: int, links: tuple[int, int, int]) -> bytes:
    """One directory entry of a compound file ([MS-CFB] 2.6.1)."""
    text = (name + "\0").encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text), kind, 1, *links)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of version 3, every stream in whole sectors (cut-off 0)."""
    none, end = 0xFFFFFFFF, 0xFFFFFFFE
    entries, body = [], b""
    chain: list[int] = []
    for number, (name, content) in enumerate(streams.items(), 1):
        start, count = len(chain), -(-len(content) // SECTOR)
        chain += [*range(start + 1, start + count), end]
        body += content.ljust(count * SECTOR, b"\0")
        after = number + 1 if number < len(streams) else none
        entries.append(entry(name, 2, start, len(content), (none, after, none)))
    table = b"".join([entry("Root Entry", 5, end, 0, (none, none, 1)), *entries])
    table = table.ljust(-(-len(table) // SECTOR) * SECTOR, b"\0")
    place, count = len(chain), len(table) // SECTOR
    chain += [*range(place + 1, place + count), end]
    fat_at, fat_count = len(chain), -(-(len(chain) + 2) // (SECTOR // 4))
    chain += [0xFFFFFFFD] * fat_count
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(fat_count * SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<5H6x9I", 62, 3, 0xFFFE, 9, 6, 0, fat_count, place, 0, 0, end, 0, end, 0)
    fats = [fat_at + index for index in range(fat_count)]
    head += struct.pack("<109I", *fats, *[none] * (109 - fat_count))
    return head + body + table + fat


def write_oib(folder: Path) -> Path:
    """Streams have numbers; OibInfo.txt says which file each is."""
    info = ["[OibSaveInfo]", "MainFileName=Stream00000", "Stream00000=cells.oif"]
    info.append("Storage00001=cells.oif.files")
    streams = {"Stream00000": settings(MAIN)}
    for number, (name, content) in enumerate(members().items(), 1):
        streams[f"Stream{number:05}"] = content
        info.append(f"Stream{number:05}=Storage00001/{name}")
    streams["OibInfo.txt"] = settings("\n".join(info) + "\n")
    path = folder / "cells.oib"
    path.write_bytes(compound(streams))
    return path


@pytest.mark.parametrize("write", [write_oif, write_oib])
def test_olympus(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    path = write(tmp_path)
    found = inspect(str(path))
    assert found.format == path.suffix[1:]
    assert found.images == (EXPECTED,)
    drawn = thumbnail(str(path))
    assert drawn is not None
    pixels = np.asarray(Pillow.open(io.BytesIO(drawn)))
    assert pixels[0, 0].tolist() == [0, 255, 0]
    assert pixels[5, 0].tolist() == [255, 0, 255]


def test_oif_without_its_folder_still_says_what_the_head_says(tmp_path: Path) -> None:
    path = tmp_path / "cells.oif"
    path.write_bytes(settings(MAIN))
    (image,) = inspect(str(path)).images
    assert image.objective is None
    assert image.channels == EXPECTED.channels
    assert thumbnail(str(path)) is None

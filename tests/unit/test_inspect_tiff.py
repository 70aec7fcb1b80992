"""The dialects of TIFF, each written here with values that are known."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from fbi_uploader.intake.inspect.answering import inspect, thumbnail
from fbi_uploader.intake.inspect.model import Image, Inspection, Length
from fbi_uploader.intake.inspect.source import DamagedError

LONG, RATIONAL, ASCII, SHORT = 4, 5, 2, 3
OME = """<?xml version="1.0" encoding="UTF-8"?>
<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">
 <Instrument ID="Instrument:0"><Microscope Manufacturer="Zeiss" Model="Axio Imager"/>
  <Objective ID="Objective:0" Model="wrong"/>
  <Objective ID="Objective:1" Model="Plan-Apochromat 63x/1.4" NominalMagnification="63"/>
 </Instrument>
 <Image ID="Image:0" Name="embryon n°1"><AcquisitionDate>2024-05-06T07:08:09</AcquisitionDate>
  <InstrumentRef ID="Instrument:0"/><ObjectiveSettings ID="Objective:1"/>
  <Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint16" BigEndian="false"
   SizeX="7" SizeY="6" SizeZ="3" SizeC="2" SizeT="1"
   PhysicalSizeX="103" PhysicalSizeXUnit="nm" PhysicalSizeY="0.103" PhysicalSizeZ="0.3">
   <Channel ID="Channel:0:0" Name="DAPI"/><Channel ID="Channel:0:1"/>
   <TiffData/>
  </Pixels></Image>
 <Image ID="Image:1"><Pixels ID="Pixels:1" DimensionOrder="XYCZT" Type="float"
   SizeX="9" SizeY="8" SizeZ="1" SizeC="3" SizeT="4" PhysicalSizeX="1" PhysicalSizeXUnit="pixel">
   <Channel ID="Channel:1:0" SamplesPerPixel="3"/></Pixels></Image>
</OME>"""


def only(found: Inspection) -> Image:
    assert len(found.images) == 1
    return found.images[0]


def approximately(sizes: Mapping[str, Length]) -> dict[str, float]:
    assert {one.unit for one in sizes.values()} <= {"µm"}
    return {axis: round(one.value, 9) for axis, one in sizes.items()}


def directory(entries: list[tuple[int, int, int, bytes]], at: int) -> bytes:
    """One TIFF directory at the byte `at`: (tag, type, count, value), values behind it."""
    table, behind = b"", b""
    start = at + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in sorted(entries):
        where = value.ljust(4, b"\0")
        if len(value) > 4:
            where = struct.pack("<I", start + len(behind))
            behind += value + b"\0" * (len(value) % 2)
        table += struct.pack("<HHI", tag, kind, count) + where
    return struct.pack("<H", len(entries)) + table + b"\0" * 4 + behind


def page_tags(width: int, height: int, at: int, count: int) -> list[tuple[int, int, int, bytes]]:
    numbers = {256: width, 257: height, 258: 16, 259: 1, 262: 1, 273: at, 277: 1, 278: height}
    numbers[279] = count
    return [(tag, LONG, 1, struct.pack("<I", value)) for tag, value in numbers.items()]


def write_stk(path: Path) -> None:
    """Three planes 0.25 µm apart, 0.13 µm a pixel, 2019-01-02 03:04:05.

    MetaMorph numbers days one lower than astronomers do: its own formula adds 1.
    """
    pixels = np.arange(3 * 6 * 7, dtype="<u2").tobytes()
    planes = struct.pack("<6I", 25, 100, 2458485, 11_045_000, 2458485, 11_045_000) * 3
    spot = 8 + len(pixels)
    rational = struct.pack("<2I", 13, 100)
    texts = struct.pack("<I", 3) + b"um\0" + b"\0"
    stored = rational + texts
    tags = {3: 1, 4: spot, 5: spot, 6: spot + len(rational)}
    calibration = b"".join(struct.pack("<2I", tag, value) for tag, value in tags.items())
    at = spot + len(stored)
    entries = page_tags(7, 6, 8, 6 * 7 * 2)
    entries += [(33628, LONG, len(tags), calibration), (33629, RATIONAL, 3, planes)]
    path.write_bytes(struct.pack("<2sHI", b"II", 42, at) + pixels + stored + directory(entries, at))


def write_micromanager(path: Path, summary: object, page: object) -> None:
    text = json.dumps(summary).encode()
    head = struct.pack("<8I", 54773648, 0, 483765892, 0, 99384722, 0, 2355492, len(text))
    pixels = b"\1\0" * 42
    before = 8 + len(head) + len(text)
    at = before + len(pixels) + (before % 2)
    tag = json.dumps(page).encode() + b"\0"
    entries = [*page_tags(7, 6, before, len(pixels)), (51123, ASCII, len(tag), tag)]
    content = struct.pack("<2sHI", b"II", 42, at) + head + text + pixels
    path.write_bytes(content.ljust(at, b"\0") + directory(entries, at))


def test_ome_tiff_says_what_its_xml_says(tmp_path: Path) -> None:
    path = tmp_path / "one.ome.tif"
    stack = np.zeros((6, 6, 7), np.uint16)
    tifffile.imwrite(path, stack, description=OME.encode(), metadata=None, photometric="minisblack")
    found = inspect(str(path))
    assert found.format == "ome-tiff"
    first, second = found.images
    assert approximately(first.pixel_size) == {"X": 0.103, "Y": 0.103, "Z": 0.3}
    assert first.dimensions == {"T": 1, "C": 2, "Z": 3, "Y": 6, "X": 7}
    assert (first.name, first.channels) == ("embryon n°1", ("DAPI", None))
    assert (first.objective, first.instrument) == ("Plan-Apochromat 63x/1.4", "Zeiss Axio Imager")
    assert (first.acquired, first.pixel_type) == ("2024-05-06T07:08:09", "uint16")
    assert second.dimensions == {"T": 4, "C": 1, "Z": 1, "Y": 8, "X": 9, "S": 3}
    assert (second.pixel_size, second.pixel_type, second.acquired) == ({}, "float32", None)


def test_ome_thumbnail_takes_the_middle_plane_in_the_xmls_order(tmp_path: Path) -> None:
    path = tmp_path / "one.ome.tif"
    stack = np.zeros((6, 6, 7), np.uint16)
    stack[1, 0, 0] = stack[4, 5, 6] = 1000  # Z 1 of the first and the second channel
    tifffile.imwrite(path, stack, description=OME.encode(), metadata=None, photometric="minisblack")
    drawn = thumbnail(str(path))
    assert drawn is not None
    pixels = np.asarray(Pillow.open(io.BytesIO(drawn)))
    assert pixels[0, 0].tolist() == [0, 255, 0]
    assert pixels[5, 6].tolist() == [255, 0, 255]


def test_xml_with_entities_is_refused(tmp_path: Path) -> None:
    bomb = OME.replace("<OME ", '<!DOCTYPE x [<!ENTITY a "aaaa">]><OME ').replace("n°1", "&a;")
    path = tmp_path / "bomb.ome.tif"
    tifffile.imwrite(path, np.zeros((6, 7), np.uint8), description=bomb.encode(), metadata=None)
    with pytest.raises(ValueError, match=r"^$"):
        inspect(str(path))


def test_imagej_hyperstack(tmp_path: Path) -> None:
    path = tmp_path / "stack.tif"
    data = np.zeros((3, 4, 2, 6, 7), np.uint16)
    described = {"axes": "TZCYX", "unit": "micron", "spacing": 0.5}
    tifffile.imwrite(path, data, imagej=True, resolution=(1 / 0.125, 1 / 0.25), metadata=described)
    found = inspect(str(path))
    assert found.format == "imagej-tiff"
    assert only(found).dimensions == {"T": 3, "C": 2, "Z": 4, "Y": 6, "X": 7}
    assert approximately(only(found).pixel_size) == {"X": 0.125, "Y": 0.25, "Z": 0.5}
    assert only(found).pixel_type == "uint16"


def test_imagej_without_a_unit_is_not_calibrated(tmp_path: Path) -> None:
    path = tmp_path / "stack.tif"
    tifffile.imwrite(path, np.zeros((6, 7), np.uint8), imagej=True, resolution=(72, 72))
    assert only(inspect(str(path))).pixel_size == {}


def test_metamorph_stack(tmp_path: Path) -> None:
    path = tmp_path / "wave.stk"
    write_stk(path)
    found = inspect(str(path))
    assert found.format == "stk"
    assert only(found).dimensions == {"T": 1, "C": 1, "Z": 3, "Y": 6, "X": 7}
    assert approximately(only(found).pixel_size) == {"X": 0.13, "Y": 0.13, "Z": 0.25}
    assert only(found).acquired == "2019-01-02T03:04:05"


def test_micromanager_stack(tmp_path: Path) -> None:
    path = tmp_path / "MMStack.tif"
    summary = {
        "Prefix": "essai",
        "Channels": 2,
        "Slices": 5,
        "Frames": 3,
        "ChNames": ["DAPI", "GFP"],
        "z-step_um": 0.4,
        "PixelSize_um": 0,
        "PixelType": "GRAY16",
        "StartTime": "2019-03-05 15:12:33 +0100",
    }
    page = {"PixelSizeUm": 0.11, "TINosePiece-Label": "4-Plan Fluor 40x", "Core-Camera": "Andor"}
    write_micromanager(path, summary, page)
    found = inspect(str(path))
    assert found.format == "micro-manager"
    image = only(found)
    assert (image.name, image.channels) == ("essai", ("DAPI", "GFP"))
    assert image.dimensions == {"T": 3, "C": 2, "Z": 5, "Y": 6, "X": 7}
    assert approximately(image.pixel_size) == {"X": 0.11, "Y": 0.11, "Z": 0.4}
    assert image.objective == "4-Plan Fluor 40x"
    assert (image.acquired, image.pixel_type) == ("2019-03-05T15:12:33+01:00", "uint16")


@pytest.mark.parametrize(
    ("unit", "per_unit", "expected"),
    [
        ("CENTIMETER", 50_000, 0.2),
        ("INCH", 50_800, 0.5),
        ("INCH", 72, None),
        ("INCH", 300, None),
        ("CENTIMETER", 118, None),
        ("NONE", 5, None),
    ],
)
def test_resolution_of_plain_tiff_is_the_samples_or_the_printers(
    tmp_path: Path, unit: str, per_unit: int, expected: float | None
) -> None:
    path = tmp_path / "plain.tif"
    resolution = (per_unit, per_unit)
    tifffile.imwrite(
        path, np.zeros((6, 7), np.uint8), resolution=resolution, resolutionunit=unit, metadata=None
    )
    assert approximately(only(inspect(str(path))).pixel_size) == (
        {} if expected is None else {"X": expected, "Y": expected}
    )


@pytest.mark.parametrize("edited", [False, True])
def test_date_of_plain_tiff_is_not_believed_after_an_editor(tmp_path: Path, edited: bool) -> None:
    path = tmp_path / "plain.tif"
    xmp = [(700, 1, 4, b"<x/>", True)] if edited else []
    tifffile.imwrite(
        path,
        np.zeros((6, 7), np.uint8),
        datetime="2020:01:02 03:04:05",
        metadata=None,
        extratags=[(271, ASCII, 0, "Hamamatsu", True), (272, ASCII, 0, "C11440", True), *xmp],
    )
    image = only(inspect(str(path)))
    assert image.acquired == (None if edited else "2020-01-02T03:04:05")
    assert image.instrument == "Hamamatsu C11440"


def test_first_page_without_its_pixels_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "wave.stk"
    write_stk(path)
    entries = page_tags(7, 6, 1_000_000, 84)
    path.write_bytes(struct.pack("<2sHI", b"II", 42, 8) + directory(entries, 8))
    with pytest.raises(DamagedError):
        inspect(str(path))


@pytest.mark.parametrize("compression", ["deflate", "lzw"])
def test_compressed_tiff_has_a_thumbnail(tmp_path: Path, compression: str) -> None:
    path = tmp_path / "small.tif"
    pixels = np.add.outer(np.arange(300), np.arange(400)).astype(np.uint8)
    if compression == "lzw":
        Pillow.fromarray(pixels).save(path, compression="tiff_lzw")
    else:
        tifffile.imwrite(path, pixels, compression="deflate")
    drawn = thumbnail(str(path))
    assert drawn is not None
    assert Pillow.open(io.BytesIO(drawn)).size == (256, 192)


def test_huge_plane_has_a_thumbnail_only_from_a_sub_resolution(tmp_path: Path) -> None:
    path = tmp_path / "huge.tif"
    tifffile.memmap(path, shape=(9000, 8000), dtype=np.uint8).flush()
    assert only(inspect(str(path))).dimensions["Y"] == 9000
    assert thumbnail(str(path)) is None
    small = np.zeros((900, 800), np.uint8)
    with tifffile.TiffWriter(path) as writer:
        tiles = (small[:256, :256] for _ in range(36 * 32))
        writer.write(tiles, shape=(9000, 8000), dtype=np.uint8, tile=(256, 256), subifds=1)
        writer.write(small, subfiletype=1)
    drawn = thumbnail(str(path))
    assert drawn is not None
    assert Pillow.open(io.BytesIO(drawn)).size == (228, 256)

"""What the three real CZI files do not have: scenes, pyramids, compression, a lost directory."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from fbi_uploader.intake.inspect.answering import inspect, thumbnail

XML = """<ImageDocument><Metadata><Information><Image><Dimensions>
<Channels><Channel Name="one"/></Channels>
<S><Scenes><Scene Index="0" Name="A1"/><Scene Index="1" Name="B2"/></Scenes></S>
</Dimensions></Image></Information></Metadata></ImageDocument>"""


@dataclass(frozen=True)
class Tile:
    """A block of `value` at (x, y), `size` wide and high, every `shrunk`-th pixel stored."""

    x: int
    y: int
    size: int
    value: int
    scene: int = 0
    shrunk: int = 1
    compression: int = 0

    def entry(self, at: int) -> bytes:
        stored = self.size // self.shrunk
        axes = [("X", self.x, self.size, stored), ("Y", self.y, self.size, stored)]
        axes += [("C", 0, 1, 1), ("S", self.scene, 1, 1)]
        head = struct.pack("<2siqiiBB4si", b"DV", 0, at, 0, self.compression, 0, 0, b"", len(axes))
        return head + b"".join(
            struct.pack("<4siifi", axis.encode(), start, size, 0.0, stored)
            for axis, start, size, stored in axes
        )

    def pixels(self) -> bytes:
        return bytes([self.value]) * (self.size // self.shrunk) ** 2


def segment(name: bytes, content: bytes) -> bytes:
    content = content.ljust(-(-len(content) // 32) * 32, b"\0")
    return struct.pack("<16sqq", name, len(content), len(content)) + content


def write(path: Path, tiles: Sequence[Tile], *, directory: bool = True) -> str:
    """Header, XML, blocks, directory (CZI specification 1.2.2)."""
    xml = XML.encode()
    body = segment(b"ZISRAWMETADATA", struct.pack("<ii", len(xml), 0).ljust(256, b"\0") + xml)
    entries = b""
    for tile in tiles:
        entry = tile.entry(112 + len(body))
        pixels = tile.pixels()
        head = struct.pack("<iiq", 0, 0, len(pixels)) + entry
        body += segment(b"ZISRAWSUBBLOCK", head.ljust(256, b"\0") + pixels)
        entries += entry
    place = 112 + len(body) if directory else 0
    listed = struct.pack("<i", len(tiles)).ljust(128, b"\0") + entries
    head = struct.pack("<iiii16s16siqqiq", 1, 0, 0, 0, b"", b"", 0, place, 112, 0, 0)
    header = struct.pack("<16sqq", b"ZISRAWFILE", 80, 80) + head
    path.write_bytes(header + body + segment(b"ZISRAWDIRECTORY", listed))
    return str(path)


def shown(path: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    drawn = thumbnail(path)
    assert drawn is not None
    return np.asarray(Pillow.open(io.BytesIO(drawn)))


def test_each_scene_is_an_image_with_its_own_extent(tmp_path: Path) -> None:
    tiles = [Tile(-5, 7, 10, 1), Tile(4, 7, 10, 2), Tile(900, 0, 30, 3, scene=1)]
    first, second = inspect(write(tmp_path / "a.czi", tiles)).images
    assert (first.name, first.dimensions["X"], first.dimensions["Y"]) == ("A1", 19, 10)
    assert (second.name, second.dimensions["X"], second.dimensions["Y"]) == ("B2", 30, 30)


def test_pyramid_levels_do_not_count_as_size(tmp_path: Path) -> None:
    tiles = [Tile(0, 0, 100, 1), Tile(100, 0, 100, 1), Tile(0, 0, 256, 1, shrunk=2)]
    (image,) = inspect(write(tmp_path / "a.czi", tiles)).images
    assert (image.dimensions["X"], image.dimensions["Y"]) == (200, 100)


def test_thumbnail_is_stitched_at_the_right_places(tmp_path: Path) -> None:
    tiles = [Tile(-10, 0, 20, 0), Tile(10, 0, 20, 90), Tile(10, 20, 20, 200)]
    pixels = shown(write(tmp_path / "a.czi", tiles))
    assert pixels.shape == (40, 40)
    assert [pixels[y, x] for y, x in ((5, 5), (5, 35), (35, 35), (35, 5))] == [0, 114, 255, 0]


def test_thumbnail_comes_from_the_smallest_level_that_suffices(tmp_path: Path) -> None:
    tiles = [Tile(0, 0, 1024, 50)]
    tiles += [Tile(0, 0, 512, 9, shrunk=4), Tile(512, 512, 512, 0, shrunk=4)]
    tiles += [Tile(0, 0, 1024, 70, shrunk=32)]
    pixels = shown(write(tmp_path / "a.czi", tiles))
    assert pixels.shape == (256, 256)
    assert [pixels[y, x] for y, x in ((50, 50), (200, 200))] == [255, 0]


def test_plane_of_too_many_pixels_has_no_thumbnail(tmp_path: Path) -> None:
    tile = Tile(0, 0, 9000, 1)
    path = write(tmp_path / "a.czi", [tile])
    assert inspect(path).images[0].dimensions["X"] == 9000
    assert thumbnail(path) is None
    pixels = shown(write(tmp_path / "b.czi", [tile, replace(tile, shrunk=9)]))
    assert pixels.shape == (256, 256)


def test_compression_without_a_decoder_has_facts_but_no_thumbnail(tmp_path: Path) -> None:
    path = write(tmp_path / "a.czi", [Tile(0, 0, 10, 1, compression=6)])
    assert inspect(path).images[0].channels == ("one",)
    assert thumbnail(path) is None


def test_lost_directory_is_damage_and_not_a_reason_to_guess(tmp_path: Path) -> None:
    path = write(tmp_path / "a.czi", [Tile(0, 0, 10, 1)], directory=False)
    with pytest.raises(UserWarning, match="SubBlockDirectory"):
        inspect(path)

"""Zeiss CZI, through czifile: the XML says what was set, the directory what was really stored."""

from __future__ import annotations

import importlib
import struct
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from fbi_uploader.intake.inspect import markup, values
from fbi_uploader.intake.inspect.model import Image, Length
from fbi_uploader.intake.inspect.picture import CAP, SIDE, Picture, Reading, step_for
from fbi_uploader.intake.inspect.source import Source

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from numpy.typing import NDArray

_SEGMENT = struct.Struct("<16sqq")  # name, allocated and used size
_PLANAR = "XYM0"


class _Dimension(Protocol):
    dimension: str
    start: int
    size: int
    stored_size: int


class _Subblock(Protocol):
    def data(self, *, resize: bool) -> NDArray[np.generic]: ...


class _Entry(Protocol):
    file_position: int
    file_part: int
    compression: int
    dtype: str
    axes: str
    stored_shape: Sequence[int]

    @property
    def dimension_entries(self) -> Sequence[_Dimension]: ...

    def data_segment(self) -> _Subblock: ...


class _Header(Protocol):
    directory_position: int
    metadata_position: int
    attachment_directory_position: int


class _Attachment(Protocol):
    file_position: int


class _Czi(Protocol):
    header: _Header

    @property
    def subblock_directory(self) -> Sequence[_Entry]: ...

    @property
    def attachment_directory(self) -> Sequence[_Attachment]: ...

    def metadata(self) -> str: ...


class _Library(Protocol):
    DECOMPRESS: Mapping[int, object]

    def CziFile(self, source: Source, *, multifile: bool) -> _Czi: ...  # noqa: N802 - theirs


# czifile has no types; the Protocols above are what is used of it.
_czifile = cast("_Library", importlib.import_module("czifile.czifile"))


@contextmanager
def _opened(source: Source) -> Iterator[_Czi]:
    """The library would search the whole file for a lost directory, and take what it finds."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".* segment not found")
        yield _czifile.CziFile(source, multifile=False)


class _Block:
    """One entry of the directory, its axes by letter."""

    def __init__(self, entry: _Entry) -> None:
        self.entry = entry
        self.by_axis = {one.dimension: one for one in entry.dimension_entries}

    def start(self, axis: str) -> int:
        found = self.by_axis.get(axis)
        return 0 if found is None else found.start

    def shrinkage(self) -> int:
        """1 for a full-resolution block, n for a pyramid level with every n-th pixel."""
        across = self.by_axis["X"]
        return max(1, round(across.size / max(1, across.stored_size)))


def recognises(head: bytes, name: str) -> bool:
    """Whether it is a CZI file, by its first bytes."""
    return head.startswith(b"ZISRAWFILE") and bool(name)


def read(source: Source) -> Reading:
    """One Image a scene, stitched as Zeiss's own viewer shows it. Any damage raises."""
    with _opened(source) as czi:
        root = markup.parse(czi.metadata())
        blocks = [_Block(entry) for entry in czi.subblock_directory]
        _check_stored(source, czi, blocks)
    common = _common(root)
    scenes = _by(blocks, "S")
    return Reading("czi", tuple(_image(common, root, index, scenes[index]) for index in scenes))


def _check_stored(source: Source, czi: _Czi, blocks: Sequence[_Block]) -> None:
    """The segments named in the header, the last block and the attachments end inside the file."""
    header = czi.header
    places = {header.directory_position, header.metadata_position}
    places.add(header.attachment_directory_position)
    here = (block.entry.file_position for block in blocks if not block.entry.file_part)
    places.add(max(here, default=0))
    if header.attachment_directory_position:
        places.update(one.file_position for one in czi.attachment_directory)
    for place in places - {0}:
        source.holds(place + _SEGMENT.size)
        source.seek(place)
        _, allocated, used = _SEGMENT.unpack(source.read(_SEGMENT.size))
        source.holds(place + _SEGMENT.size + (used or allocated))


def _by(blocks: Iterable[_Block], axis: str) -> dict[int, list[_Block]]:
    groups: dict[int, list[_Block]] = {}
    for block in blocks:
        groups.setdefault(block.start(axis), []).append(block)
    return dict(sorted(groups.items()))


def _extent(blocks: Iterable[_Block], axis: str) -> tuple[int, int]:
    """First and end index of `axis` over all blocks."""
    found = [block.by_axis[axis] for block in blocks if axis in block.by_axis]
    if not found:
        return 0, 1
    return min(one.start for one in found), max(one.start + one.size for one in found)


def _sizes(blocks: Sequence[_Block]) -> dict[str, int]:
    full = [block for block in blocks if block.shrinkage() == 1] or list(blocks)
    sizes = {}
    for axis in full[0].by_axis:
        first, end = _extent(full, axis)
        if axis in values.AXES or (end - first > 1 and axis not in "SM"):
            sizes[axis] = end - first
    samples = np.dtype(full[0].entry.dtype).shape
    return sizes | ({"S": samples[0]} if samples else {})


def _common(root: Element) -> Image:
    """What all scenes share, from the XML."""
    image = root.find("Metadata/Information/Image")
    objective = markup.referred(root, _settings(image), "ObjectiveRef", "Objective")
    microscope = markup.referred(root, image, "MicroscopeRef", "Microscope")
    named = image.findall("Dimensions/Channels/Channel") if image is not None else []
    return Image(
        name=None,
        dimensions={},
        channels=values.channels(one.get("Name") for one in named),
        pixel_size=values.lengths(**{axis: _distance(root, axis) for axis in "XYZ"}),
        objective=_called(objective, "Manufacturer/Model"),
        instrument=_called(microscope, "System"),
        acquired=values.iso_time(markup.content(image, "AcquisitionDateAndTime")),
    )


def _settings(image: Element | None) -> Element | None:
    return image.find("ObjectiveSettings") if image is not None else None


def _called(element: Element | None, otherwise: str) -> str | None:
    """Its Name, else the text at `otherwise`, which older ZEN uses."""
    name = element.get("Name") if element is not None else None
    return values.text(name) or values.text(markup.content(element, otherwise))


def _distance(root: Element, axis: str) -> Length | None:
    """`Scaling/Items/Distance/Value`: always metres, whatever DefaultUnitFormat shows."""
    found = root.find(f"Metadata/Scaling/Items/Distance[@Id='{axis}']")
    return values.length(markup.content(found, "Value"), "m")


def _image(common: Image, root: Element, scene: int, blocks: Sequence[_Block]) -> Image:
    path = f"Metadata/Information/Image/Dimensions/S/Scenes/Scene[@Index='{scene}']"
    found = root.find(path)
    return Image(
        name=values.text(found.get("Name")) if found is not None else None,
        dimensions=values.dimensions(_sizes(blocks)),
        channels=common.channels,
        pixel_size=common.pixel_size,
        objective=common.objective,
        instrument=common.instrument,
        acquired=common.acquired,
        pixel_type=np.dtype(blocks[0].entry.dtype).base.name,
    )


def picture(source: Source) -> Picture | None:
    """First scene, middle Z, all channels, from the pyramid level that suffices."""
    with _opened(source) as czi:
        blocks = _plane([_Block(entry) for entry in czi.subblock_directory])
        chosen = _level(blocks)
        readable = all(one.entry.compression in _czifile.DECOMPRESS for one in chosen)
        if not chosen or not readable or _stored(chosen) > CAP * len(_by(chosen, "C")):
            return None
        extents = [_extent(chosen, axis) for axis in "YX"]
        layers = [_stitched(layer, extents) for layer in _by(chosen, "C").values()]
    if layers[0].shape[-1] > 1:
        return Picture(layers[0][..., :3], colour=True)
    return Picture(np.stack([layer[..., 0] for layer in layers]), colour=False)


def _plane(blocks: Sequence[_Block]) -> list[_Block]:
    """The blocks of the first scene at the middle Z and the first of everything else."""
    chosen = list(blocks)
    for axis in sorted({axis for block in blocks for axis in block.by_axis} - set("XYMC0")):
        groups = _by(chosen, axis)
        starts = list(groups)
        chosen = groups[starts[len(starts) // 2 if axis == "Z" else 0]]
    return chosen


def _level(blocks: Sequence[_Block]) -> list[_Block]:
    """The smallest level that is still as large as a thumbnail; else the largest one."""
    levels: dict[int, list[_Block]] = {}
    for block in blocks:
        levels.setdefault(block.shrinkage(), []).append(block)
    enough = [shrunk for shrunk, level in levels.items() if _longest(level) // shrunk >= SIDE]
    return levels[max(enough) if enough else min(levels)] if levels else []


def _longest(blocks: Sequence[_Block]) -> int:
    return max(end - first for first, end in (_extent(blocks, axis) for axis in "YX"))


def _stored(blocks: Iterable[_Block]) -> int:
    """Pixels that would have to be decoded."""
    return sum(one.by_axis["X"].stored_size * one.by_axis["Y"].stored_size for one in blocks)


def _stitched(blocks: Sequence[_Block], extents: Sequence[tuple[int, int]]) -> NDArray[np.generic]:
    """Y, X, samples: every n-th pixel of each block at its place; one block in memory at once."""
    shrunk = blocks[0].shrinkage()
    step = step_for([(end - first) // shrunk for first, end in extents])
    pitch = shrunk * step
    height, width = (-(-(end - first) // pitch) for first, end in extents)
    canvas: NDArray[np.generic] | None = None
    for block in blocks:
        tile = _tile(block)[::step, ::step]
        if canvas is None:
            canvas = np.zeros((height, width, tile.shape[-1]), tile.dtype)
        top, left = (
            (block.start(axis) - first) // pitch
            for axis, (first, _) in zip("YX", extents, strict=True)
        )
        room = canvas[top : top + tile.shape[0], left : left + tile.shape[1]]
        room[...] = tile[: room.shape[0], : room.shape[1]]
    if canvas is None:
        raise ValueError
    return canvas


def _tile(block: _Block) -> NDArray[np.generic]:
    """Y, X, samples of one block as stored."""
    entry = block.entry
    data = entry.data_segment().data(resize=False)
    planar = [size for axis, size in zip(entry.axes, data.shape, strict=True) if axis in _PLANAR]
    order = [axis for axis in entry.axes if axis in _PLANAR]
    return np.moveaxis(data.reshape(planar), [order.index(axis) for axis in "YX0"], (0, 1, 2))

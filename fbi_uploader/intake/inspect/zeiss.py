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
from fbi_uploader.intake.inspect.picture import Reading
from fbi_uploader.intake.inspect.source import Source

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from numpy.typing import NDArray

_SEGMENT = struct.Struct("<16sqq")  # name, allocated and used size


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
def opened(source: Source) -> Iterator[_Czi]:
    """The library would search the whole file for a lost directory, and take what it finds."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".* segment not found")
        yield _czifile.CziFile(source, multifile=False)


class Block:
    """One entry of the directory, its `axes` by letter."""

    def __init__(self, entry: _Entry) -> None:
        self.entry = entry
        self.axes = {one.dimension: one for one in entry.dimension_entries}

    def start(self, axis: str) -> int:
        """Index of its first element on `axis`."""
        found = self.axes.get(axis)
        return 0 if found is None else found.start

    def shrinkage(self) -> int:
        """1 for a full-resolution block, n for a pyramid level with every n-th pixel."""
        across = self.axes["X"]
        return max(1, round(across.size / max(1, across.stored_size)))


def recognises(head: bytes, _name: str) -> bool:
    """Whether it is a CZI file, by its first bytes."""
    return head.startswith(b"ZISRAWFILE")


def read(source: Source) -> Reading:
    """One Image a scene, stitched as Zeiss's own viewer shows it. Any damage raises."""
    with opened(source) as czi:
        root = markup.parse(czi.metadata())
        blocks = [Block(entry) for entry in czi.subblock_directory]
        _check_stored(source, czi, blocks)
    common = _common(root)
    scenes = by_axis(blocks, "S")
    return Reading("czi", tuple(_image(common, root, index, scenes[index]) for index in scenes))


def _check_stored(source: Source, czi: _Czi, blocks: Sequence[Block]) -> None:
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


def by_axis(blocks: Iterable[Block], axis: str) -> dict[int, list[Block]]:
    """Index on `axis` -> the blocks there, in order; 0 where the file has no such axis."""
    groups: dict[int, list[Block]] = {}
    for block in blocks:
        groups.setdefault(block.start(axis), []).append(block)
    return dict(sorted(groups.items()))


def extent(blocks: Iterable[Block], axis: str) -> tuple[int, int]:
    """First and end index of `axis` over all blocks."""
    found = [block.axes[axis] for block in blocks if axis in block.axes]
    if not found:
        return 0, 1
    return min(one.start for one in found), max(one.start + one.size for one in found)


def _sizes(blocks: Sequence[Block]) -> dict[str, int]:
    full = [block for block in blocks if block.shrinkage() == 1] or list(blocks)
    sizes = {}
    for axis in full[0].axes:
        first, end = extent(full, axis)
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


def _image(common: Image, root: Element, scene: int, blocks: Sequence[Block]) -> Image:
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


def readable(blocks: Iterable[Block]) -> bool:
    """Whether the pixels can be decoded: without imagecodecs, only uncompressed ones."""
    return all(one.entry.compression in _czifile.DECOMPRESS for one in blocks)

"""The planes of a TIFF for a thumbnail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Pillow
from tifffile import TiffFile, TiffPage

from fbi_uploader.intake.inspect import ome
from fbi_uploader.intake.inspect.picture import (
    MOST_CHANNELS,
    SIDE,
    Picture,
    thinned,
    too_large,
)
from fbi_uploader.intake.inspect.source import Source
from fbi_uploader.intake.inspect.tiff import opened, read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_BUILT_IN = {1, 8, 32773, 32946}
"""Compressions that tifffile decodes alone: none, deflate (two numbers), PackBits."""
_PALETTE = 3
_WITH_SAMPLES = 3
_MOST_BYTES_FOR_PILLOW = 256 << 20
"""Without a descriptor Pillow reads the whole file into memory."""


def picture(source: Source) -> Picture | None:
    """First series, middle Z; from a sub-resolution where the file has them."""
    images = read(source).images
    source.seek(0)
    with opened(source) as tiff:
        if not images or not len(tiff.pages):
            return None
        sizes = images[0].dimensions
        if sizes.get("S", 1) > 1:
            sizes = {**sizes, "C": 1}
        order = _order(tiff)
        count = min(sizes["C"], MOST_CHANNELS)
        planes = [_plane(source, tiff, _index(order, sizes, at)) for at in range(count)]
    drawn = [plane for plane in planes if plane is not None]
    if not drawn:
        return None
    if drawn[0].ndim == _WITH_SAMPLES:
        return Picture(drawn[0][..., :3], colour=True)
    return Picture(np.stack(drawn), colour=False)


def _order(tiff: TiffFile) -> str:
    """Axes of the planes, the fastest first."""
    if tiff.is_ome:
        return ome.read(tiff.ome_metadata or "").order
    if tiff.is_imagej or tiff.is_micromanager:
        return "CZT"
    return "".join(axis for axis in reversed(tiff.series[0].axes) if axis in "TCZ")


def _index(order: str, sizes: Mapping[str, int], channel: int) -> int:
    """Number of the page at this channel, the middle Z and the first T."""
    wanted = {"C": channel, "Z": sizes["Z"] // 2, "T": 0}
    index, pitch = 0, 1
    for axis in order:
        index += wanted.get(axis, 0) * pitch
        pitch *= sizes[axis]
    return index


def _plane(source: Source, tiff: TiffFile, index: int) -> NDArray[np.generic] | None:
    """One page, thinned; the first page where the planes lie in other files or in one block."""
    number = index if index < len(tiff.pages) else 0
    full = tiff.pages[number].aspage()
    page = _smallest(tiff, full, number)
    if too_large(*page.shape) or page.axes not in {"YX", "YXS", "SYX"}:
        return None
    if page.compression not in _BUILT_IN:
        return _by_pillow(source, number) if page is full else None
    data: NDArray[np.generic] = page.asarray()
    if page.axes == "SYX":
        data = np.moveaxis(data, 0, -1)
    return _coloured(page, thinned(data))


def _smallest(tiff: TiffFile, page: TiffPage, number: int) -> TiffPage:
    """The smallest copy of `page` with at least SIDE pixels on its longer side."""
    copies = [one for one in page.pages or () if isinstance(one, TiffPage)]
    if number == 0 and not (tiff.is_ome or tiff.is_micromanager):
        levels = (level.pages[0] for level in tiff.series[0].levels[1:])
        copies.extend(one for one in levels if isinstance(one, TiffPage))
    enough = [one for one in copies if max(one.imagelength, one.imagewidth) >= SIDE]
    return min(enough, key=lambda one: one.imagewidth, default=page)


def _coloured(page: TiffPage, data: NDArray[np.generic]) -> NDArray[np.generic]:
    """A palette's colours in place of its numbers."""
    if page.photometric != _PALETTE or page.colormap is None or data.dtype != np.uint8:
        return data
    return (page.colormap[:, data] >> 8).astype(np.uint8).transpose(1, 2, 0)


def _by_pillow(source: Source, number: int) -> NDArray[np.generic] | None:
    """LZW and JPEG, which Pillow's libtiff decodes."""
    if source.size > _MOST_BYTES_FOR_PILLOW:
        return None
    source.seek(0)
    with Pillow.open(source, formats=["TIFF"]) as image:
        image.seek(number)
        if image.mode not in {"L", "RGB", "I;16", "I", "F"}:
            return None
        return thinned(np.asarray(image))

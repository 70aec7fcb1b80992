"""The planes of a CZI for a thumbnail, from the pyramid level that suffices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from fbi_uploader.intake.inspect.picture import CAP, SIDE, Picture, step_for
from fbi_uploader.intake.inspect.source import Source
from fbi_uploader.intake.inspect.zeiss import Block, by_axis, extent, opened, readable

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PLANAR = "XYM0"


def picture(source: Source) -> Picture | None:
    """First scene, middle Z, all channels, from the pyramid level that suffices."""
    with opened(source) as czi:
        blocks = _plane([Block(entry) for entry in czi.subblock_directory])
        chosen = _level(blocks)
        if not chosen or not readable(chosen) or _stored(chosen) > CAP * len(by_axis(chosen, "C")):
            return None
        extents = [extent(chosen, axis) for axis in "YX"]
        layers = [_stitched(layer, extents) for layer in by_axis(chosen, "C").values()]
    if layers[0].shape[-1] > 1:
        return Picture(layers[0][..., :3], colour=True)
    return Picture(np.stack([layer[..., 0] for layer in layers]), colour=False)


def _plane(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of the first scene at the middle Z and the first of everything else."""
    chosen = list(blocks)
    for axis in sorted({axis for block in blocks for axis in block.axes} - set("XYMC0")):
        groups = by_axis(chosen, axis)
        starts = list(groups)
        chosen = groups[starts[len(starts) // 2 if axis == "Z" else 0]]
    return chosen


def _level(blocks: Sequence[Block]) -> list[Block]:
    """The smallest level that is still as large as a thumbnail; else the largest one."""
    levels: dict[int, list[Block]] = {}
    for block in blocks:
        levels.setdefault(block.shrinkage(), []).append(block)
    enough = [shrunk for shrunk, level in levels.items() if _longest(level) // shrunk >= SIDE]
    return levels[max(enough) if enough else min(levels)] if levels else []


def _longest(blocks: Sequence[Block]) -> int:
    return max(end - first for first, end in (extent(blocks, axis) for axis in "YX"))


def _stored(blocks: Iterable[Block]) -> int:
    """Pixels that would have to be decoded."""
    return sum(one.axes["X"].stored_size * one.axes["Y"].stored_size for one in blocks)


def _stitched(blocks: Sequence[Block], extents: Sequence[tuple[int, int]]) -> NDArray[np.generic]:
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


def _tile(block: Block) -> NDArray[np.generic]:
    """Y, X, samples of one block as stored."""
    entry = block.entry
    data = entry.data_segment().data(resize=False)
    planar = [size for axis, size in zip(entry.axes, data.shape, strict=True) if axis in _PLANAR]
    order = [axis for axis in entry.axes if axis in _PLANAR]
    return np.moveaxis(data.reshape(planar), [order.index(axis) for axis in "YX0"], (0, 1, 2))

"""The little picture: 8 bits, contrast by percentiles, channels in colours, as PNG."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Pillow

from fbi_uploader.intake.inspect.model import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 256
"""Longest side of a thumbnail in pixels."""
CAP = 64 << 20
"""Pixels of one plane beyond which no thumbnail is made."""
MOST_CHANNELS = 6
_PERCENTILES = (0.5, 99.5)
_COLOURS = ((0, 255, 0), (255, 0, 255), (0, 255, 255), (255, 255, 0), (255, 0, 0), (0, 0, 255))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found: the format's word and its images."""

    format: str
    images: tuple[Image, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Samples for a thumbnail: (channel, Y, X), or (Y, X, 3) where `colour`."""

    samples: NDArray[np.generic]
    colour: bool


def step_for(sides: Sequence[int]) -> int:
    """Every how many pixels to take, so that at least twice the thumbnail's side is left."""
    return max(1, max(sides) // (2 * SIDE))


def thinned(plane: NDArray[np.generic]) -> NDArray[np.generic]:
    """(Y, X, ...) with few enough pixels, as a copy, so that the plane can be let go."""
    step = step_for(plane.shape[:2])
    return plane[::step, ::step].copy()


def too_large(*shape: int) -> bool:
    """Whether a plane of this shape is more than is decoded for a picture."""
    pixels = 1
    for side in shape:
        pixels *= side
    return pixels > CAP or pixels <= 0


def png(picture: Picture) -> bytes:
    """PNG, longest side at most SIDE, in grey for one channel, else additive colours."""
    pixels = _colour(picture.samples) if picture.colour else _composite(picture.samples)
    image = Pillow.fromarray(pixels)
    image.thumbnail((SIDE, SIDE), Pillow.Resampling.BOX)
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def _stretched(plane: NDArray[np.generic]) -> NDArray[np.float32]:
    """0 to 1 between the percentiles; not-a-number and infinities are 0."""
    real = plane.real if np.iscomplexobj(plane) else plane
    values = np.nan_to_num(real.astype(np.float32), nan=0, posinf=0, neginf=0)
    low, high = np.percentile(values, _PERCENTILES)
    span = float(high - low) or 1.0
    stretched: NDArray[np.float32] = (values - np.float32(low)) / np.float32(span)
    return stretched.clip(0, 1)


def _bytes(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    return (np.clip(values, 0, 1) * 255).astype(np.uint8)


def _colour(samples: NDArray[np.generic]) -> NDArray[np.uint8]:
    if samples.dtype == np.uint8:
        return samples.astype(np.uint8)
    return _bytes(_stretched(samples))


def _composite(samples: NDArray[np.generic]) -> NDArray[np.uint8]:
    layers = [_stretched(layer) for layer in samples[:MOST_CHANNELS]]
    if len(layers) == 1:
        return _bytes(layers[0])
    mixed = np.zeros((*layers[0].shape, 3), np.float32)
    for layer, colour in zip(layers, _COLOURS, strict=False):
        mixed += layer[..., np.newaxis] * (np.array(colour, np.float32) / 255)
    return _bytes(mixed)

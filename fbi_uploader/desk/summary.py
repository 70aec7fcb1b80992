"""An image file in one short line of signs that need no translation."""

from __future__ import annotations

from fbi_uploader.intake.inspect.model import Image, Inspection

_FIRST = ("C", "Z", "T")
_FIGURES = 3


def images(found: Inspection) -> int:
    """How many images a file has."""
    return len(found.images) + found.left_out


def summary(found: Inspection) -> str:
    """Of the first image: "1920 × 1080 · 3 C · 25 Z · 0.103 µm"; "" for a file without one."""
    if not found.images:
        return ""
    image = found.images[0]
    parts = [f"{image.dimensions.get('X', 1)} × {image.dimensions.get('Y', 1)}"]
    parts += [f"{image.dimensions[axis]} {axis}" for axis in _others(image)]
    if (size := image.pixel_size.get("X")) is not None:
        parts.append(f"{size.value:.{_FIGURES}g} {size.unit}")
    return " · ".join(parts)


def _others(image: Image) -> list[str]:
    long = [axis for axis, count in image.dimensions.items() if count > 1 and axis not in "XYS"]
    return sorted(long, key=lambda axis: (axis not in _FIRST, axis))

"""TIFF and what hides behind it: OME-TIFF, Micro-Manager, MetaMorph, ImageJ, or just TIFF.

Only the given file is opened: a set's other members are named in its header, not needed for it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from tifffile import TiffFile, TiffPage, read_micromanager_metadata

from fbi_uploader.intake.inspect import metamorph, micromanager, ome, values
from fbi_uploader.intake.inspect.model import Image, Length
from fbi_uploader.intake.inspect.picture import Reading
from fbi_uploader.intake.inspect.source import DamagedError, Source

_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_RESOLUTION_UNITS = {2: 25_400.0, 3: 10_000.0, 4: 1_000.0, 5: 1.0}
_PRINT_PITCH = 10.0
"""Micrometres. Coarser ones are for paper (300 dpi is 85): no statement about the sample."""
_EDITED = (700, 34377)
"""XMP and Photoshop tags: an editor was here, and rewrote date and resolution (XMP part 2)."""


def recognises(head: bytes, _name: str) -> bool:
    """Whether it is TIFF or BigTIFF, by its first bytes."""
    return head.startswith(_MAGIC)


@contextmanager
def opened(source: Source) -> Iterator[TiffFile]:
    """The library goes on after damage and only logs it; here that raises DamagedError."""
    heard = _Listener()
    logger = logging.getLogger("tifffile")
    logger.addHandler(heard)
    try:
        with TiffFile(source, name=source.title) as tiff:
            yield tiff
    finally:
        logger.removeHandler(heard)
    if heard.said:
        raise DamagedError(heard.said)


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.said = self.said or record.getMessage()[:200]


def read(source: Source) -> Reading:
    """One Image a series. Any damage raises."""
    with opened(source) as tiff:
        page = tiff.pages.first
        _check_stored(source, page)
        if tiff.is_ome:
            return _ome(source, tiff)
        if tiff.is_micromanager:
            return Reading("micro-manager", (_micromanager(source, tiff),))
        if tiff.is_stk:
            described = metamorph.describe(_plain(tiff)[0], tiff.stk_metadata or {})
            return Reading("stk", (described,))
        if tiff.is_imagej:
            return Reading("imagej-tiff", (_imagej(page, tiff.imagej_metadata or {}),))
        return Reading("lsm" if tiff.is_lsm else "tiff", _plain(tiff))


def _check_stored(source: Source, page: TiffPage) -> None:
    """The first page's pixels are all in the file."""
    for offset, count in zip(page.dataoffsets, page.databytecounts, strict=False):
        source.holds(offset + count)


def _ome(source: Source, tiff: TiffFile) -> Reading:
    """What OME-XML leaves open, Micro-Manager may have written beside it."""
    images = ome.read(tiff.ome_metadata or "").images
    if len(images) == 1 and tiff.is_micromanager:
        other = _micromanager(source, tiff)
        images = (
            replace(
                images[0],
                channels=images[0].channels or other.channels,
                pixel_size={**other.pixel_size, **images[0].pixel_size},
                objective=images[0].objective or other.objective,
                acquired=images[0].acquired or other.acquired,
            ),
        )
    return Reading("ome-tiff", images)


def _micromanager(source: Source, tiff: TiffFile) -> Image:
    page = tiff.pages.first
    summary = read_micromanager_metadata(source, {"Summary"}).get("Summary")
    tag = page.tags.valueof(51123)
    return micromanager.read(
        summary if isinstance(summary, Mapping) else {},
        tag if isinstance(tag, Mapping) else {},
        page.imagelength,
        page.imagewidth,
    )


def _plain(tiff: TiffFile) -> tuple[Image, ...]:
    """One image a series, as tifffile finds them by shape and its own descriptions."""
    page = tiff.pages.first
    sizes = _print_or_pixel(page)
    return tuple(
        Image(
            name=None,
            dimensions=values.dimensions(dict(zip(one.axes, one.shape, strict=True))),
            pixel_size=sizes,
            instrument=_device(page),
            acquired=_created(page),
            pixel_type=one.dtype.name,
        )
        for one in tiff.series
    )


def _resolution(page: TiffPage, tag: int) -> float | None:
    """Pixels per unit."""
    match page.tags.valueof(tag):
        case (int(above), int(below)) if above > 0 and below > 0:
            return above / below
        case _:
            return None


def _print_or_pixel(page: TiffPage) -> Mapping[str, Length]:
    """XResolution and YResolution, where they can be the sample's and not the printer's."""
    unit = _RESOLUTION_UNITS.get(int(page.tags.valueof(296, 2)))
    if unit is None or any(tag in page.tags for tag in _EDITED):
        return {}
    found = {}
    for axis, tag in (("X", 282), ("Y", 283)):
        per_unit = _resolution(page, tag)
        size = values.length(unit / per_unit, "µm") if per_unit else None
        found[axis] = size if size is not None and size.value <= _PRINT_PITCH else None
    return values.lengths(**found)


def _device(page: TiffPage) -> str | None:
    """Make and Model: "scanner, video digitizer, or other" device (TIFF 6.0)."""
    return values.text(f"{page.tags.valueof(271) or ''} {page.tags.valueof(272) or ''}")


def _created(page: TiffPage) -> str | None:
    """DateTime, "image creation" in local time (TIFF 6.0), unless an editor has rewritten it."""
    if any(tag in page.tags for tag in _EDITED):
        return None
    return values.time_as(page.tags.valueof(306), "%Y:%m:%d %H:%M:%S")


def _imagej(page: TiffPage, metadata: Mapping[str, object]) -> Image:
    """ImageJ writes counts, unit and spacing into the first page's description."""
    sizes = {"Y": page.imagelength, "X": page.imagewidth}
    for axis, word in (("T", "frames"), ("Z", "slices"), ("C", "channels")):
        sizes[axis] = int(values.number(metadata.get(word)) or 1)
    planes = int(values.number(metadata.get("images")) or 1)
    if sizes["T"] * sizes["Z"] * sizes["C"] == 1 and planes > 1:
        sizes["I"] = planes  # a stack of which ImageJ was not told the axis
    if page.samplesperpixel > 1:
        sizes["S"] = page.samplesperpixel
    unit = str(metadata.get("unit", "")).replace("\\u00B5", "µ")
    across = {axis: _resolution(page, tag) for axis, tag in (("X", 282), ("Y", 283))}
    steps = {axis: values.length(1 / n, unit) if n else None for axis, n in across.items()}
    return Image(
        name=None,
        dimensions=values.dimensions(sizes),
        pixel_size=values.lengths(**steps, Z=values.length(metadata.get("spacing"), unit)),
        pixel_type=page.dtype.name if page.dtype is not None else None,
    )

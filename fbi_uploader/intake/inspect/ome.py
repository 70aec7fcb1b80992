"""OME-XML, as in the first page of an OME-TIFF (OME data model 2016-06)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fbi_uploader.intake.inspect import markup, values
from fbi_uploader.intake.inspect.model import Image, Length

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NUMPY_NAMES = {"float": "float32", "double": "float64", "bit": "bool"}
_NUMPY_NAMES |= {"complex": "complex64", "double-complex": "complex128"}


@dataclass(frozen=True, slots=True)
class OmeImages:
    """`order` is the axes of the first image's planes, the fastest first: "ZCT"."""

    images: tuple[Image, ...]
    order: str


def read(xml: str) -> OmeImages:
    """All images. Empty where the file only refers to another one (BinaryOnly).

    Raises MarkupError, and ValueError or KeyError where what the model demands is missing.
    """
    root = markup.parse(xml)
    found = [(one, one.find("Pixels")) for one in root.findall("Image")]
    images = tuple(_image(root, one, pixels) for one, pixels in found if pixels is not None)
    first = root.find("Image/Pixels")
    order = first.get("DimensionOrder", "") if first is not None else ""
    return OmeImages(images, order.replace("X", "").replace("Y", ""))


def _image(root: Element, element: Element, pixels: Element) -> Image:
    named = pixels.findall("Channel")
    samples = max((int(one.get("SamplesPerPixel", "1")) for one in named), default=1)
    sizes = {axis: int(pixels.attrib[f"Size{axis}"]) for axis in values.AXES}
    if samples > 1:  # SizeC counts samples
        sizes = sizes | {"C": sizes["C"] // samples, "S": samples}
    kind = values.text(pixels.get("Type"))
    date = element.get("AcquisitionDate") or element.findtext("AcquisitionDate")
    return Image(
        name=values.text(element.get("Name")),
        dimensions=values.dimensions(sizes),
        channels=values.channels(one.get("Name") for one in named),
        pixel_size=values.lengths(**{axis: _size(pixels, axis) for axis in "XYZ"}),
        objective=_objective(root, element),
        instrument=_instrument(root, element),
        acquired=values.iso_time(date),
        pixel_type=_NUMPY_NAMES.get(kind, kind) if kind else None,
    )


def _size(pixels: Element, axis: str) -> Length | None:
    """Micrometre is the model's default unit."""
    unit = pixels.get(f"PhysicalSize{axis}Unit", "µm")
    return values.length(pixels.get(f"PhysicalSize{axis}"), unit)


def _objective(root: Element, image: Element) -> str | None:
    """Model, else magnification and aperture: "60x/1.4"."""
    found = markup.referred(root, image, "ObjectiveSettings", "Objective")
    if found is None:  # before 2012
        found = markup.referred(root, image, "ObjectiveRef", "Objective")
    if found is None:
        return None
    magnification = values.number(found.get("NominalMagnification"))
    aperture = found.get("LensNA")
    short = f"{magnification:g}x" if magnification else ""
    return values.text(found.get("Model")) or values.text(
        f"{short}/{aperture}" if short and aperture else short
    )


def _instrument(root: Element, image: Element) -> str | None:
    """Manufacturer and model of the microscope that the image refers to."""
    instrument = markup.referred(root, image, "InstrumentRef", "Instrument")
    found = instrument.find("Microscope") if instrument is not None else None
    if found is None:
        return None
    return values.text(f"{found.get('Manufacturer', '')} {found.get('Model', '')}")

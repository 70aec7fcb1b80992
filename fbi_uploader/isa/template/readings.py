"""Values that nobody has to type: what the image files say, and what the template proposes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fbi_uploader.intake.inspect.model import MICROMETRE, Image, Inspection
from fbi_uploader.isa.model import Metadata, MetadataValue, ReadFrom, TemplateDefault
from fbi_uploader.isa.template.model import LENGTHS, ImageFact, Template, TemplateField
from fbi_uploader.isa.template.values import is_date
from fbi_uploader.paths import shown

SEPARATOR = " · "
_AGREE = 1e-4  # relative: floats written by different programs for the same lens and camera
_AXES: Mapping[ImageFact, str] = {"size-x": "X", "size-y": "Y", "size-z": "Z", "size-t": "T"}
_FIGURES = 4


@dataclass(frozen=True, slots=True)
class Readings:
    """`values` of fields that all images agree on; `varying`: ids of fields that they do not."""

    values: Metadata
    varying: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    value: str | int | float
    file: str


def readings(template: Template, inspections: Iterable[Inspection]) -> Readings:
    """What the files of one assay say, each value with the file it was read from.

    Of several acquisition times the earliest is taken. Anything else that differs from image to
    image is left to the person: one value would be wrong for some. The file named is the first
    one that says it.
    """
    files = tuple(inspections)
    values: Metadata = {}
    varying: list[str] = []
    for field in template.field:
        if field.read is None:
            continue
        said = _said(field.read, files, day=field.type == "date")
        if said and (field.read == "acquired" or _agree(said)):
            first = min(said, key=_moment) if field.read == "acquired" else said[0]
            values[field.id] = _value(field.read, first)
        elif said:
            varying.append(field.id)
    return Readings(values, tuple(varying))


def defaults(template: Template) -> Metadata:
    """What the template proposes."""
    proposed = ((field.id, default_value(template, field)) for field in template.field)
    return {name: value for name, value in proposed if value is not None}


def default_value(template: Template, field: TemplateField) -> MetadataValue | None:
    """The default of one field, or None. The first unit when `default_unit` is absent."""
    if field.default is None:
        return None
    unit = field.default_unit or (field.units[0] if field.units else None)
    origin = TemplateDefault(template=template.id)
    return MetadataValue(value=field.default, unit=unit, origin=origin)


def together(*layers: Metadata) -> Metadata:
    """Several sources of values, the strongest first: `together(typed, read, defaults)`."""
    whole: Metadata = {}
    for layer in reversed(layers):
        whole.update(layer)
    return whole


def _said(fact: ImageFact, files: Sequence[Inspection], *, day: bool) -> list[_Said]:
    return [
        _Said(value[:10] if day and isinstance(value, str) else value, file.path)
        for file in files
        for image in file.images
        if (value := _fact(fact, file, image)) is not None and value != ""
    ]


def _agree(said: Sequence[_Said]) -> bool:
    first = said[0].value
    if isinstance(first, str):
        return all(one.value == first for one in said)
    numbers = [one.value for one in said if not isinstance(one.value, str)]
    return max(numbers) - min(numbers) <= _AGREE * max(map(abs, numbers))


def _value(fact: ImageFact, said: _Said) -> MetadataValue:
    unit = MICROMETRE if fact in LENGTHS else None
    return MetadataValue(value=said.value, unit=unit, origin=ReadFrom(file=shown(said.file)))


def _moment(said: _Said) -> datetime:
    moment = datetime.fromisoformat(str(said.value))
    # One without an offset is the microscope's own time; all of one assay are alike.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _fact(fact: ImageFact, file: Inspection, image: Image) -> str | int | float | None:
    if fact in _AXES:
        return image.dimensions.get(_AXES[fact])
    if fact in LENGTHS:
        return _length(image, "Z" if fact == "pixel-size-z" else "XY")
    return _FACTS[fact](file, image)


def _length(image: Image, axes: str) -> float | None:
    lengths = [image.pixel_size[axis].value for axis in axes if axis in image.pixel_size]
    if not lengths or max(lengths) - min(lengths) > _AGREE * max(lengths):
        return None
    return lengths[0] if lengths[0] > 0 else None


def _channels(image: Image) -> str | None:
    # A list with holes would give the names to the wrong channels.
    names = [name for name in image.channels if name]
    return SEPARATOR.join(names) if len(names) == len(image.channels) else None


def _channel_count(image: Image) -> int | None:
    return image.dimensions.get("C")


def _acquired(image: Image) -> str | None:
    return image.acquired if image.acquired and is_date(image.acquired) else None


def _acquisition(image: Image) -> str:
    """Everything on one line, in signs that need no translation."""
    size = " × ".join(f"{count} {axis}" for axis, count in image.dimensions.items() if count > 1)
    steps = [f"{axis} {one.value:.{_FIGURES}g}" for axis, one in image.pixel_size.items()]
    pixel = f"{', '.join(steps)} {MICROMETRE}" if steps else None
    parts = (image.objective, _channels(image), size, pixel, image.pixel_type)
    return "; ".join(part for part in parts if part)


_FACTS: Mapping[ImageFact, Callable[[Inspection, Image], str | int | float | None]] = {
    "format": lambda file, _: file.format,
    "instrument": lambda _, image: image.instrument,
    "objective": lambda _, image: image.objective,
    "channels": lambda _, image: _channels(image),
    "channel-count": lambda _, image: _channel_count(image),
    "pixel-type": lambda _, image: image.pixel_type,
    "acquired": lambda _, image: _acquired(image),
    "acquisition": lambda _, image: _acquisition(image),
}

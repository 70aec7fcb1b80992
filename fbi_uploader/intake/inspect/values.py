"""Small conversions that every reader shares. What cannot be believed becomes None."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import SupportsFloat, SupportsIndex

from fbi_uploader.intake.inspect.model import Length

AXES = "TCZYX"
_LONGEST_TEXT = 256
_JULIAN_DAY_OF_1970 = 2440587.5
_FILETIME_OF_1970 = 116_444_736_000_000_000
_IN_MICROMETRES = {
    "m": 1e6,
    "metre": 1e6,
    "meter": 1e6,
    "cm": 1e4,
    "mm": 1e3,
    "µm": 1.0,
    "μm": 1.0,
    "um": 1.0,
    "micron": 1.0,
    "microns": 1.0,
    "micrometer": 1.0,
    "micrometre": 1.0,
    "nm": 1e-3,
    "nanometer": 1e-3,
    "pm": 1e-6,
    "å": 1e-4,
    "angstrom": 1e-4,
}


def text(value: object) -> str | None:
    """`value` as one line of at most 256 characters, or None when there is nothing in it."""
    words = " ".join(str(value).split()) if value is not None else ""
    kept = "".join(letter for letter in words if letter.isprintable())
    return kept[:_LONGEST_TEXT] or None


def number(value: object) -> float | None:
    """A finite number, or None."""
    if not isinstance(value, str | SupportsFloat | SupportsIndex):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def length(value: object, unit: object) -> Length | None:
    """In micrometres; None for zero, a negative, or a unit that is no length ("pixel")."""
    factor = _IN_MICROMETRES.get(str(unit).strip().lower())
    found = number(value)
    if factor is None or found is None or found <= 0:
        return None
    return Length(found * factor)


def lengths(**axes: Length | None) -> Mapping[str, Length]:
    """Those that are known."""
    return {axis: size for axis, size in axes.items() if size is not None}


def dimensions(sizes: Mapping[str, int]) -> Mapping[str, int]:
    """T, C, Z, Y, X in this order, absent ones as 1, then what else there is."""
    ordered = {axis: int(sizes.get(axis, 1)) for axis in AXES}
    ordered.update((axis, int(size)) for axis, size in sizes.items() if axis not in AXES)
    return ordered


def channels(names: Iterable[object]) -> tuple[str | None, ...]:
    """Names in order; empty when there is none at all."""
    cleaned = tuple(text(name) for name in names)
    return cleaned if any(cleaned) else ()


def iso_time(value: object) -> str | None:
    """ISO 8601 again, if it was; a fraction keeps at most microseconds."""
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value.strip()).isoformat()
    except ValueError:
        return None


def time_as(value: object, pattern: str) -> str | None:
    """`value` written after a strptime pattern of local time, as ISO 8601 without an offset."""
    try:
        found = datetime.strptime(str(value).strip(), pattern)  # noqa: DTZ007 - the file has none
    except ValueError:
        return None
    return found.isoformat()


def _since_1970(seconds: float) -> str | None:
    if seconds <= 0:
        return None
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return moment.isoformat(timespec="milliseconds")


def julian_time(days: float) -> str | None:
    """A Julian day number in UTC (Nikon) as ISO 8601; None before 1970, which means "unset"."""
    return _since_1970((days - _JULIAN_DAY_OF_1970) * 86400)


def filetime(ticks: int) -> str | None:
    """A Windows FILETIME (100 ns since 1601, UTC) as ISO 8601; None before 1970."""
    return _since_1970((ticks - _FILETIME_OF_1970) / 1e7)

"""The child's work: which reader knows the file, and what it says. Loads every library."""

from __future__ import annotations

import base64
import ntpath
from collections.abc import Callable
from dataclasses import dataclass

from fbi_uploader.errors import Code, RetryError, UploaderError
from fbi_uploader.intake.inspect import (
    leica,
    nikon,
    olympus,
    tiff,
    tiffpicture,
    zeiss,
    zeisspicture,
)
from fbi_uploader.intake.inspect.model import Inspection
from fbi_uploader.intake.inspect.picture import Picture, Reading, png
from fbi_uploader.intake.inspect.protocol import Answer, Failure, Request
from fbi_uploader.intake.inspect.source import DamagedError, Source


@dataclass(frozen=True, slots=True)
class _Reader:
    recognises: Callable[[bytes, str], bool]
    read: Callable[[Source], Reading]
    picture: Callable[[Source], Picture | None]


_READERS = (
    _Reader(zeiss.recognises, zeiss.read, zeisspicture.picture),
    _Reader(tiff.recognises, tiff.read, tiffpicture.picture),
    _Reader(nikon.recognises, nikon.read, nikon.picture),
    _Reader(olympus.recognises, olympus.read, olympus.picture),
    _Reader(leica.recognises, leica.read, leica.picture),
)


_PROMISING = (".czi", ".tif", ".tiff", ".stk", ".lsm", ".nd2", ".oib", ".oif", ".lif", ".lof")


def _reader(source: Source) -> _Reader | None:
    head = source.head()
    name = ntpath.basename(source.location)
    return next((one for one in _READERS if one.recognises(head, name)), None)


def _check_name(source: Source) -> None:
    """Raises DamagedError for a file whose name promises what its first bytes do not keep."""
    if source.title.lower().endswith(_PROMISING):
        raise DamagedError(source.head()[:8])


def inspect(path: str) -> Inspection:
    """What the file says. Raises as `open_shared`, and whatever a library makes of damage."""
    with Source(path) as source:
        reader = _reader(source)
        if reader is None:
            _check_name(source)
            return Inspection(path, None)
        found = reader.read(source)
        return Inspection(path, found.format, found.images)


def thumbnail(path: str) -> bytes | None:
    """PNG, or None where there is no picture to be had. Raises as `inspect`."""
    with Source(path) as source:
        reader = _reader(source)
        drawn = reader.picture(source) if reader is not None else None
    return png(drawn) if drawn is not None else None


def answer(request: Request) -> Answer:
    """Never raises an Exception: libraries meet damage with every kind there is."""
    try:
        if request.command == "inspect":
            return Answer(request.id, inspection=inspect(request.path))
        drawn = thumbnail(request.path)
    except UploaderError as error:
        again = isinstance(error, RetryError)
        return Answer(request.id, failure=Failure(error.code, error.facts, again))
    except Exception as error:  # noqa: BLE001 - typed translation; see above
        return Answer(request.id, failure=_damage(error))
    return Answer(request.id, png=base64.b64encode(drawn).decode("ascii") if drawn else None)


def _damage(error: Exception) -> Failure:
    facts = {"reason": type(error).__name__, "detail": str(error)[:200]}
    return Failure(Code.INSPECT_FAILED, facts, again=False)

"""What is told to the child that writes: a request, what the submission is, and every file.

Lines of JSON: a `Request`, an `InvestigationContent`, then (place, `DataFile`) for each file,
the place of its assay among those of all studies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter

from fbi_uploader.export.isatab.content import DataFile, InvestigationContent

Form = Literal["isatab", "isajson"]


@dataclass(frozen=True, slots=True)
class Request:
    """`form` is to be written into the folder `to`."""

    form: Form
    to: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the child says at its end: the names of the files, or why there are none.

    `version` is the program's: it may have been updated under a process that runs.
    """

    version: str
    files: tuple[str, ...] = ()
    failure: str = ""


REPLY = TypeAdapter(Reply)
_REQUEST = TypeAdapter(Request)
_CONTENT = TypeAdapter(InvestigationContent)
_FILE = TypeAdapter(tuple[int, DataFile])


def lines_of(
    request: Request, content: InvestigationContent, files: Iterable[tuple[int, DataFile]]
) -> Iterator[bytes]:
    """The lines; memory for the content and one file."""
    yield _REQUEST.dump_json(request) + b"\n"
    yield _CONTENT.dump_json(content) + b"\n"
    for file in files:
        yield _FILE.dump_json(file) + b"\n"


def read(
    lines: Iterator[bytes],
) -> tuple[Request, InvestigationContent, dict[int, list[DataFile]]]:
    """What the lines say; the files of each assay by its number. Raises ValueError."""
    request = _REQUEST.validate_json(next(lines))
    content = _CONTENT.validate_json(next(lines))
    files: dict[int, list[DataFile]] = {}
    for number, file in map(_FILE.validate_json, lines):
        files.setdefault(number, []).append(file)
    return request, content, files

"""The lines between the inspector and its child: one ASCII JSON object each (DESIGN 4)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from fbi_uploader.errors import Code, Fact, FileError
from fbi_uploader.intake.inspect.model import Inspection

PROTOCOL = 1
MAX_LINE = 1 << 20
"""Bytes of one line, its end included."""


@dataclass(frozen=True, slots=True)
class Hello:
    """The child's first line, once its libraries are loaded."""

    protocol: int
    version: str


@dataclass(frozen=True, slots=True)
class Request:
    """What the inspector asks. `path` is absolute; undecodable bytes are surrogates."""

    id: int
    command: Literal["inspect", "thumbnail"]
    path: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer. `again` when the same request may succeed later."""

    code: Code
    facts: Mapping[str, Fact]
    again: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The child's reply to the request `id`. `png` is base64, None when there is no picture."""

    id: int
    inspection: Inspection | None = None
    png: str | None = None
    failure: Failure | None = None


Message = TypeVar("Message", Hello, Request, Answer)


# Made when first needed: making them takes longer than loading this module.


@cache
def _request() -> TypeAdapter[Request]:
    return TypeAdapter(Request)


@cache
def _hello() -> TypeAdapter[Hello]:
    return TypeAdapter(Hello)


@cache
def _answer() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


def encode(message: Hello | Request | Answer) -> bytes:
    """One line. A lone surrogate in a path travels as its escape."""
    return json.dumps(asdict(message)).encode("ascii") + b"\n"


def encode_answer(answer: Answer) -> bytes:
    """One line of at most MAX_LINE bytes: images are left out, and counted, until it fits."""
    line = encode(answer)
    while len(line) > MAX_LINE and answer.inspection is not None and answer.inspection.images:
        found = answer.inspection
        kept = len(found.images) // 2
        lost = found.left_out + len(found.images) - kept
        answer = replace(
            answer, inspection=replace(found, images=found.images[:kept], left_out=lost)
        )
        line = encode(answer)
    return line


def _checked(adapter: TypeAdapter[Message], line: bytes) -> Message:
    try:
        return adapter.validate_python(json.loads(line))
    except (ValueError, RecursionError, ValidationError) as error:
        raise FileError(Code.PROTOCOL, reason=type(error).__name__) from error


def decode_hello(line: bytes) -> Hello:
    """Raises FileError PROTOCOL for anything else."""
    return _checked(_hello(), line)


def decode_request(line: bytes) -> Request:
    """Raises FileError PROTOCOL for anything else."""
    return _checked(_request(), line)


def decode_answer(line: bytes) -> Answer:
    """Raises FileError PROTOCOL for anything else."""
    return _checked(_answer(), line)

"""Reads a `submission.json` that lies beside published data, on this PC or another (DESIGN 8).

The file is hostile: anybody who may write on the share may have written it. It is parsed in small
steps, so that a window goes on while 50 MB are read in a thread.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from fbi_uploader.errors import Code, InputError
from fbi_uploader.paths import denied, shown
from fbi_uploader.report import Proof, Reached, ReportedAssay, ReportedFile

LARGEST = 50_000_000
"""Bytes; a larger file is refused."""

_FORMAT = "fbi_uploader submission 1"
_MOST_HEADS = 20  # lists of that name in the head; each costs a look at all before it
_FILES = re.compile(r',\s*"files"\s*:\s*\[')
_END = re.compile(r"\s*\}\s*")
_BETWEEN = re.compile(r"\s*,\s*|\s*")

_Line = Annotated[str, Field(max_length=4096)]
_Count = Annotated[int, Field(ge=0, lt=1 << 63)]
_Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{8,128}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _Proof(_Part):
    kind: Annotated[str, Field(max_length=64, pattern=r"^[a-z_]+$")]
    at: AwareDatetime


class _File(_Part):
    source: _Line
    target: _Line
    original: _Line | None = None
    fileset: _Line
    format: _Line
    size: _Count
    mtime_ns: int = 0
    sha256: _Hex | None = None
    sha1: _Hex | None = None
    evidence: Annotated[tuple[_Proof, ...], Field(max_length=64)] = ()


class _Assay(_Part):
    study: _Line
    name: _Line
    folder: _Line
    stage: _Line
    files: _Count
    bytes: _Count


class _Stage(_Part):
    stage: _Line
    at: AwareDatetime
    assay: _Line | None = None


class _Investigation(_Part):
    name: _Line = ""


class _Head(_Part):
    format: str
    submission: _Line
    node: _Line
    route: _Line
    person: _Line
    created_at: AwareDatetime
    investigation: _Investigation = _Investigation()
    assays: Annotated[tuple[_Assay, ...], Field(max_length=10_000)] = ()
    stages: Annotated[tuple[_Stage, ...], Field(max_length=100_000)] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A submission as its file tells it, when it was published. Nothing of it is checked here."""

    path: Path
    submission: str
    node: str
    route: str
    person: str
    created_at: datetime
    investigation: str
    assays: tuple[ReportedAssay, ...]
    stages: tuple[Reached, ...]
    files: tuple[ReportedFile, ...]


def read_record(path: Path) -> Record:
    """Read one. Raises InputError RECORD_INVALID (`why` names what), DENIED."""
    text = _text(path)
    try:
        head, at = _head(text)
        if head.format != _FORMAT:
            raise _invalid(path, "format")
        files = tuple(_reported(one) for one in _files(text, at))
    except (ValueError, RecursionError) as error:  # pydantic's and json's are ValueErrors
        raise _invalid(path, _why(error)) from error
    return Record(
        path=path,
        submission=head.submission,
        node=head.node,
        route=head.route,
        person=head.person,
        created_at=head.created_at,
        investigation=head.investigation.name,
        assays=tuple(
            ReportedAssay(one.study, one.name, one.folder, one.stage, one.files, one.bytes)
            for one in head.assays
        ),
        stages=tuple(Reached(one.stage, one.at, one.assay) for one in head.stages),
        files=files,
    )


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise denied(path, error) from error
    if len(content) > LARGEST:
        raise _invalid(path, "too_large")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _invalid(path, "not_text") from error


def _head(text: str) -> tuple[_Head, int]:
    """All but the files, and where those begin: at the first place that leaves a whole object."""
    for found in islice(_FILES.finditer(text), _MOST_HEADS):
        try:
            known = json.loads(text[: found.start()] + "}")
        except ValueError:
            continue  # a key of that name further down in the head
        return _Head.model_validate(known), found.end()
    raise ValueError("no_files")


def _files(text: str, at: int) -> Iterator[_File]:
    decoder = json.JSONDecoder()
    at = _past(text, at)
    while not text.startswith("]", at):
        value, at = decoder.raw_decode(text, at)
        yield _File.model_validate(value)
        at = _past(text, at)
    if _END.fullmatch(text, at + 1) is None:
        raise ValueError("after_files")


def _past(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _reported(one: _File) -> ReportedFile:
    return ReportedFile(
        source=one.source,
        target=one.target,
        size=one.size,
        mtime_ns=one.mtime_ns,
        sha256=one.sha256,
        sha1=one.sha1,
        original=one.original,
        fileset=one.fileset,
        format=one.format,
        evidence=tuple(Proof(proof.kind, proof.at) for proof in one.evidence),
    )


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_context=False, include_url=False)[0]
        return shown(".".join(str(part) for part in first["loc"]) or first["type"])
    if isinstance(error, json.JSONDecodeError):
        return f"JSON, {error.lineno}:{error.colno}"
    return str(error) if len(str(error)) < 40 else type(error).__name__  # noqa: PLR2004 - a word


def _invalid(path: Path, why: str) -> InputError:
    return InputError(Code.RECORD_INVALID, path=shown(path), why=why)

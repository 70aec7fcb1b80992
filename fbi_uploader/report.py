"""What became of one submission, as data: what hand-overs and receipts are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from fbi_uploader.errors import Problem
from fbi_uploader.isa.draft import Draft


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence: its kind (DESIGN 7) and when it was had."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportedFile:
    """`target` below the route's root, landing folder included; `size` in bytes.

    Digests in hex, None until sent.
    `original` is the name as found, where a repaired one was sent.
    """

    source: str
    target: str
    size: int
    mtime_ns: int
    sha256: str | None
    sha1: str | None
    original: str | None
    fileset: str
    format: str
    evidence: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class ReportedAssay:
    """`folder` below the landing folder, under the name it was published with."""

    study: str
    name: str
    folder: str
    stage: str
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Reached:
    """When a stage was reached, by the submission (assay None) or by an assay's folder."""

    stage: str
    at: datetime
    assay: str | None


@dataclass(frozen=True, slots=True)
class Safety:
    """Whether the originals may be deleted, and why not (DESIGN 7)."""

    safe: bool
    reasons: tuple[Problem, ...]
    unsafe: int
    gone: int
    not_in_receipt: tuple[str, ...]
    strangers: int


@dataclass(frozen=True, slots=True)
class Report:
    """A submission. `files` streams: a million of them are never in memory.

    `why`: what there is to say about its stage, None when nothing is.
    """

    submission: str
    node: str
    route: str
    person: str
    manager: str
    landing: str
    stage: str
    why: Problem | None
    created_at: datetime
    draft: Draft
    assays: tuple[ReportedAssay, ...]
    stages: tuple[Reached, ...]
    files: Callable[[], Iterator[ReportedFile]]

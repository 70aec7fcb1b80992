"""The words for how far a submission, an assay and a file have come (DESIGN 1)."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Of a submission and of each assay."""

    DRAFT = "draft"
    WAITING = "waiting"
    QUEUED = "queued"
    SENDING = "sending"
    PAUSED = "paused"
    READY = "ready"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    INGESTED = "ingested"
    IMPORTED = "imported"
    FAILED = "failed"
    CANCELLED = "cancelled"


ARRIVED = frozenset({Stage.PUBLISHED, Stage.INGESTED, Stage.IMPORTED})
"""Stages in which every byte is in its place on the node."""

UNFINISHED = frozenset({Stage.WAITING, Stage.QUEUED, Stage.SENDING, Stage.READY, Stage.PUBLISHING})
"""Stages in which the engine has work to do."""

QUEUE = UNFINISHED | {Stage.PAUSED}
"""Stages in which it has, or will have once somebody says so."""


class FileState(StrEnum):
    """Of a file. `sending` is an intent: a part of that name may exist over there."""

    WAITING = "waiting"
    QUEUED = "queued"
    SENDING = "sending"
    READY = "ready"
    PUBLISHED = "published"
    CHANGED = "changed"
    FAILED = "failed"


class EvidenceKind(StrEnum):
    """What a statement about a file rests on (DESIGN 7)."""

    SENT_DIGEST = "sent_digest"
    READ_BACK = "read_back"
    SERVER_COMPUTED = "server_computed"
    CATALOGUE = "catalogue"
    OMERO_HASH = "omero_hash"
    SIZE_ONLY = "size_only"

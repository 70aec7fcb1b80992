"""Ids as omero-quay makes them ("ass_" + uuid1), but the same each time a submission is exported.

So the manifest in the published record, one exported later, and whoever follows the import all
speak of one id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

_GREGORIAN = datetime(1582, 10, 15, tzinfo=UTC)  # RFC 9562, 5.1: 100 ns since then
_TICKS = 10_000_000
_MULTICAST = 1 << 40  # RFC 9562, 6.10: marks a node id that is no network card's


class Ids:
    """Numbers the things of one submission, in the order in which it is asked."""

    def __init__(self, submission: str, created_at: datetime) -> None:
        digest = hashlib.sha256(submission.encode()).digest()
        self._node = int.from_bytes(digest[:6]) | _MULTICAST
        self._sequence = int.from_bytes(digest[6:8]) & 0x3FFF
        since = created_at.astimezone(UTC) - _GREGORIAN
        first = (since.days * 86_400 + since.seconds) * _TICKS + since.microseconds * 10
        self._ticks: Iterator[int] = count(first)

    def next(self, prefix: str) -> str:
        """The next id: `prefix`, "_" and a UUID of version 1."""
        tick = next(self._ticks)
        low, middle, high = tick & 0xFFFFFFFF, tick >> 32 & 0xFFFF, tick >> 48 & 0x0FFF
        variant = self._sequence >> 8 & 0x3F
        fields = (low, middle, high, variant, self._sequence & 0xFF, self._node)
        return f"{prefix}_{UUID(fields=fields, version=1)}"

"""How much of a large file is sent between two of its lines in the journal."""

from __future__ import annotations

from collections.abc import Iterator

from fbi_uploader.clock import Clock
from fbi_uploader.transfer.route import Limits

_QUICK = 1.0  # seconds: what a kill costs is the time that one segment took


def ends(size: int, offset: int, limits: Limits, clock: Clock, *, grows: bool) -> Iterator[int]:
    """The end of each segment of a file of `size` bytes from `offset` on, the last being `size`.

    `grows`: after one that was sent quickly the next is twice as long, up to
    `limits.longest_segment`: between two of them the line lies idle for some round trips.
    """
    length = limits.segment
    while offset < size or size == 0:
        offset = min(offset + length, size)
        began = clock.monotonic()
        yield offset
        if offset == size:
            return
        if grows and clock.monotonic() - began < _QUICK:
            length = max(length, min(2 * length, limits.longest_segment))

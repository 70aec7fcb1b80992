"""Who goes before whom, and when it is whose turn, by the rate last seen. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

LONGEST = timedelta(days=7)
"""Further ahead than this nobody can say."""


def starts(queue: Iterable[tuple[str, int]], rate: float, now: datetime) -> Mapping[str, datetime]:
    """When each begins; `queue` gives ids with their bytes left, in order, `rate` in bytes/s."""
    begins: dict[str, datetime] = {}
    at = now
    for id_, left in queue:
        if rate < 1 or at - now > LONGEST:
            break
        begins[id_] = at
        at += timedelta(seconds=min(left / rate, 2 * LONGEST.total_seconds()))
    return begins


def moved(
    queue: Sequence[str], mine: Collection[str], id_: str, step: int
) -> tuple[str, ...] | None:
    """The queue after one of mine changed places with my next (`step` 1) or previous one (-1).

    Others' submissions keep their places. None where there is nowhere to go.
    """
    order = [one for one in queue if one in mine]
    if id_ not in order or not 0 <= (there := order.index(id_) + step) < len(order):
        return None
    other = order[there]
    swapped = {id_: other, other: id_}
    return tuple(swapped.get(one, one) for one in queue)

"""How a large file is cut: in steps that grow on a quick line, and end where it ends."""

from __future__ import annotations

from fbi_uploader.clock import ManualClock
from fbi_uploader.transfer.route import Limits
from fbi_uploader.transfer.sending.segments import ends

LIMITS = Limits(segment=10, longest_segment=40)


def cut(size: int, offset: int = 0, *, seconds: float = 0.0, grows: bool = True) -> list[int]:
    """The ends, when each segment takes `seconds`."""
    clock = ManualClock()
    found: list[int] = []
    for end in ends(size, offset, LIMITS, clock, grows=grows):
        found.append(end)
        clock.sleep(seconds)
    return found


def test_segments_grow_while_they_are_quick_up_to_the_longest() -> None:
    assert cut(200) == [10, 30, 70, 110, 150, 190, 200]


def test_segments_of_a_slow_line_stay_as_they_are() -> None:
    assert cut(35, seconds=2.0) == [10, 20, 30, 35]


def test_segments_that_somebody_follows_stay_as_they_are() -> None:
    assert cut(35, grows=False) == [10, 20, 30, 35]


def test_segments_go_on_from_what_is_there() -> None:
    assert cut(35, 20) == [30, 35]


def test_an_empty_file_is_one_segment_and_a_complete_one_none() -> None:
    assert cut(0) == [0]
    assert cut(35, 35) == []


def test_a_limit_below_the_segment_shortens_nothing() -> None:
    assert list(ends(35, 0, Limits(segment=10, longest_segment=1), ManualClock(), grows=True)) == [
        10,
        20,
        30,
        35,
    ]

"""One session that the planner leaves for the engine: taken once, or logged off."""

from __future__ import annotations

from fbi_uploader.transfer.backend import ManyWriter
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from fbi_uploader.transfer.decorators.handing import HandedOn, Left
from fbi_uploader.transfer.decorators.through import Through

OURS, ANOTHERS = ("node", "A. User"), ("node", "B. User")


class Line(Through):
    """Counts how often somebody logged on and off."""

    def __init__(self, server: MemoryServer) -> None:
        super().__init__(MemoryBackend(server))
        self.told: list[str] = []

    def connect(self) -> None:
        self.told.append("on")
        super().connect()

    def close(self) -> None:
        self.told.append("off")
        super().close()


def two() -> tuple[Line, Line]:
    server = MemoryServer()
    return Line(server), Line(server)


def test_the_next_one_goes_on_with_the_session() -> None:
    first, second = two()
    left = Left()
    with left:
        with HandedOn(first, left, OURS) as planner:
            assert planner.stat("x") is None
        assert first.told == ["on"]
        with HandedOn(second, left, OURS) as engine:
            assert engine.stat("x") is None
            assert isinstance(engine, ManyWriter)
        assert second.told == []
        assert first.told == ["on", "off"]


def test_only_the_first_one_is_left() -> None:
    first, second = two()
    left = Left()
    with left:
        planner, another = HandedOn(first, left, OURS), HandedOn(second, left, OURS)
        planner.connect()
        another.connect()
        planner.close()
        another.close()
        assert (first.told, second.told) == (["on"], ["on", "off"])
    assert first.told == ["on", "off"]


def test_what_nobody_takes_is_logged_off() -> None:
    first, _ = two()
    left = Left()
    with left:
        HandedOn(first, left, OURS).__enter__().close()
    assert first.told == ["on", "off"]


def test_nobody_goes_on_with_anothers_session() -> None:
    first, second = two()
    left = Left()
    with left:
        HandedOn(first, left, OURS).__enter__().close()
        with HandedOn(second, left, ANOTHERS):
            assert second.told == ["on"]
    assert first.told == ["on", "off"]


def test_nothing_is_left_where_nobody_waits() -> None:
    first, second = two()
    left = Left()
    HandedOn(first, left, OURS).__enter__().close()
    assert first.told == ["on", "off"]
    with HandedOn(second, left, OURS):
        assert second.told == ["on"]


def test_connecting_again_is_a_new_log_on() -> None:
    """A session that was lost meanwhile is made anew by whoever notices."""
    first, second = two()
    left = Left()
    with left:
        HandedOn(first, left, OURS).__enter__().close()
        with HandedOn(second, left, OURS) as engine:
            engine.connect()
            assert first.told == ["on", "on"]
            assert engine.stat("x") is None

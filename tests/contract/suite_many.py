"""Several files in one call."""

from __future__ import annotations

import hashlib

import pytest

from fbi_uploader.errors import Cancelled, Code
from fbi_uploader.transfer.backend import Backend, Digest, Item
from tests.contract.base import Contract
from tests.contract.tools import (
    MTIME_NS,
    Pieces,
    at,
    codes,
    holds,
    many,
    names,
    nothing,
    open_handles,
    put,
    source,
)


def content(number: int) -> bytes:
    return f"file {number}".encode() * (number % 7)


def items(count: int) -> list[Item]:
    return [Item(f"parts/{n % 5}/{n}.part", source(content(n))) for n in range(count)]


class ManyContract(Contract):
    def test_the_whole_way(self, backend: Backend, other: Backend) -> None:
        hands, given, counts = many(backend), items(300), list[int]()
        before = open_handles()
        assert list(hands.write_many(given, counts.append)) == [None] * 300
        assert sum(counts) == sum(item.source.size for item in given)
        digests = hands.digest_many([item.path for item in given], nothing)
        wanted = [hashlib.sha256(content(n)).hexdigest() for n in range(300)]
        assert list(digests) == [Digest("sha256", value) for value in wanted]
        moves = [(item.path, f"ready/{n % 3}/in/{n}") for n, item in enumerate(given)]
        assert list(hands.rename_many(moves)) == [None] * 300
        assert open_handles() == before
        for n in (0, 1, 127, 128, 299):
            assert holds(other, f"ready/{n % 3}/in/{n}", content(n))
            assert abs(at(other, f"ready/{n % 3}/in/{n}").mtime_ns - MTIME_NS) < self.mtime_step_ns
        assert sum(len(names(other, f"ready/{n}/in")) for n in range(3)) == 300
        assert sum(len(names(other, f"parts/{n}")) for n in range(5)) == 0

    def test_nothing_to_do(self, backend: Backend) -> None:
        hands = many(backend)
        assert list(hands.write_many([], nothing)) == []
        assert list(hands.digest_many([], nothing)) == []
        assert list(hands.rename_many([])) == []

    def test_writing_troubles_are_each_ones_own(self, backend: Backend) -> None:
        hands = many(backend)
        put(backend, "there", b"first")
        answers = hands.write_many(
            [
                Item("a/0", source(b"zero")),
                Item("there", source(b"second")),
                Item("../out", source(b"out")),
                Item("a/3", Pieces((b"thr",), broken=True)),
                Item("there/below", source(b"in a file")),
                Item("a/0", source(b"twice")),
                Item("a/6", source(b"six")),
            ],
            nothing,
        )
        assert codes(answers) == [
            None,
            Code.TARGET_EXISTS,
            Code.OUTSIDE_LANDING,
            Code.VANISHED,
            Code.TARGET_EXISTS,
            Code.TARGET_EXISTS,
            None,
        ]
        assert holds(backend, "a/0", b"zero")
        assert holds(backend, "there", b"first")
        assert holds(backend, "a/6", b"six")

    def test_writing_refuses_the_name_of_a_folder(self, backend: Backend) -> None:
        put(backend, "a/one")
        given = [Item("a", source(b"1")), Item("a/two", source(b"2"))]
        assert codes(many(backend).write_many(given, nothing)) == [Code.TARGET_EXISTS, None]
        assert names(backend, "a") == ["one", "two"]

    def test_reading_troubles_are_each_ones_own(self, backend: Backend) -> None:
        hands = many(backend)
        put(backend, "a/0", b"zero")
        put(backend, "a/2", b"two")
        counts: list[int] = []
        answers = hands.digest_many(["a/0", "a/1", "a//x", "a/2"], counts.append)
        assert codes(answers) == [None, Code.TARGET_MISSING, Code.OUTSIDE_LANDING, None]
        assert answers[3] == Digest("sha256", hashlib.sha256(b"two").hexdigest())

    def test_renaming_troubles_are_each_ones_own(self, backend: Backend) -> None:
        hands = many(backend)
        for name in ("0", "1", "4"):
            put(backend, f"a/{name}", name.encode())
        put(backend, "there", b"first")
        moves = [("a/0", "b/0"), ("a/1", "there"), ("a/2", "b/2"), ("a/4", ".."), ("a/4", "b/4")]
        assert codes(hands.rename_many(moves)) == [
            None,
            Code.TARGET_EXISTS,
            Code.TARGET_MISSING,
            Code.OUTSIDE_LANDING,
            None,
        ]
        assert holds(backend, "there", b"first")
        assert holds(backend, "a/1", b"1")
        assert names(backend, "b") == ["0", "4"]

    def test_renaming_a_folder_between_its_files(self, backend: Backend) -> None:
        hands = many(backend)
        for name in ("one", "two"):
            put(backend, f"a/{name}", name.encode())
        put(backend, "three")
        moves = [("a/one", "ready/one"), ("ready", "published"), ("a/two", "ready/two")]
        assert codes(hands.rename_many([*moves, ("three", "ready/three")])) == [None] * 4
        assert names(backend, "published") == ["one"]
        assert names(backend, "ready") == ["three", "two"]

    def test_cancelled_holds_nothing(self, backend: Backend, other: Backend) -> None:
        hands, before, told = many(backend), open_handles(), list[int]()

        def stop(count: int) -> None:
            told.append(count)
            if len(told) == 3:
                raise Cancelled

        given = [Item(f"a/{n}", source(b"some")) for n in range(6)]
        with pytest.raises(Cancelled):
            hands.write_many(given, stop)
        assert len(told) == 3
        assert open_handles() == before
        for entry in list(other.list("a")):
            other.remove(f"a/{entry.name}")
        assert list(hands.write_many(given, nothing)) == [None] * 6
        told.clear()
        with pytest.raises(Cancelled):
            hands.digest_many([item.path for item in given], stop)
        assert open_handles() == before

    def test_lost_connection_is_everyones(self, backend: Backend) -> None:
        hands = many(backend)
        backend.close()
        assert codes(hands.write_many(items(3), nothing)) == [Code.CONNECTION_LOST] * 3
        assert codes(hands.digest_many(["a", "b"], nothing)) == [Code.CONNECTION_LOST] * 2
        assert codes(hands.rename_many([("a", "b")])) == [Code.CONNECTION_LOST]

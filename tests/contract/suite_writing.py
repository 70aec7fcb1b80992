"""Connections, writing, reading back, removing."""

from __future__ import annotations

from functools import partial

import pytest

from fbi_uploader.errors import Cancelled, Code, FileError, RetryError
from fbi_uploader.transfer.backend import Backend
from tests.contract.base import Contract
from tests.contract.tools import (
    MTIME_NS,
    Pieces,
    at,
    holds,
    names,
    nothing,
    open_handles,
    put,
    raced,
    refused,
    source,
    whole,
)

LARGE = (b"0123456789abcdef" * 65536,) * 9 + (b"end",)


class WritingContract(Contract):
    def test_closed_connection_is_lost_and_comes_back(self, backend: Backend) -> None:
        put(backend, "a/one")
        backend.close()
        backend.close()
        with pytest.raises(RetryError) as caught:
            backend.stat("a/one")
        assert caught.value.code is Code.CONNECTION_LOST
        backend.connect()
        assert holds(backend, "a/one", b"content")

    def test_connect_again_reconnects(self, backend: Backend) -> None:
        put(backend, "one")
        before = open_handles()
        backend.connect()
        assert open_handles() == before
        assert holds(backend, "one", b"content")

    def test_context_manager_connects_and_closes(self, backend: Backend) -> None:
        backend.close()
        with backend as entered:
            assert entered is backend
            put(backend, "one")
        refused(Code.CONNECTION_LOST, backend.stat, "one")

    def test_what_one_connection_writes_another_sees(
        self, backend: Backend, other: Backend
    ) -> None:
        put(backend, "a/b/one", b"mine")
        assert holds(other, "a/b/one", b"mine")
        other.remove("a/b/one")
        assert backend.stat("a/b/one") is None

    def test_bytes_and_parents(self, backend: Backend) -> None:
        counts: list[int] = []
        backend.write("a/b/c/large", source(*LARGE), 0, counts.append)
        assert holds(backend, "a/b/c/large", b"".join(LARGE))
        assert sum(counts) == sum(map(len, LARGE))
        assert at(backend, "a/b").is_folder

    def test_empty_file(self, backend: Backend) -> None:
        counts: list[int] = []
        backend.write("a/empty", source(), 0, counts.append)
        assert holds(backend, "a/empty", b"")
        assert sum(counts) == 0

    def test_modification_time_is_kept(self, backend: Backend) -> None:
        put(backend, "old")
        assert abs(at(backend, "old").mtime_ns - MTIME_NS) < self.mtime_step_ns

    def test_without_a_time_it_is_now(self, backend: Backend) -> None:
        backend.write("now", Pieces((b"x",), mtime_ns=None), 0, nothing)
        assert at(backend, "now").mtime_ns > MTIME_NS

    @pytest.mark.parametrize("content", [b"", b"first"])
    def test_offset_0_never_touches_what_is_there(self, backend: Backend, content: bytes) -> None:
        put(backend, "a/one", content)
        error = refused(Code.TARGET_EXISTS, put, backend, "a/one", b"second")
        assert isinstance(error, FileError)
        assert holds(backend, "a/one", content)

    def test_offset_0_refuses_a_folder(self, backend: Backend) -> None:
        put(backend, "a/one")
        refused(Code.TARGET_EXISTS, put, backend, "a")
        assert names(backend, "a") == ["one"]

    def test_a_file_in_the_way_of_a_parent(self, backend: Backend) -> None:
        put(backend, "a", b"file")
        refused(Code.TARGET_EXISTS, put, backend, "a/b/one")
        assert holds(backend, "a", b"file")

    def test_racing_creations_one_wins(self, backend: Backend, other: Backend) -> None:
        for turn in range(20):
            path = f"deep{turn}/er/one"
            ends = raced(partial(put, backend, path, b"mine"), partial(put, other, path, b"yours"))
            assert sorted(ends, key=str) == [None, Code.TARGET_EXISTS]
            assert holds(backend, path, b"mine" if ends[0] is None else b"yours")

    def test_continues_and_cuts_off_what_lies_behind(self, backend: Backend) -> None:
        self._needs_resume(backend)
        put(backend, "a/part", b"0123456XXXXXXXXXXX")
        counts: list[int] = []
        backend.write("a/part", source(b"01234", b"56789"), 7, counts.append)
        assert holds(backend, "a/part", b"0123456789")
        assert sum(counts) == 3
        assert abs(at(backend, "a/part").mtime_ns - MTIME_NS) < self.mtime_step_ns

    def test_continues_exactly_at_the_end(self, backend: Backend) -> None:
        self._needs_resume(backend)
        put(backend, "part", b"01234")
        backend.write("part", source(b"01234", b"56789"), 5, nothing)
        assert holds(backend, "part", b"0123456789")

    def test_does_not_continue_a_shorter_file(self, backend: Backend) -> None:
        self._needs_resume(backend)
        put(backend, "part", b"01")
        error = refused(Code.PART_SHORTER, backend.write, "part", source(b"01234"), 3, nothing)
        assert isinstance(error, FileError)
        assert holds(backend, "part", b"01")

    def test_does_not_continue_what_is_not_there(self, backend: Backend) -> None:
        self._needs_resume(backend)
        for path in ("part", "no/part"):
            refused(
                Code.TARGET_MISSING,
                backend.write,
                path,
                source(b"01234"),
                3,
                nothing,
            )
            assert backend.stat(path) is None

    def test_cancelled_stops_and_holds_nothing(self, backend: Backend, other: Backend) -> None:
        before, counts = open_handles(), list[int]()

        def stop(count: int) -> None:
            counts.append(count)
            raise Cancelled

        with pytest.raises(Cancelled):
            backend.write("a/part", source(*LARGE), 0, stop)
        assert 0 < sum(counts) < sum(map(len, LARGE))
        assert open_handles() == before
        other.rename("a/part", "a/gone")
        other.remove("a/gone")
        put(backend, "a/part")

    def test_cancelled_while_reading_back(self, backend: Backend, other: Backend) -> None:
        put(backend, "part", b"".join(LARGE))
        before = open_handles()

        def stop(count: int) -> None:
            raise Cancelled

        with pytest.raises(Cancelled):
            backend.digest("part", stop)
        assert open_handles() == before
        other.remove("part")

    @pytest.mark.parametrize("pieces", [(), (b"some", b"bytes")])
    def test_source_that_breaks(
        self, backend: Backend, other: Backend, pieces: tuple[bytes, ...]
    ) -> None:
        before = open_handles()
        broken = Pieces(pieces, broken=True)
        refused(Code.VANISHED, backend.write, "a/part", broken, 0, nothing)
        assert open_handles() == before
        other.remove("a/part")
        put(backend, "a/part", b"again")
        assert holds(backend, "a/part", b"again")

    def test_digest_counts_its_bytes(self, backend: Backend) -> None:
        put(backend, "large", b"".join(LARGE))
        counts: list[int] = []
        backend.digest("large", counts.append)
        if not backend.capabilities.server_digest:
            assert sum(counts) == sum(map(len, LARGE))

    def test_digest_needs_a_file(self, backend: Backend) -> None:
        put(backend, "a/one")
        refused(Code.TARGET_MISSING, backend.digest, "a/two", nothing)
        refused(Code.TARGET_MISSING, backend.digest, "b/two", nothing)
        with pytest.raises(FileError):
            backend.digest("a", nothing)

    @pytest.mark.parametrize("offset", [0, 1, 1 << 20, (1 << 20) + 7, 9 << 20, (9 << 20) + 3])
    def test_reads_from_an_offset(self, backend: Backend, offset: int) -> None:
        put(backend, "a/large", b"".join(LARGE))
        assert whole(backend, "a/large", offset) == b"".join(LARGE)[offset:]

    def test_reading_can_be_left(self, backend: Backend, other: Backend) -> None:
        put(backend, "a/large", b"".join(LARGE))
        before = open_handles()
        pieces = backend.read("a/large", 0)
        assert next(pieces)
        del pieces
        assert open_handles() == before
        other.remove("a/large")

    def test_reading_needs_a_file(self, backend: Backend) -> None:
        put(backend, "a/one")
        for path in ("a/two", "b/two", "a/one/two"):
            refused(Code.TARGET_MISSING, whole, backend, path)
        with pytest.raises(FileError):
            whole(backend, "a")

    def test_remove(self, backend: Backend) -> None:
        put(backend, "a/one")
        refused(Code.TARGET_EXISTS, backend.remove, "a")
        assert holds(backend, "a/one", b"content")
        backend.remove("a/one")
        backend.remove("a")
        assert backend.stat("a") is None
        for path in ("a", "a/one"):
            refused(Code.TARGET_MISSING, backend.remove, path)

    def test_space(self, backend: Backend) -> None:
        put(backend, "a/one")
        for path in ("a/one", "a/two", "not/yet/there"):
            space = backend.space(path)
            assert space.free is None or space.free >= 0
            assert space.quota is None or space.quota >= 0

    @staticmethod
    def _needs_resume(backend: Backend) -> None:
        if not backend.capabilities.resume:
            pytest.skip("this backend continues nothing")

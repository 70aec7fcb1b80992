"""What a folder backend answered with success is on the disk: every file, every name."""

from __future__ import annotations

import errno
import itertools
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from fbi_uploader.errors import Code
from fbi_uploader.transfer.backend import Item
from fbi_uploader.transfer.backends.folder import system as folder_system
from fbi_uploader.transfer.backends.folder.backend import FolderBackend
from fbi_uploader.transfer.source import Bytes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders are flushed by POSIX")


class Flushes:
    """What was flushed, by inode."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: Counter[int] = Counter()
        self.volumes = 0
        self.refused: set[int] = set()
        real = os.fsync

        def fsync(handle: int) -> None:
            inode = os.fstat(handle).st_ino
            if inode in self.refused:
                raise OSError(errno.EIO, "write-back failed")
            self.seen[inode] += 1
            real(handle)

        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr(folder_system, "flush", fsync)

    def of(self, place: Path) -> int:
        return self.seen[place.stat().st_ino]


@pytest.fixture
def flushes(monkeypatch: pytest.MonkeyPatch) -> Flushes:
    return Flushes(monkeypatch)


def items(*paths: str) -> list[Item]:
    return [Item(path, Bytes(b"some", 1)) for path in paths]


def test_file_and_every_new_name_on_the_way(tmp_path: Path, flushes: Flushes) -> None:
    with FolderBackend(tmp_path, network=False) as backend:
        backend.write("a/b/one", Bytes(b"x"), 0, lambda _: None)
        for place in ("a/b/one", "a/b", "a", ""):
            assert flushes.of(tmp_path / place) == 1, place
        backend.write("a/b/one", Bytes(b"xyz"), 1, lambda _: None)
        assert flushes.of(tmp_path / "a/b/one") == 2


def test_both_ends_of_a_rename(tmp_path: Path, flushes: Flushes) -> None:
    with FolderBackend(tmp_path, network=False) as backend:
        backend.write("ready/0/one", Bytes(b"x"), 0, lambda _: None)
        flushes.seen.clear()
        backend.rename("ready/0", "Inv/Study/Assay")
        for place in ("ready", "Inv/Study", "Inv", ""):
            assert flushes.of(tmp_path / place) == 1, place


def test_many_over_a_network_one_flush_each(tmp_path: Path, flushes: Flushes) -> None:
    with FolderBackend(tmp_path, network=True) as backend:
        given = items("a/1", "a/2", "b/3")
        assert list(backend.write_many(given, lambda _: None)) == [None] * 3
        for place in ("a/1", "a/2", "b/3", "a", "b", ""):
            assert flushes.of(tmp_path / place) == 1, place
        flushes.seen.clear()
        moves = [("a/1", "c/1"), ("a/2", "c/2")]
        assert list(backend.rename_many(moves)) == [None] * 2
        for place in ("a", "c", ""):
            assert flushes.of(tmp_path / place) == 1, place


def test_many_on_a_local_disk_one_flush_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flushes: Flushes
) -> None:
    real, volumes = folder_system.flush_many, list[int | None]()

    def flush_many(handles: Sequence[int], volume: int | None) -> list[OSError | None]:
        sizes = [os.fstat(handle).st_size for handle in handles]
        assert sizes == [4] * len(handles)
        volumes.append(volume)
        return real(handles, volume)

    monkeypatch.setattr(folder_system, "flush_many", flush_many)
    with FolderBackend(tmp_path, network=False) as backend:
        given = items(*(f"a/{number}" for number in range(200)))
        assert list(backend.write_many(given, lambda _: None)) == [None] * 200
        assert len(volumes) == -(-200 // folder_system.GROUP)
        if _whole_volume(tmp_path):
            assert None not in volumes
            assert not flushes.seen
        else:
            assert flushes.of(tmp_path / "a/0") == 1
            assert flushes.of(tmp_path / "a") >= 1


def test_one_file_that_does_not_reach_the_disk(tmp_path: Path, flushes: Flushes) -> None:
    with FolderBackend(tmp_path, network=True) as backend:
        given = items("a/1", "a/2", "a/3")

        def spoil(_: int) -> None:
            second = tmp_path / "a/2"
            if second.exists():
                flushes.refused.add(second.stat().st_ino)

        answers = backend.write_many(given, spoil)
        assert [one.code if one else None for one in answers] == [None, Code.CONNECTION_LOST, None]


def test_one_file_that_does_not_reach_a_local_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not _whole_volume(tmp_path):
        pytest.skip("files are flushed one by one here")
    handles: list[int] = []

    def written_back(handle: int) -> OSError | None:
        handles.append(handle)
        return OSError(errno.ENOSPC, "full") if len(handles) == 2 else None

    monkeypatch.setattr(folder_system, "_written_back", written_back)
    with FolderBackend(tmp_path, network=False) as backend:
        answers = backend.write_many(items("a/1", "a/2", "a/3"), lambda _: None)
    assert [one.code if one else None for one in answers] == [None, Code.NODE_FULL, None]


def test_a_folder_that_cannot_be_flushed_spoils_all(tmp_path: Path, flushes: Flushes) -> None:
    with FolderBackend(tmp_path, network=True) as backend:
        backend.write("a/0", Bytes(b"x"), 0, lambda _: None)
        flushes.refused.add((tmp_path / "a").stat().st_ino)
        answers = backend.write_many(items("a/1", "a/2"), lambda _: None)
        assert [one.code for one in answers if one] == [Code.CONNECTION_LOST] * 2


class Events:
    """What was done with which file, in order; that pages really go is the kernel's best effort."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: list[tuple[str, int]] = []
        self._record(monkeypatch, folder_system, "flush")
        self._record(monkeypatch, folder_system, "forget")
        self._record(monkeypatch, folder_system, "read_soon")
        self._record(monkeypatch, os, "read")
        real = folder_system.flush_many

        def flush_many(handles: Sequence[int], volume: int | None) -> list[OSError | None]:
            self.seen += [("flush", os.fstat(handle).st_ino) for handle in handles]
            return real(handles, volume)

        monkeypatch.setattr(folder_system, "flush_many", flush_many)

    def _record(self, monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
        real = getattr(module, name)

        def recorded(handle: int, *rest: int) -> object:
            self.seen.append((name, os.fstat(handle).st_ino))
            return real(handle, *rest)

        monkeypatch.setattr(module, name, recorded)

    def of(self, place: Path) -> list[str]:
        """Names of the events of one file, repeated ones once."""
        inode = place.stat().st_ino
        return [name for name, _ in itertools.groupby(n for n, i in self.seen if i == inode)]


def test_written_pages_are_dropped_once_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = Events(monkeypatch)
    with FolderBackend(tmp_path, network=False) as backend:
        backend.write("one", Bytes(b"x"), 0, lambda _: None)
        assert list(backend.write_many(items("two"), lambda _: None)) == [None]
    assert events.of(tmp_path / "one") == ["flush", "forget"]
    assert events.of(tmp_path / "two") == ["flush", "forget"]


def test_what_is_read_back_comes_from_the_disk_and_does_not_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FolderBackend(tmp_path, network=False) as backend:
        assert list(backend.write_many(items("one", "two"), lambda _: None)) == [None] * 2
        events = Events(monkeypatch)
        backend.digest("one", lambda _: None)
        backend.digest_many(["two"], lambda _: None)
    assert events.of(tmp_path / "one") == ["forget", "read", "forget"]
    assert events.of(tmp_path / "two") == ["forget", "read_soon", "read", "forget"]


def _whole_volume(place: Path) -> bool:
    handle = os.open(place, os.O_RDONLY)
    try:
        return folder_system.whole_volume(handle)
    finally:
        os.close(handle)

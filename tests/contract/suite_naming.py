"""Names, paths that try to leave, listings, identities."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from fbi_uploader.errors import Code, FileError
from fbi_uploader.transfer.backend import Backend
from tests.contract.base import Contract
from tests.contract.tools import (
    at,
    holds,
    listed,
    names,
    nothing,
    open_handles,
    put,
    refused,
    source,
    whole,
)

NAMES = (
    unicodedata.normalize("NFC", "é à ü ç œ.tif"),
    "l'embryon.tif",
    'the "good" one.tif',
    "two  spaces.tif",
    "😀🔬.tif",
    "日本語.czi",
    ".zattrs",
    "...",
    "..a",
    "-rf",
    "$(x) `y` %41 &;#+=@[]{}~^!.tif",
    "n" * 200,
    "é" * 100,
)

OUTSIDE = (
    *("", "/", "/etc/passwd", ".", "..", "../x", "a/..", "a/../../x", "./a", "a/./b", "a/."),
    *("a//b", "//a", "a/", "a\\b", "..\\x", "C:\\x", "\\\\server\\share", "a\0b", "\0"),
)

CALLS: tuple[Callable[[Backend, str], object], ...] = (
    listed,
    lambda backend, path: backend.stat(path),
    lambda backend, path: backend.write(path, source(b"x"), 0, nothing),
    lambda backend, path: backend.write(path, source(b"xy"), 1, nothing),
    lambda backend, path: backend.digest(path, nothing),
    whole,
    lambda backend, path: backend.rename("a", path),
    lambda backend, path: backend.rename(path, "b"),
    lambda backend, path: backend.remove(path),
    lambda backend, path: backend.space(path),
)


class NamingContract(Contract):
    @pytest.mark.parametrize("name", NAMES)
    def test_name_comes_back_as_given(self, backend: Backend, name: str) -> None:
        if name in self.refused_names:
            pytest.skip("this server cannot store it")
        put(backend, f"{name}/{name}", b"inside")
        assert names(backend, name) == [name]
        assert at(backend, f"{name}/{name}").name == name
        assert holds(backend, f"{name}/{name}", b"inside")
        backend.rename(f"{name}/{name}", f"moved/{name}")
        backend.rename(name, f"empty {name[:100]}")
        backend.remove(f"moved/{name}")
        assert names(backend, "moved") == []

    @pytest.mark.parametrize("path", OUTSIDE)
    def test_path_that_tries_to_leave(self, backend: Backend, path: str) -> None:
        # Closed: had there been any I/O first, it would say CONNECTION_LOST.
        backend.close()
        for call in CALLS:
            error = refused(Code.OUTSIDE_LANDING, call, backend, path)
            assert isinstance(error, FileError)

    def test_name_that_is_no_text(self, backend: Backend) -> None:
        backend.close()
        for call in CALLS:
            error = refused(Code.NAME_NOT_UNICODE, call, backend, "a/\udcff.tif")
            assert "\udcff" not in str(error.facts["path"])

    def test_list(self, backend: Backend) -> None:
        put(backend, "a/one", b"1")
        put(backend, "a/inner/two", b"22")
        found = {entry.name: entry for entry in backend.list("a")}
        assert sorted(found) == ["inner", "one"]
        assert found["inner"].is_folder
        assert found["inner"].size == 0
        assert not found["one"].is_folder
        assert found["one"].size == 1
        for name, entry in found.items():
            assert backend.stat(f"a/{name}") == entry

    def test_list_of_many(self, backend: Backend) -> None:
        wanted = [f"{number:03}" for number in range(150)]
        for name in wanted:
            put(backend, f"a/{name}", b"")
        assert names(backend, "a") == wanted

    def test_list_is_streamed_and_can_be_left(self, backend: Backend) -> None:
        for number in range(5):
            put(backend, f"a/{number}")
        before = open_handles()
        entries = backend.list("a")
        assert iter(entries) is entries
        next(entries)
        del entries
        assert open_handles() == before
        for number in range(5):
            backend.remove(f"a/{number}")
        backend.remove("a")

    def test_list_of_an_empty_folder(self, backend: Backend) -> None:
        put(backend, "a/one")
        backend.remove("a/one")
        assert list(backend.list("a")) == []

    def test_list_needs_a_folder(self, backend: Backend) -> None:
        put(backend, "a/one")
        for path in ("b", "b/c", "a/one", "a/one/two"):
            refused(Code.TARGET_MISSING, listed, backend, path)

    def test_stat(self, backend: Backend) -> None:
        put(backend, "a/one", b"four")
        assert at(backend, "a").is_folder
        assert at(backend, "a").name == "a"
        assert at(backend, "a/one").size == 4
        for path in ("b", "a/two", "b/c", "a/one/two"):
            assert backend.stat(path) is None

    def test_identity_follows_a_rename(self, backend: Backend, other: Backend) -> None:
        put(backend, "a/one")
        put(backend, "a/two")
        ids = {path: at(backend, path).file_id for path in ("a", "a/one", "a/two")}
        assert len(set(ids.values())) == 3
        assert all(ids.values())
        backend.rename("a/one", "a/1")
        backend.rename("a", "b")
        for connection in (backend, other):
            assert at(connection, "b").file_id == ids["a"]
            assert at(connection, "b/1").file_id == ids["a/one"]
            assert at(connection, "b/two").file_id == ids["a/two"]

"""Renaming: the one step that publishes."""

from __future__ import annotations

from functools import partial

import pytest

from fbi_uploader.errors import Code, FileError
from fbi_uploader.transfer.backend import Backend
from tests.contract.base import Contract
from tests.contract.tools import holds, names, put, raced, refused


def put_folder(backend: Backend, path: str, content: bytes) -> None:
    put(backend, f"{path}/inner/one", content)


def put_empty_folder(backend: Backend, path: str) -> None:
    put(backend, f"{path}/gone")
    backend.remove(f"{path}/gone")


class RenamingContract(Contract):
    def test_file_with_parents_made(self, backend: Backend) -> None:
        put(backend, "parts/one.part", b"mine")
        backend.rename("parts/one.part", "ready/0/deep/er/one.tif")
        assert holds(backend, "ready/0/deep/er/one.tif", b"mine")
        assert backend.stat("parts/one.part") is None
        assert names(backend, "parts") == []

    def test_folder_with_parents_made(self, backend: Backend) -> None:
        put_folder(backend, "_staging/s/ready/0", b"mine")
        backend.rename("_staging/s/ready/0", "Inv/Study/Assay")
        assert holds(backend, "Inv/Study/Assay/inner/one", b"mine")
        assert backend.stat("_staging/s/ready/0") is None

    def test_empty_folder(self, backend: Backend) -> None:
        put_empty_folder(backend, "a")
        backend.rename("a", "b/c")
        assert names(backend, "b/c") == []

    @pytest.mark.parametrize("source_kind", ["file", "folder", "empty folder"])
    @pytest.mark.parametrize("target_kind", ["file", "empty file", "folder", "empty folder"])
    def test_never_replaces(self, backend: Backend, source_kind: str, target_kind: str) -> None:
        self._put(backend, "source", source_kind, b"mine")
        self._put(backend, "there/target", target_kind, b"theirs")
        error = refused(Code.TARGET_EXISTS, backend.rename, "source", "there/target")
        assert isinstance(error, FileError)
        self._assert_there(backend, "source", source_kind, b"mine")
        self._assert_there(backend, "there/target", target_kind, b"theirs")
        assert names(backend, "there") == ["target"]

    @pytest.mark.parametrize("target", ["a", "a/b", "a/b/c/d"])
    def test_onto_or_into_itself(self, backend: Backend, target: str) -> None:
        put(backend, "a/b/one")
        refused(Code.TARGET_EXISTS, backend.rename, "a", target)
        assert holds(backend, "a/b/one", b"content")
        assert names(backend, "a/b") == ["one"]

    def test_file_onto_itself(self, backend: Backend) -> None:
        put(backend, "a/one")
        refused(Code.TARGET_EXISTS, backend.rename, "a/one", "a/one")
        assert holds(backend, "a/one", b"content")

    def test_source_that_is_not_there(self, backend: Backend) -> None:
        put(backend, "a/one")
        for source in ("a/two", "no/two", "a/one/two"):
            error = refused(Code.TARGET_MISSING, backend.rename, source, "a/new")
            assert error.facts["path"] == source
        assert backend.stat("a/new") is None

    def test_a_file_in_the_way_of_a_parent(self, backend: Backend) -> None:
        put(backend, "a", b"file")
        put(backend, "source")
        refused(Code.TARGET_EXISTS, backend.rename, "source", "a/b/target")
        assert holds(backend, "source", b"content")
        assert holds(backend, "a", b"file")

    def test_old_name_is_free_and_does_not_lead_into_the_moved_folder(
        self, backend: Backend, other: Backend
    ) -> None:
        for turn, connection in enumerate((other, backend)):
            put(backend, "ready/0/one")
            connection.rename("ready/0", f"published{turn}")
            put(backend, "ready/0/two")
            assert names(backend, f"published{turn}") == ["one"]
            assert names(backend, "ready/0") == ["two"]
            backend.remove("ready/0/two")

    @pytest.mark.parametrize("kind", ["file", "folder"])
    def test_race_for_one_target(self, backend: Backend, other: Backend, kind: str) -> None:
        if kind not in self.raced_renames:
            pytest.skip("this server looks first, and then renames")
        for turn in range(25):
            target = f"Inv/Study{turn}/Assay"
            self._put(backend, "mine", kind, b"mine")
            self._put(backend, "yours", kind, b"yours")
            ends = raced(
                partial(backend.rename, "mine", target), partial(other.rename, "yours", target)
            )
            assert sorted(ends, key=str) == [None, Code.TARGET_EXISTS]
            won, lost = ("mine", "yours") if ends[0] is None else ("yours", "mine")
            self._assert_there(backend, target, kind, won.encode())
            self._assert_there(backend, lost, kind, lost.encode())
            assert backend.stat(won) is None
            backend.rename(lost, f"left/{turn}")

    @pytest.mark.parametrize("kind", ["file", "folder"])
    def test_race_for_one_source(self, backend: Backend, other: Backend, kind: str) -> None:
        for turn in range(25):
            self._put(backend, "ready", kind, b"mine")
            ends = raced(
                partial(backend.rename, "ready", f"one/{turn}"),
                partial(other.rename, "ready", f"two/{turn}"),
            )
            assert sorted(ends, key=str) == [None, Code.TARGET_MISSING]
            won, lost = ("one", "two") if ends[0] is None else ("two", "one")
            self._assert_there(backend, f"{won}/{turn}", kind, b"mine")
            assert backend.stat(f"{lost}/{turn}") is None

    @staticmethod
    def _put(backend: Backend, path: str, kind: str, content: bytes) -> None:
        if kind == "file":
            put(backend, path, content)
        elif kind == "empty file":
            put(backend, path, b"")
        elif kind == "folder":
            put_folder(backend, path, content)
        else:
            put_empty_folder(backend, path)

    @staticmethod
    def _assert_there(backend: Backend, path: str, kind: str, content: bytes) -> None:
        if kind == "file":
            assert holds(backend, path, content)
        elif kind == "empty file":
            assert holds(backend, path, b"")
        elif kind == "folder":
            assert holds(backend, f"{path}/inner/one", content)
        else:
            assert names(backend, path) == []

"""A disk that fills, and shares that nobody may write to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from fbi_uploader.errors import Code, NodeError
from fbi_uploader.transfer.backend import Item
from tests.contract.tools import codes, holds, names, nothing, put, refused, source
from tests.e2e.smb_tools import MIB, content, on_share, pieces, place_on
from tests.servers.fixtures import NewSmbd, Place
from tests.servers.smb_backend import smb_backend
from tests.servers.smbd import Smbd
from tests.servers.smbd_config import Options

SMALL = 8 * MIB  # Options.small_bytes


@pytest.fixture
def small(new_smbd: NewSmbd) -> Place:
    """A disk of 8 MiB."""
    server = new_smbd(Options(small_bytes=SMALL))
    if not server.small_is_real:
        pytest.skip("no disk can be mounted here")
    return place_on(server, share="small")


def test_a_full_disk_keeps_what_was_flushed(small: Place) -> None:
    whole, segment = content(6 * MIB), 3 * MIB
    with smb_backend(small) as backend:
        before = backend.space("any").free
        assert before
        assert 7 * MIB < before <= SMALL
        put(backend, "filler", content(3 * MIB))
        backend.write("a.part", pieces(whole[:segment]), 0, nothing)
        counts: list[int] = []
        error = refused(
            Code.NODE_FULL, backend.write, "a.part", pieces(whole), segment, counts.append
        )
        assert isinstance(error, NodeError)
        assert sum(counts) < len(whole) - segment
        stored = b"".join(backend.read("a.part", 0))
        assert stored[:segment] == whole[:segment]
        left = backend.space("a.part").free
        assert left is not None
        assert left < MIB
        # Somebody makes room: the same part goes on where it was proved.
        backend.remove("filler")
        backend.write("a.part", pieces(whole), segment, nothing)
        assert holds(backend, "a.part", whole)
        backend.remove("a.part")
        assert backend.space("any").free == before


def test_many_files_onto_a_full_disk(small: Place) -> None:
    """Each is whole and said to be done, or not said to be; those behind are not even tried."""
    whole = content(MIB // 2)
    with smb_backend(small) as backend:
        items = [Item(f"a/{number}", source(whole)) for number in range(60)]
        answers = backend.write_many(items, nothing)
        told = codes(answers)
        assert set(told) == {None, Code.NODE_FULL}
        done = [number for number, code in enumerate(told) if code is None]
        assert 10 < len(done) <= 16
        digests = backend.digest_many([f"a/{number}" for number in done], nothing)
        assert {getattr(one, "value", one) for one in digests} == {
            hashlib.sha256(whole).hexdigest()
        }
        assert len(names(backend, "a")) < 60
        for name in names(backend, "a"):
            backend.remove(f"a/{name}")
        put(backend, "a/after", whole)


def test_an_empty_file_fits_on_a_full_disk(small: Place) -> None:
    with smb_backend(small) as backend:
        refused(Code.NODE_FULL, put, backend, "filler", content(9 * MIB))
        put(backend, "empty", b"")
        assert holds(backend, "empty", b"")


@pytest.mark.parametrize(("total", "free"), [(8 * MIB, 3 * MIB), (1 << 50, 1 << 49), (MIB, 1024)])
def test_what_the_server_tells_of_its_space(smbd: Smbd, total: int, free: int) -> None:
    smbd.say_free(total, free)
    with smb_backend(on_share(smbd, "quota")) as backend:
        for path in ("any", "not/yet/there"):
            found = backend.space(path)
            assert (found.free, found.quota) == (free, None)


def test_space_below_a_file(smbd: Smbd) -> None:
    smbd.say_free(MIB, 4096)
    with smb_backend(on_share(smbd, "quota")) as backend:
        smbd.put("file", b"content", "quota")
        assert backend.space("file").free == 4096
        assert backend.space("file/below").free == 4096


# -- read only


@pytest.fixture
def readonly(smbd: Smbd) -> Place:
    for path in ("there/one", "there/two"):
        smbd.put(path, b"content", "readonly")
    return on_share(smbd, "readonly")


def test_a_read_only_share(readonly: Place) -> None:
    with smb_backend(readonly) as backend:
        acts: list[Callable[[], object]] = [
            lambda: put(backend, "new"),
            lambda: put(backend, "new/folder/one"),
            lambda: put(backend, "there/new"),
            lambda: backend.write("there/one", pieces(b"content more"), 7, nothing),
            lambda: backend.rename("there/one", "there/new"),
            lambda: backend.rename("there", "new"),
            lambda: backend.rename("there/one", "new/folder/one"),
            lambda: backend.remove("there/one"),
        ]
        for act in acts:
            error = refused(Code.NODE_READ_ONLY, act)
            assert isinstance(error, NodeError)
        items = [Item(f"there/{number}", source(b"some")) for number in range(3)]
        assert codes(backend.write_many(items, nothing)) == [Code.NODE_READ_ONLY] * 3
        pairs = [("there/one", "there/new"), ("there/two", "there/newer")]
        assert codes(backend.rename_many(pairs)) == [Code.NODE_READ_ONLY] * 2
        assert names(backend, "there") == ["one", "two"]
        assert holds(backend, "there/one", b"content")


def test_a_folder_that_this_account_may_not_write_in(smbd: Smbd, smb_place: Place) -> None:
    assert smb_place.folder
    folder = smbd.folder(f"{smb_place.path}/theirs")
    folder.chmod(0o555)
    with smb_backend(smb_place) as backend:
        refused(Code.TARGET_DENIED, put, backend, "theirs/new")
        items = [Item("theirs/1", source(b"some")), Item("ours/1", source(b"some"))]
        assert codes(backend.write_many(items, nothing)) == [Code.TARGET_DENIED, None]
        assert names(backend, "theirs") == []

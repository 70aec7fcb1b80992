"""Files that somebody else has open: a dead session of ours, another program, a leaseholder."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from fbi_uploader.errors import Code, RetryError, UploaderError
from fbi_uploader.transfer.backends.smb.backend import SmbBackend
from fbi_uploader.transfer.backends.smb.logon import Tree
from tests.contract.tools import holds, nothing, put, refused
from tests.e2e.smb_other_client import OtherClient
from tests.e2e.smb_tools import BRIEF, MIB, content, lost, pieces, place_on, session, until
from tests.servers.fixtures import NewProxy, NewSmbd, Place
from tests.servers.rules import Cut, Freeze
from tests.servers.smb_backend import HASTY, smb_backend
from tests.servers.smbd import Smbd
from tests.servers.smbd_config import Options

READ, WRITE, DELETE = 1, 2, 4  # what a share mode lets others do, [MS-SMB2] 2.2.13
WHOLE = content(12 * MIB + 9)
SEGMENT = 4 * MIB


@pytest.fixture
def dead(smbd: Smbd, smb_place: Place, new_proxy: NewProxy) -> SmbBackend:
    """Cut off without the server's learning of it, while it wrote the second part of a file."""
    proxy = new_proxy(smbd)
    backend = smb_backend(smb_place, port=proxy.port, patience=HASTY)
    backend.connect()
    backend.write("ready/a.part", pieces(WHOLE[:SEGMENT]), 0, nothing)
    cut = proxy.add(Cut("WRITE", "response", nth=3, when="before", server=False))
    lost(backend.write, "ready/a.part", pieces(WHOLE), SEGMENT, nothing)
    assert cut.fired
    return backend


def held(act: Callable[..., object], *arguments: object) -> UploaderError:
    error = refused(Code.HELD, act, *arguments)
    assert isinstance(error, RetryError)
    return error


def test_a_dead_session_holds_its_part(smb_place: Place, dead: SmbBackend) -> None:
    with smb_backend(smb_place) as stranger:  # names no session
        error = held(stranger.write, "ready/a.part", pieces(WHOLE), SEGMENT, nothing)
        assert error.facts["status"] == "SHARING_VIOLATION"
        held(stranger.rename, "ready/a.part", "ready/b.part")
        held(stranger.remove, "ready/a.part")
        assert b"".join(stranger.read("ready/a.part", 0))[:SEGMENT] == WHOLE[:SEGMENT]
        put(stranger, "ready/another.part")  # the work goes on under a new name


def test_naming_the_dead_session_frees_its_part(smb_place: Place, dead: SmbBackend) -> None:
    before = dead._session
    dead.connect()
    assert session(dead) != before
    with dead:
        dead.write("ready/a.part", pieces(WHOLE), SEGMENT, nothing)
        assert holds(dead, "ready/a.part", WHOLE)
        dead.rename("ready", "published")
        assert holds(dead, "published/a.part", WHOLE)


def test_a_session_that_said_goodbye_is_not_named(smb_place: Place) -> None:
    named: list[int] = []
    backend = smb_backend(smb_place)
    way = backend._way

    def noted(previous: int) -> tuple[Tree, str]:
        named.append(previous)
        return way(previous)

    backend._way = noted
    backend.connect()
    first = session(backend)
    backend.connect()
    backend._connected().connection.close()  # as when it is lost
    second = backend._session
    backend.connect()
    backend.close()
    assert named == [0, 0, second]
    assert first != second


def test_another_program_has_it_open(smb_place: Place) -> None:
    with smb_backend(smb_place) as backend, OtherClient(smb_place) as other:
        for name in ("a/one", "a/two"):
            put(backend, name)
        opened = other.open("a/one")
        for act in (
            lambda: backend.digest("a/one", nothing),
            lambda: list(backend.read("a/one", 0)),
            lambda: backend.write("a/one", pieces(b"content and more"), 7, nothing),
            lambda: backend.rename("a/one", "a/new"),
            lambda: backend.remove("a/one"),
        ):
            held(act)
        assert [one is None for one in backend.rename_many([("a/one", "x"), ("a/two", "y")])] == [
            False,
            True,
        ]
        (digest, missing) = backend.digest_many(["a/one", "a/two"], nothing)
        assert isinstance(digest, RetryError)
        assert digest.code is Code.HELD
        assert isinstance(missing, UploaderError)
        found = backend.stat("a/one")
        assert found
        assert found.size == 7
        opened.close()
        backend.rename("a", "b")
        assert holds(backend, "b/one", b"content")


def test_a_reader_does_not_keep_us_from_reading(smb_place: Place) -> None:
    with smb_backend(smb_place) as backend, OtherClient(smb_place) as other:
        put(backend, "a/one")
        opened = other.open("a/one", READ | WRITE | DELETE)
        assert holds(backend, "a/one", b"content")
        backend.rename("a/one", "a/two")
        opened.close()


@pytest.mark.parametrize("strict", [False, True])
def test_a_folder_with_something_open_in_it(new_smbd: NewSmbd, strict: bool) -> None:
    """Windows refuses. smbd does so for what the same process of it has open, or by its option.

    Each of our connections is a process of its own; the file goes on under its new name.
    """
    server = new_smbd(Options(extra=(("strict rename", "yes"),) if strict else ()))
    place = place_on(server)
    with smb_backend(place) as backend, OtherClient(place) as other:
        put(backend, "ready/one")
        opened = other.open("ready/one")
        if strict:
            error = held(backend.rename, "ready", "published")
            assert error.facts["status"] == "ACCESS_DENIED"
            assert backend.stat("published") is None
            opened.close()
        backend.rename("ready", "published")
        assert backend.stat("ready") is None
        if not strict:
            held(backend.digest, "published/one", nothing)
            opened.close()
        assert holds(backend, "published/one", b"content")


@pytest.mark.parametrize("name", ["digest", "digest_many", "rename", "write"])
def test_a_lease_is_called_back_and_we_wait_for_it(
    smbd: Smbd, smb_place: Place, new_proxy: NewProxy, name: str
) -> None:
    """Longer than a silent server is waited for: this one says that it is there."""
    theirs, ours, ends = new_proxy(smbd), new_proxy(smbd), list[object]()
    with OtherClient(smb_place, theirs.port) as other:
        backend = smb_backend(smb_place, port=ours.port, patience=BRIEF)
        with backend:
            put(backend, "one", b"content")
            other.open("one", READ | WRITE | DELETE, lease=True)
            called = theirs.add(Freeze("OPLOCK_BREAK", "response", when="before"))
            acts: dict[str, Callable[[], object]] = {
                "digest": lambda: backend.digest("one", nothing),
                "digest_many": lambda: backend.digest_many(["one"], nothing)[0],
                "rename": lambda: backend.rename("one", "two"),
                "write": lambda: backend.write("one", pieces(b"content more"), 7, nothing),
            }
            acting = threading.Thread(target=lambda: ends.append(acts[name]()))
            acting.start()
            until(lambda: ours.count("ECHO", "response") * BRIEF.probe > BRIEF.silence)
            assert called.fired
            assert not ends
            theirs.cut()
            acting.join(20)
            assert ends
            assert not isinstance(ends[0], UploaderError)
            whole = b"content more" if name == "write" else b"content"
            assert holds(backend, "two" if name == "rename" else "one", whole)

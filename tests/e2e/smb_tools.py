"""What the bad days of a share are written with."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from fbi_uploader.errors import Code, RetryError, UploaderError
from fbi_uploader.transfer.backends.smb.backend import SmbBackend
from fbi_uploader.transfer.backends.smb.connection import Patience
from tests.contract.tools import Pieces, refused
from tests.servers.fixtures import Place
from tests.servers.smbd import Smbd

MIB = 1 << 20
BRIEF = Patience(connect=2, probe=0.1, silence=0.3, answer=5)
"""For lines that freeze: given up after less than half a second."""

BRIEF_SECONDS = 3.0
"""By when that has surely been noticed, on a machine that does something else as well."""


def content(size: int) -> bytes:
    """The same bytes each time, no two pieces of it alike."""
    return hashlib.shake_256(b"bad days").digest(size)


def pieces(whole: bytes) -> Pieces:
    """A source of 1 MiB pieces."""
    return Pieces(tuple(whole[start : start + MIB] for start in range(0, len(whole), MIB)))


def place_on(server: Smbd, name: str = "landing", share: str = "data") -> Place:
    """A new empty folder on a share."""
    folder = server.folder(name, share)
    return Place(server.host, server.port, server.user, server.password, share, name, folder)


def on_share(server: Smbd, share: str) -> Place:
    """The top of a share."""
    return Place(
        server.host, server.port, server.user, server.password, share, "", server.share(share)
    )


def as_second(server: Smbd, place: Place) -> Place:
    """The same place, for the second person."""
    return replace(place, user=server.second.user, password=server.second.password)


def lost(act: Callable[..., object], *arguments: object) -> RetryError:
    """`act` has to say that the connection is gone."""
    error = refused(Code.CONNECTION_LOST, act, *arguments)
    assert isinstance(error, RetryError)
    return error


def answered(act: Callable[[], object]) -> list[UploaderError | None]:
    """How a call for one thing ended, as those for many tell it."""
    try:
        act()
    except UploaderError as error:
        return [error]
    return [None]


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for what has to come, and fail when it does not."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            pytest.fail("what was waited for did not happen")
        time.sleep(0.005)


def session(backend: SmbBackend) -> int:
    """The number of its session."""
    return backend._connected().connection.session.number

"""A share keeps the contract: signed, encrypted, in the oldest dialect, and through DFS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import ClassVar

import pytest

from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.backends.smb.backend import SmbBackend
from tests.contract.suite import BackendContract
from tests.contract.tools import Make
from tests.servers.fixtures import Place
from tests.servers.smb_backend import smb_backend, smb_login
from tests.servers.smbd import Smbd
from tests.servers.smbd_config import Options


@contextmanager
def connections(unconnected: Callable[[], SmbBackend]) -> Iterator[Make]:
    """Connected backends, closed at the end."""
    with ExitStack() as opened:

        def connected() -> Backend:
            return opened.enter_context(unconnected())

        yield connected


class SmbContract(BackendContract):
    """What differs on every SMB server.

    Windows' own rules for names, times in steps of 100 ns, and two clients that rename files to
    one target (see `SmbBackend`).
    """

    mtime_step_ns = 100
    refused_names = frozenset({'the "good" one.tif', "..."})
    raced_renames = frozenset({"folder"})


class TestSigned(SmbContract):
    @pytest.fixture
    def make(self, smb_place: Place) -> Iterator[Make]:
        with connections(lambda: smb_backend(smb_place)) as make:
            yield make


class TestEncrypted(SmbContract):
    @pytest.fixture
    def make(self, smb_place: Place) -> Iterator[Make]:
        login = replace(smb_login(smb_place), encrypt=True)
        with connections(lambda: smb_backend(smb_place, login)) as make:
            yield make


class TestThroughDfs(SmbContract):
    """The node's file names a namespace; the landing folder lies behind a link in it."""

    @pytest.fixture
    def make(self, smbd: Smbd, smb_place: Place) -> Iterator[Make]:
        assert smbd.share("dfs").is_dir()
        named = replace(smb_place, share="dfs", path=f"link/{smb_place.path}")
        with connections(lambda: smb_backend(named)) as make:
            yield make


class OtherServer(SmbContract):
    """On a server of its own kind, which all tests of the class use."""

    options: ClassVar[Options]

    @pytest.fixture(scope="class")
    @classmethod
    def other_smbd(cls) -> Iterator[Smbd]:
        with Smbd(cls.options) as server:
            yield server

    @pytest.fixture
    def make(self, other_smbd: Smbd, request: pytest.FixtureRequest) -> Iterator[Make]:
        name = f"test-{abs(hash(request.node.nodeid))}"
        place = place_on(other_smbd, name)
        with connections(lambda: smb_backend(place)) as make:
            yield make


class TestFewCredits(OtherServer):
    """A server that lets us say little at a time."""

    options = Options(max_credits=16)


class TestOldest(OtherServer):
    options = Options(max_protocol="SMB2_10")


class TestOldestThatEncrypts(OtherServer):
    options = Options(max_protocol="SMB3_00", encrypt="required")


def place_on(server: Smbd, name: str) -> Place:
    """An empty folder on a server."""
    folder = server.folder(name)
    return Place(server.host, server.port, server.user, server.password, "data", name, folder)

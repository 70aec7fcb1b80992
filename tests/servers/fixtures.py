"""Fixtures for tests that need an SMB server: `smbd`, `new_smbd`, `new_proxy`, `smb_place`.

Registered by tests/conftest.py. Nothing is started before the first test that asks. Against a real
server of somebody's (`smb_place` only):

    FBI_TEST_SMB=smb://user@host:445/share/path        `path` must exist and be writable
    FBI_TEST_SMB_PASSWORD_FILE=/where/the/password/is   its first line
"""

from __future__ import annotations

import itertools
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.servers.proxy import Proxy
from tests.servers.rules import Rule
from tests.servers.smb_command import SmbCommand
from tests.servers.smbd import Smbd
from tests.servers.smbd_config import Options

NewSmbd = Callable[[Options], Smbd]
_NUMBERS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Place:
    """An empty folder on a share, for one test.

    `path`    from the top of the share, with slashes
    `folder`  the same on this machine's disk; None on a server that is not ours
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    share: str
    path: str
    folder: Path | None = None


class NewProxy:
    """Makes proxies onto servers, closed at the end of the test."""

    def __init__(self, opened: ExitStack) -> None:
        self._opened = opened

    def __call__(
        self, server: Smbd, *, delay: float = 0.0, parse: bool = True, rules: Iterable[Rule] = ()
    ) -> Proxy:
        target = (server.host, server.port)
        made = Proxy(target, delay=delay, parse=parse, rules=rules)
        return self._opened.enter_context(made)


@pytest.fixture(scope="session")
def smbd_of_run() -> Iterator[Smbd]:
    """The one server of this run; tests take `smbd`."""
    with Smbd() as server:
        yield server


@pytest.fixture
def smbd(smbd_of_run: Smbd) -> Smbd:
    """The server of this run, running: the test before may have killed it."""
    if not smbd_of_run.running:
        smbd_of_run.stop()  # what is left of it
        smbd_of_run.start()
    return smbd_of_run


@pytest.fixture
def new_smbd() -> Iterator[NewSmbd]:
    """Starts servers with options of their own (each takes some 0.2 s), for this test only."""
    with ExitStack() as opened:
        yield lambda options: opened.enter_context(Smbd(options))


@pytest.fixture
def new_proxy() -> Iterator[NewProxy]:
    """Puts proxies before servers, for this test only."""
    with ExitStack() as opened:
        yield NewProxy(opened)


@pytest.fixture
def smb_place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """An empty folder on the server that FBI_TEST_SMB names, or else on our own smbd."""
    named = os.environ.get("FBI_TEST_SMB")
    with _place_there(named) if named else _place_here(request) as place:
        yield place


@contextmanager
def _place_here(request: pytest.FixtureRequest) -> Iterator[Place]:
    server: Smbd = request.getfixturevalue("smbd")
    name = f"test-{next(_NUMBERS)}"
    folder = server.folder(name)
    yield Place(server.host, server.port, server.user, server.password, "data", name, folder)


@contextmanager
def _place_there(named: str) -> Iterator[Place]:
    place = named_place(named, Path(os.environ["FBI_TEST_SMB_PASSWORD_FILE"]))
    command = SmbCommand(place.host, place.port, place.share, place.user, place.password)
    made = command.run(f'mkdir "{place.path}"')
    assert made.code == 0, made.said
    try:
        yield place
    finally:
        command.run(f'deltree "{place.path}"')


def named_place(named: str, password_file: Path) -> Place:
    """What FBI_TEST_SMB means: a folder, not made yet, below the path that it names."""
    parts = urlsplit(named)
    share, _, path = unquote(parts.path).strip("/").partition("/")
    if parts.scheme != "smb" or not (parts.hostname and parts.username and share):
        raise ValueError("FBI_TEST_SMB is smb://user@host:port/share/path")
    password = password_file.read_text(encoding="utf-8").splitlines()[0]
    new = "/".join(filter(None, (path, f"fbi-test-{uuid.uuid4().hex[:12]}")))
    user = unquote(parts.username)
    return Place(parts.hostname, parts.port or 445, user, password, share, new)

"""A line that breaks before and after every kind of message, both ways: done, or said not to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from fbi_uploader.errors import Code, RetryError
from fbi_uploader.transfer.backends.smb.backend import SmbBackend
from tests.e2e.smb_operations import OPERATIONS
from tests.servers.fixtures import NewProxy, Place
from tests.servers.messages import Command, Direction
from tests.servers.proxy import Proxy
from tests.servers.rules import AtMessage, Cut, Verdict, When
from tests.servers.smb_backend import HASTY, smb_backend
from tests.servers.smbd import Smbd

FRAMES = [
    pytest.param(name, command, nth, id=f"{name}-{command}-{nth}")
    for name, operation in OPERATIONS.items()
    for command, nth in operation.frames
]
PLACES: list[tuple[Direction, When]] = [
    ("request", "before"),
    ("request", "after"),
    ("response", "before"),
    ("response", "after"),
]
LETTING_GO = {"CLOSE", "LOGOFF"}
"""Said at the end; what was wanted is done by then."""


Proxied = tuple[SmbBackend, Proxy]


@pytest.fixture
def proxied(smbd: Smbd, smb_place: Place, new_proxy: NewProxy) -> Iterator[Proxied]:
    """A connected backend, and the proxy that it goes through."""
    proxy = new_proxy(smbd)
    with smb_backend(smb_place, port=proxy.port, patience=HASTY) as backend:
        yield backend, proxy


class Kinds(AtMessage):
    """Nothing goes wrong: it only keeps which commands each request is made of."""

    def __init__(self) -> None:
        super().__init__("CREATE", "request", 1, "after", Verdict(None))
        self.found: list[list[str]] = []

    def due(self, commands: Sequence[Command]) -> bool:
        if commands[0].direction == "request":
            self.found.append([one.name for one in commands])
        return False


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_kind_of_message_is_named(
    smbd: Smbd, smb_place: Place, new_proxy: NewProxy, name: str
) -> None:
    operation, proxy = OPERATIONS[name], new_proxy(smbd)
    with smb_backend(smb_place, port=proxy.port) as backend:
        operation.prepare(backend)
        kinds = proxy.add(Kinds())
        answers = operation.act(backend)
        proxy.remove(kinds)
        assert list(answers) == [None] * len(answers)
    with smb_backend(smb_place) as backend:
        operation.check(backend, [True] * len(answers))
    named = {command for command, _ in operation.frames}
    assert kinds.found
    assert all(named.intersection(kind) for kind in kinds.found), kinds.found


@pytest.mark.parametrize(("name", "files"), [("write", 1), ("write_many", 5)])
def test_each_file_is_flushed_before_it_is_closed(proxied: Proxied, name: str, files: int) -> None:
    backend, proxy = proxied
    kinds = proxy.add(Kinds())
    OPERATIONS[name].act(backend)
    flushed = [kind for kind in kinds.found if "FLUSH" in kind]
    assert len(flushed) == files
    assert all(kind[-2:] == ["FLUSH", "CLOSE"] for kind in flushed)


@pytest.mark.parametrize(("name", "command", "nth"), FRAMES)
@pytest.mark.parametrize("place", PLACES, ids="-".join)
def test_a_cut(
    proxied: Proxied, name: str, command: str, nth: int, place: tuple[Direction, When]
) -> None:
    backend, proxy = proxied
    operation = OPERATIONS[name]
    operation.prepare(backend)
    cut = proxy.add(Cut(command, place[0], nth, place[1]))
    answers = operation.act(backend)
    assert cut.wait(5)
    broken = [answer for answer in answers if answer is not None]
    assert all(isinstance(one, RetryError) for one in broken)
    assert {one.code for one in broken} <= {Code.CONNECTION_LOST}
    assert broken or command in LETTING_GO or place == ("response", "after")
    backend.connect()
    operation.check(backend, [answer is None for answer in answers])

"""What many unit tests begin with: a PC with its node in memory, and the program as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fbi_uploader import paths
from fbi_uploader.app import App
from fbi_uploader.clock import ManualClock
from fbi_uploader.transfer.backends.memory import MemoryServer
from fbi_uploader.transfer.journal.database import Journal
from tests.unit.engine_tools import PC, memory_pc


@pytest.fixture
def server() -> MemoryServer:
    """What `pc` sends to."""
    return MemoryServer()


@pytest.fixture
def pc(tmp_path: Path, server: MemoryServer) -> Iterator[PC]:
    """A PC that has nothing to send yet."""
    made = memory_pc(tmp_path / "pc", server)
    yield made
    made.journal.close()


@pytest.fixture
def app(home: Path, tmp_path: Path) -> App:
    """The program in a data folder of its own, on a day that stands still."""
    found = paths.find_home(home)
    found.prepare()
    return App(found, ManualClock(), tmp_path / "machine" / "nodes")


@pytest.fixture
def journal(app: App) -> Iterator[Journal]:
    """The journal of `app`, open to write."""
    with closing(app.journal()) as opened:
        yield opened

"""The fixtures that every part of the contract uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest

from fbi_uploader.transfer.backend import Backend
from tests.contract.tools import Make


class Contract:
    """Overridden where a server is coarser than a file system.

    `mtime_step_ns`  how finely modification times are kept
    `raced_renames`  what two connections may rename to one target at once, and one is refused
    `refused_names`  names from `suite_naming.NAMES` that the server cannot store
    """

    mtime_step_ns: ClassVar[int] = 1
    refused_names: ClassVar[frozenset[str]] = frozenset()
    raced_renames: ClassVar[frozenset[str]] = frozenset({"file", "folder"})

    @pytest.fixture
    def make(self) -> Iterator[Make]:
        """A function that gives connected backends onto one empty landing place."""
        raise NotImplementedError

    @pytest.fixture
    def backend(self, make: Make) -> Backend:
        return make()

    @pytest.fixture
    def other(self, make: Make) -> Backend:
        """A second connection to the same place."""
        return make()

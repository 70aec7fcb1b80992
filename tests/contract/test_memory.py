"""The landing place in memory keeps the contract."""

from __future__ import annotations

import pytest

from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from tests.contract.suite import BackendContract
from tests.contract.tools import Make


class TestMemory(BackendContract):
    @pytest.fixture
    def make(self) -> Make:
        server = MemoryServer()

        def connected() -> Backend:
            backend = MemoryBackend(server)
            backend.connect()
            return backend

        return connected

"""The landing place in memory keeps the contract, bare and inside every decorator."""

from __future__ import annotations

import pytest

from fbi_uploader.clock import SystemClock
from fbi_uploader.transfer.backend import Backend
from fbi_uploader.transfer.backends.memory import MemoryBackend, MemoryServer
from fbi_uploader.transfer.decorators.retry import Retrying, RetryPolicy
from fbi_uploader.transfer.decorators.throttle import Bucket, Throttled
from tests.contract.suite import BackendContract
from tests.contract.tools import Make
from tests.faults import FaultyBackend

ONCE = RetryPolicy(attempts=1)


class TestMemory(BackendContract):
    @pytest.fixture
    def make(self) -> Make:
        server = MemoryServer()

        def connected() -> Backend:
            backend = MemoryBackend(server)
            backend.connect()
            return backend

        return connected


class TestDecoratedMemory(BackendContract):
    @pytest.fixture
    def make(self) -> Make:
        server, clock = MemoryServer(), SystemClock()
        bucket = Bucket(None, clock)

        def connected() -> Backend:
            faulty = FaultyBackend(MemoryBackend(server), [])
            backend = Throttled(Retrying(faulty, ONCE, clock), bucket)
            backend.connect()
            return backend

        return connected

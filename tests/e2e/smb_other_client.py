"""Another client of the same share: smbprotocol, which opens files as we never do."""

from __future__ import annotations

import contextlib
import importlib
import uuid
from types import TracebackType
from typing import Any, Self

from tests.servers.fixtures import Place


class OtherClient:
    """Logged on to a place's share; smbprotocol has no types."""

    def __init__(self, place: Place, port: int = 0) -> None:
        connection = importlib.import_module("smbprotocol.connection")
        session = importlib.import_module("smbprotocol.session")
        tree = importlib.import_module("smbprotocol.tree")
        self._kinds: Any = importlib.import_module("smbprotocol.open")
        self._contexts: Any = importlib.import_module("smbprotocol.create_contexts")
        self._path = place.path
        self._line: Any = connection.Connection(uuid.uuid4(), place.host, port or place.port)
        self._line.connect(timeout=20)
        session = session.Session(self._line, place.user, place.password, require_encryption=False)
        session.connect()
        self._tree: Any = tree.TreeConnect(session, rf"\\{place.host}\{place.share}")
        self._tree.connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # It ends of itself at the first lease that the server calls back: KeyError in its thread.
        with contextlib.suppress(Exception):
            self._line.disconnect(close=True, timeout=5)

    def open(self, name: str, share: int = 0, *, lease: bool = False) -> Any:
        """What is there, for reading and writing; `share` 0 lets nobody else have it.

        With a lease the server asks this client before others read, write or rename it.
        """
        kinds = self._kinds
        opened = kinds.Open(self._tree, "\\".join((self._path, *name.split("/"))))
        access = kinds.FilePipePrinterAccessMask
        opened.create(
            kinds.ImpersonationLevel.Impersonation,
            access.GENERIC_READ | access.GENERIC_WRITE,
            kinds.FileAttributes.FILE_ATTRIBUTE_NORMAL,
            share,
            kinds.CreateDisposition.FILE_OPEN,
            kinds.CreateOptions.FILE_NON_DIRECTORY_FILE,
            [self._lease()] if lease else None,
            kinds.RequestedOplockLevel.SMB2_OPLOCK_LEVEL_LEASE if lease else 0,
        )
        return opened

    def _lease(self) -> Any:
        contexts = self._contexts
        asked = contexts.SMB2CreateRequestLease()
        state = contexts.LeaseState
        asked["lease_key"] = uuid.uuid4().bytes
        asked["lease_state"] = (
            state.SMB2_LEASE_READ_CACHING
            | state.SMB2_LEASE_HANDLE_CACHING
            | state.SMB2_LEASE_WRITE_CACHING
        )
        context = contexts.SMB2CreateContextRequest()
        context["buffer_name"] = contexts.CreateContextName.SMB2_CREATE_REQUEST_LEASE
        context["buffer_data"] = asked
        return context

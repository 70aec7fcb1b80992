"""The entries of a folder, as the server gives them: block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fbi_uploader.transfer.backend import Entry
from fbi_uploader.transfer.backends.smb import messages
from fbi_uploader.transfer.backends.smb.messages import (
    Access,
    Disposition,
    GarbledError,
    Listed,
    Options,
)
from fbi_uploader.transfer.backends.smb.messages import Share as Sharing
from fbi_uploader.transfer.backends.smb.share import Share
from fbi_uploader.transfer.backends.smb.status import Status
from fbi_uploader.transfer.landing import shown

_BLOCK = 256 << 10
_END = frozenset({int(Status.NO_MORE_FILES)})


def entries(connected: Callable[[], Share], path: str) -> Iterator[Entry]:
    """What lies in the folder `path`. Nothing is asked before the first entry is."""
    share = connected()
    folder = share.open(
        path, Access.READ_DATA, Sharing.ALL, Disposition.OPEN, Options.FOLDER
    ).file_id
    size = min(_BLOCK, share.most)
    try:
        while True:
            request = messages.query_folder(size, folder)
            exchange = share.connection.start((request,))
            (reply,) = share.settle(path, (request,), exchange, _END)
            if reply.status == Status.NO_MORE_FILES:
                return
            for found in messages.listed(reply):
                if found.name not in {".", ".."}:
                    yield shown_entry(found)
    finally:
        if share.connection.alive:
            share.release(folder)


def shown_id(number: int) -> str:
    """The server's own number of a file, as text."""
    return f"{number:x}"


def shown_entry(found: Listed) -> Entry:
    """GarbledError for a name that no entry of a folder has."""
    if not found.name or not {"/", "\\", "\0"}.isdisjoint(found.name):
        raise GarbledError("a name that is none")
    return Entry(
        shown(found.name), found.is_folder, found.size, found.mtime_ns, shown_id(found.file_id)
    )

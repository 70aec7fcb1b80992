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
    Reply,
    Request,
)
from fbi_uploader.transfer.backends.smb.messages import Share as Sharing
from fbi_uploader.transfer.backends.smb.share import Share
from fbi_uploader.transfer.backends.smb.status import Status
from fbi_uploader.transfer.landing import shown

_BLOCK = 256 << 10
_WHOLE = 512 << 10
"""What one compound lists of a folder: some 4,000 short names."""

_END = frozenset({int(Status.NO_MORE_FILES)})


def entries(connected: Callable[[], Share], path: str) -> Iterator[Entry]:
    """What lies in the folder `path`. Nothing is asked before the first entry is."""
    share = connected()
    whole = _whole(share, path)
    for reply in _blocks(share, path) if whole is None else (whole,):
        for found in messages.listed(reply):
            if found.name not in {".", ".."}:
                yield shown_entry(found)


def _whole(share: Share, path: str) -> Reply | None:
    """All of a folder in one round trip; None when it holds more."""
    requests = (
        _opening(share, path),
        messages.query_folder(min(_WHOLE, share.most_beside(3))),
        messages.query_folder(messages.CREDIT_BYTES),  # says that this was all
        messages.close(),
    )
    replies = share.settle(path, requests, share.connection.start(requests), _END)
    return replies[1] if replies[2].status == Status.NO_MORE_FILES else None


def _blocks(share: Share, path: str) -> Iterator[Reply]:
    """Block by block: of a large folder no more than one is in memory."""
    folder = messages.opened(share.ask(path, _opening(share, path))[0]).file_id
    size = min(_BLOCK, share.most)
    try:
        while True:
            request = messages.query_folder(size, folder)
            exchange = share.connection.start((request,))
            (reply,) = share.settle(path, (request,), exchange, _END)
            if reply.status == Status.NO_MORE_FILES:
                return
            yield reply
    finally:
        if share.connection.alive:
            share.release(folder)


def _opening(share: Share, path: str) -> Request:
    access, options = Access.READ_DATA, Options.FOLDER
    return messages.create(share.wire(path), access, Sharing.ALL, Disposition.OPEN, options)


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

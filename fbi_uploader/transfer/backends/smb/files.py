"""One file: written and read with several requests on their way at once."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Generator, Sequence

from fbi_uploader.errors import Code, FileError, RetryError, UploaderError
from fbi_uploader.transfer.backend import OnBytes, Source
from fbi_uploader.transfer.backends.smb import messages
from fbi_uploader.transfer.backends.smb.connection import Exchange
from fbi_uploader.transfer.backends.smb.messages import (
    Access,
    Disposition,
    GarbledError,
    Opened,
    Options,
    Reply,
    Request,
)
from fbi_uploader.transfer.backends.smb.messages import Share as Sharing
from fbi_uploader.transfer.backends.smb.share import PathMissingError, Share
from fbi_uploader.transfer.backends.smb.status import Status

_UNDER_WAY = 8
"""Requests of up to 1 MiB in flight: 4 to 8 doubled the rate of one file on loopback, and at
5 ms of round trip 8 MiB keep 1.6 GB/s busy."""


_FLUSHED = 16 << 20
"""After so many bytes the server is asked to put them on its disk while more are sent: the FLUSH
that ends a segment of 64 MiB then waits for little (measured on loopback: 480 to 730 MiB/s)."""

_FIRST_READ = 256 << 10
"""What the compound that opens a file reads of it; the rest of a larger one is read after it."""

NOTHING_THERE = frozenset({int(Status.END_OF_FILE)})
"""The answer to reading an empty file."""


def write(share: Share, path: str, source: Source, offset: int, on_bytes: OnBytes) -> None:
    """See `Backend.write`. Nothing is open at return, whatever happened."""
    file = _created(share, path) if offset == 0 else _continued(share, path, offset)
    try:
        _pour(share, path, file, source, offset, on_bytes)
        _finish(share, path, file, source.mtime_ns)
    except BaseException:
        if share.connection.alive:
            share.release(file.file_id)
        raise


def _created(share: Share, path: str) -> Opened:
    def create() -> Opened:
        # Readers are let in: the part is read back while it grows. A second writer is not.
        access = Access.WRITE_DATA | Access.WRITE_ATTRIBUTES
        try:
            return share.open(path, access, Sharing.READ, Disposition.CREATE)
        except FileError as error:
            raise in_the_way(error) from None

    return with_parents(share, path, create)


def in_the_way(error: UploaderError) -> UploaderError:
    """What is told of a new file whose name a folder has."""
    if error.code is not Code.NOT_A_FILE:
        return error
    return FileError(Code.TARGET_EXISTS, **error.facts)


def with_parents(share: Share, path: str, act: Callable[[], Opened]) -> Opened:
    """`act` once the folders of `path` are there; made anew when they had gone."""
    share.make_parents(path)
    try:
        return act()
    except PathMissingError:
        share.forget_folders()
        share.make_parents(path)
        return act()


def _continued(share: Share, path: str, offset: int) -> Opened:
    file = share.open(path, Access.WRITE_DATA | Access.WRITE_ATTRIBUTES, Sharing.READ)
    try:
        if file.size < offset:
            raise FileError(Code.PART_SHORTER, path=path, size=file.size, offset=offset)
        if file.size > offset:
            share.ask(path, messages.set_end(offset, file.file_id))
    except UploaderError:
        share.release(file.file_id)
        raise
    return file


class _Writes:
    """The WRITEs of one file that are on their way, oldest first."""

    def __init__(self, share: Share, path: str, on_bytes: OnBytes) -> None:
        self._share = share
        self._path = path
        self._on_bytes = on_bytes
        self._sent: deque[tuple[Request, Exchange]] = deque()

    def add(self, request: Request) -> None:
        """Send it, once there is room."""
        while len(self._sent) >= _UNDER_WAY:
            self.settle_one()
        self._sent.append((request, self._share.connection.start((request,))))

    def settle_one(self) -> None:
        """Wait for the oldest."""
        request, exchange = self._sent.popleft()
        self._share.settle(self._path, (request,), exchange)
        if request.data:
            self._on_bytes(len(request.data))

    def settle(self) -> None:
        """Wait for all."""
        while self._sent:
            self.settle_one()

    def drain(self) -> None:
        """Wait for all, whatever became of them: the file is given up for another reason."""
        with contextlib.suppress(RetryError):
            while self._sent:
                self._share.connection.finish(self._sent.popleft()[1])


def _pour(
    share: Share, path: str, file: Opened, source: Source, offset: int, on_bytes: OnBytes
) -> None:
    writes = _Writes(share, path, on_bytes)
    most = share.most
    position = offset
    try:
        for piece in source.chunks(offset):
            view = memoryview(piece)
            for start in range(0, len(view), most):
                data = view[start : start + most]
                writes.add(messages.write(position, data, file.file_id))
                position += len(data)
                if position % _FLUSHED < len(data):
                    writes.add(messages.flush(file.file_id))
        writes.settle()
    except BaseException:
        if share.connection.alive:
            writes.drain()
        raise


def _finish(share: Share, path: str, file: Opened, mtime_ns: int | None) -> None:
    requests = [messages.flush(file.file_id), messages.close(file.file_id)]
    if mtime_ns is not None:
        requests.insert(0, messages.set_modified(mtime_ns, file.file_id))
    share.ask(path, *requests)


def read(share: Share, path: str, offset: int) -> Generator[memoryview, None, None]:
    """The stored bytes from `offset`; several requests run ahead. Closed when left."""
    if offset == 0:
        opened, first = _beginning(share, path)
        yield first
        offset = len(first)
        if opened.size <= offset:
            return
    yield from _rest(share, path, offset)


def _beginning(share: Share, path: str) -> tuple[Opened, memoryview]:
    """The first bytes of a file, all of a small one, in one round trip."""
    requests = begin_reading(share, path)
    replies = share.settle(path, requests, share.connection.start(requests), NOTHING_THERE)
    opened, first = begun(replies)
    most = requests[1].payload
    if not min(opened.size, most) <= len(first) <= most:
        raise GarbledError("a part of a read was not done")
    return opened, first


def begin_reading(share: Share, path: str) -> tuple[Request, ...]:
    """A compound that opens a file, reads its beginning, and closes it."""
    access, options = Access.READ_DATA, Options.NOT_A_FOLDER
    return (
        messages.create(share.wire(path), access, Sharing.ALL, Disposition.OPEN, options),
        messages.read(0, min(_FIRST_READ, share.most_beside(2))),
        messages.close(),
    )


def begun(replies: Sequence[Reply]) -> tuple[Opened, memoryview]:
    """What that says of the file, and its beginning."""
    opened = messages.opened(replies[0])
    return opened, messages.data(replies[1]) if opened.size else memoryview(b"")


def _rest(share: Share, path: str, offset: int) -> Generator[memoryview, None, None]:
    file = share.open(path, Access.READ_DATA, Sharing.ALL)
    ahead: deque[tuple[int, Request, Exchange]] = deque()
    position, most = offset, share.most
    try:
        while ahead or position < file.size:
            while position < file.size and len(ahead) < _UNDER_WAY:
                size = min(most, file.size - position)
                request = messages.read(position, size, file.file_id)
                ahead.append((size, request, share.connection.start((request,))))
                position += size
            size, request, exchange = ahead.popleft()
            (reply,) = share.settle(path, (request,), exchange)
            piece = messages.data(reply)
            if len(piece) != size:
                raise GarbledError("a part of a read was not done")
            yield piece
    finally:
        if share.connection.alive:
            with contextlib.suppress(RetryError):  # why it was left is what is told
                while ahead:
                    share.connection.finish(ahead.popleft()[2])
            share.release(file.file_id)

"""Paths below the landing root of one share: opened, asked, let go; their folders made."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Sequence

from fbi_uploader.errors import Code, FileError, NodeError, RetryError, UploaderError
from fbi_uploader.isa.names import is_device
from fbi_uploader.transfer.backends.smb import messages
from fbi_uploader.transfer.backends.smb.connection import Connection, Exchange
from fbi_uploader.transfer.backends.smb.logon import Tree
from fbi_uploader.transfer.backends.smb.messages import (
    Access,
    Command,
    Disposition,
    GarbledError,
    Options,
    Reply,
    Request,
)
from fbi_uploader.transfer.backends.smb.messages import Share as Sharing
from fbi_uploader.transfer.backends.smb.status import Status, translated

# A ":" would open another stream of a file, the others are wildcards: never sent.
_FORBIDDEN = frozenset('":*?<>|') | {chr(code) for code in range(32)}
_LONGEST = 16_000  # letters: twice two bytes of each still fit into a length of 16 bits
_WRITES = frozenset({Command.CREATE, Command.WRITE, Command.SET_INFO, Command.FLUSH})
_NO_SUCH_PATH = frozenset({Status.OBJECT_PATH_NOT_FOUND})
_IN_THE_WAY = frozenset({Status.NOT_A_DIRECTORY, Status.OBJECT_NAME_COLLISION})


class PathMissingError(FileError):
    """TARGET_MISSING because a folder on the way is."""


class Share:
    """What one connection does with paths; `root` is the landing root below the share."""

    def __init__(self, tree: Tree, root: str) -> None:
        self._tree = tree
        self._root = root
        self._folders: set[str] = set()

    @property
    def connection(self) -> Connection:
        """The line."""
        return self._tree.connection

    @property
    def most(self) -> int:
        """Bytes that one READ or WRITE may carry now: what the server allows, and its credits."""
        return self.most_beside(0)

    def most_beside(self, others: int) -> int:
        """`most` in a compound with so many other requests, of a credit each."""
        paid = (self.connection.room - others) * messages.CREDIT_BYTES
        return max(messages.CREDIT_BYTES, min(self._tree.most, paid))

    def wire(self, path: str) -> str:
        """`path` as the server takes it.

        FileError NAME_FORBIDDEN, NAME_TRAILING, NAME_RESERVED, NAME_TOO_LONG for what it would
        misread, cut or mangle: smbd stores such a name and lists it as another (`CON.tif`).
        """
        if not _FORBIDDEN.isdisjoint(path):
            raise FileError(Code.NAME_FORBIDDEN, path=path)
        for name in path.split("/"):
            if name.endswith((".", " ")):
                raise FileError(Code.NAME_TRAILING, path=path)
            if is_device(name):
                raise FileError(Code.NAME_RESERVED, path=path)
        whole = f"{self._root}/{path}" if self._root and path else self._root or path
        if len(whole) > _LONGEST:
            raise FileError(Code.NAME_TOO_LONG, path=path)
        return whole.replace("/", "\\")

    # -- asking

    def ask(self, path: str, *requests: Request) -> list[Reply]:
        """One compound about `path`; raises what its first failure means."""
        return self.settle(path, requests, self.connection.start(requests))

    def settle(
        self,
        path: str,
        requests: Sequence[Request],
        exchange: Exchange,
        fine: Collection[int] = (),
    ) -> list[Reply]:
        """The answers to a compound about `path`, once they are there; `fine` are no failures."""
        replies = self.connection.finish(exchange)
        for request, reply in zip(requests, replies, strict=True):
            if reply.status and reply.status not in fine:
                self._let_go(requests, replies)
                raise self._error(request, reply.status, path)
            if request.command is Command.WRITE and messages.written(reply) != len(request.data):
                raise GarbledError("a part of a write was not done")
        if fine and requests[-1].command is Command.CLOSE:
            # A server may answer all that follows a failure, even a fine one, with the same.
            self._let_go(requests, replies)
        return replies

    def abandon(self, requests: Sequence[Request], exchange: Exchange) -> None:
        """Wait for the answers to a compound and leave nothing open, whatever they say."""
        self._let_go(requests, self.connection.finish(exchange))

    def _let_go(self, requests: Sequence[Request], replies: Sequence[Reply]) -> None:
        """Close what a compound opened when its own CLOSE was not carried out."""
        opened = requests[0].command is Command.CREATE and not replies[0].status
        closed = requests[-1].command is Command.CLOSE and not replies[-1].status
        if opened and not closed:
            self.connection.ask(messages.close(messages.opened(replies[0]).file_id))

    def _error(self, request: Request, status: int, path: str) -> UploaderError:
        if status == Status.ACCESS_DENIED and not self._tree.writable and _writes(request):
            return NodeError(Code.NODE_READ_ONLY, path=path)
        error = translated(status, path, request=request.command.name)
        if status in _NO_SUCH_PATH:
            return PathMissingError(error.code, **error.facts)
        return error

    # -- opening

    def open(
        self,
        path: str,
        access: Access,
        sharing: Sharing,
        disposition: Disposition = Disposition.OPEN,
        options: Options = Options.NOT_A_FOLDER,
    ) -> messages.Opened:
        """A file that stays open until `release`."""
        request = messages.create(self.wire(path), access, sharing, disposition, options)
        return messages.opened(self.ask(path, request)[0])

    def release(self, file_id: bytes) -> None:
        """Let go; a lost connection has let go already."""
        with contextlib.suppress(RetryError):
            self.connection.ask(messages.close(file_id))

    # -- folders

    def make_parents(self, path: str) -> None:
        """The folders that `path` lies in. FileError TARGET_EXISTS where a file is in the way."""
        self._make(path.rpartition("/")[0])

    def forget_folders(self) -> None:
        """Somebody took one away: make them anew."""
        self._folders.clear()

    def _make(self, folder: str) -> None:
        missing = [one for one in upwards(folder) if one and one not in self._folders]
        if len(missing) > 1 and self._make_all(missing[::-1]):
            self._folders.update(missing)
        elif missing:
            self._make_from_below(folder)

    def _make_all(self, folders: Sequence[str]) -> bool:
        """Each, the uppermost first, in one round trip; whether the last is there.

        Where it is not, nothing is known of why: one that lies above may be out of our sight.
        """
        asked = [_making(self.wire(folder)) for folder in folders]
        exchanges = [self.connection.start(requests) for requests in asked]
        made = False
        for requests, exchange in zip(asked, exchanges, strict=True):
            replies = self.connection.finish(exchange)
            self._let_go(requests, replies)
            made = not replies[0].status
        return made

    def _make_from_below(self, folder: str) -> None:
        if not folder or folder in self._folders:
            return
        try:
            self._make_last(folder)
        except PathMissingError:
            self._make_from_below(folder.rpartition("/")[0])
            self._make_last(folder)
        self._folders.add(folder)

    def _make_last(self, folder: str) -> None:
        requests = _making(self.wire(folder))
        replies = self.connection.ask(*requests)
        self._let_go(requests, replies)
        if replies[0].status in _IN_THE_WAY:
            raise FileError(Code.TARGET_EXISTS, path=folder)
        if replies[0].status:
            raise self._error(requests[0], replies[0].status, folder)


def upwards(path: str) -> Iterator[str]:
    """`path` and the folders that it lies in, the landing root ("") last."""
    yield path
    while path:
        path = path.rpartition("/")[0]
        yield path


def _making(name: str) -> tuple[Request, Request]:
    access, options = Access.READ_ATTRIBUTES, Options.FOLDER
    made = messages.create(name, access, Sharing.ALL, Disposition.OPEN_IF, options)
    return made, messages.close()


def _writes(request: Request) -> bool:
    return request.command in _WRITES

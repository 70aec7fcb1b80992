"""One worker's way into a landing folder on a share."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from fbi_uploader.errors import Code, Fact, FileError, NodeError, RetryError, UploaderError
from fbi_uploader.transfer.backend import (
    Capabilities,
    Connecting,
    Digest,
    Entry,
    Item,
    OnBytes,
    Source,
    Space,
)
from fbi_uploader.transfer.backends.smb import files, listing, many, messages
from fbi_uploader.transfer.backends.smb.logon import Tree
from fbi_uploader.transfer.backends.smb.messages import Access, Disposition, Options
from fbi_uploader.transfer.backends.smb.messages import Share as Sharing
from fbi_uploader.transfer.backends.smb.negotiation import DIALECTS
from fbi_uploader.transfer.backends.smb.share import Share, upwards
from fbi_uploader.transfer.landing import check_path, check_rename

Answer = TypeVar("Answer")

_CAPABILITIES = Capabilities(
    resume=True,
    server_digest=False,
    max_connections=8,
    atomic_no_replace=False,
    cached_reads=False,
)


class SmbBackend(Connecting):
    """A connection of its own to a share.

    `rename` of a folder is refused by the server's disk when something is there, in one step. For
    a file smbd looks first and then renames: of two clients at the same target in the same
    millisecond both can be told yes, and one file is gone (checked: 1 race in 10). So the
    capability claims the least, and files are renamed only in a staging folder, which one
    program writes in.

    `way`  gives the share and the landing root's path below it ("" for the share itself), told
           the number of the session that was lost (0 for none)
    """

    def __init__(self, way: Callable[[int], tuple[Tree, str]]) -> None:
        self._way = way
        self._share: Share | None = None
        self._session = 0

    @property
    def capabilities(self) -> Capabilities:
        """Frozen; the same on every share."""
        return _CAPABILITIES

    def connect(self) -> None:
        """Log on; LANDING_MISSING (NodeError) when the landing root is not there."""
        self.close()
        tree, root = self._way(self._session)
        self._session = tree.connection.session.number
        self._share = Share(tree, root)
        try:
            found = self._stat("") if root else None
        except BaseException:
            self.close()
            raise
        if root and not (found and found.is_folder):
            self.close()
            raise NodeError(Code.LANDING_MISSING, path=root)

    def close(self) -> None:
        """Log off, so that the server lets go of everything at once."""
        share, self._share = self._share, None
        if share is not None and share.connection.leave():
            self._session = 0

    def security(self) -> dict[str, Fact]:
        """What protects the connection, for "Test connection"."""
        session = self._connected().connection.session
        sealed = session.seal is not None
        spoken = next((name for name, one in DIALECTS.items() if one == session.dialect), "")
        signed = sealed or session.sign is not None
        return {"dialect": spoken, "signed": signed, "encrypted": sealed}

    def _connected(self) -> Share:
        if self._share is None:
            raise RetryError(Code.CONNECTION_LOST, why="not_connected")
        return self._share

    # -- looking

    def list(self, path: str) -> Iterator[Entry]:
        """Streamed, a few hundred entries an answer."""
        check_path(path)
        return listing.entries(self._connected, path)

    def stat(self, path: str) -> Entry | None:
        """What is at `path`, or None."""
        check_path(path)
        return self._stat(path)

    def _stat(self, path: str) -> Entry | None:
        share = self._connected()
        try:
            replies = share.ask(
                path,
                messages.create(
                    share.wire(path), Access.READ_ATTRIBUTES, Sharing.ALL, Disposition.OPEN
                ),
                messages.query(messages.FILE_INTERNAL),
                messages.close(),
            )
        except FileError as error:
            if error.code is Code.TARGET_MISSING:
                return None
            raise
        found = messages.opened(replies[0])
        file_id = listing.shown_id(messages.internal_id(replies[1]))
        return Entry(path.rpartition("/")[2], found.is_folder, found.size, found.mtime_ns, file_id)

    def space(self, path: str) -> Space:
        """What the server tells this account, which is less than all that is free under a quota."""
        check_path(path)
        folders = list(upwards(path))
        answers = many.space(self._connected(), folders)
        for answer in answers:
            if isinstance(answer, Space):
                return answer
            if answer.code is not Code.TARGET_MISSING:
                raise answer
        raise FileError(Code.TARGET_MISSING, path=path)

    # -- writing and reading

    def write(self, path: str, source: Source, offset: int, on_bytes: OnBytes) -> None:
        """See `Backend.write`."""
        check_path(path)
        files.write(self._connected(), path, source, offset, on_bytes)

    def read(self, path: str, offset: int) -> Iterator[bytes]:
        """Read back, as the server has it."""
        check_path(path)
        return self._pieces(path, offset)

    def _pieces(self, path: str, offset: int) -> Iterator[bytes]:
        with contextlib.closing(files.read(self._connected(), path, offset)) as pieces:
            for piece in pieces:
                yield bytes(piece)

    def digest(self, path: str, on_bytes: OnBytes) -> Digest:
        """Read back and hashed here: a share computes nothing."""
        check_path(path)
        sha256 = hashlib.sha256()
        with contextlib.closing(files.read(self._connected(), path, 0)) as pieces:
            for piece in pieces:
                sha256.update(piece)
                on_bytes(len(piece))
        return Digest("sha256", sha256.hexdigest())

    def rename(self, source: str, target: str) -> None:
        """One step of the server's, which refuses an existing target."""
        check_rename(source, target)
        (error,) = self.rename_many([(source, target)])
        if error is not None:
            raise error

    def remove(self, path: str) -> None:
        """A file or an empty folder; TARGET_EXISTS for another folder."""
        check_path(path)
        share = self._connected()
        share.ask(
            path,
            messages.create(
                share.wire(path),
                Access.DELETE,
                Sharing.ALL,
                Disposition.OPEN,
                Options.REPARSE_POINT,
            ),
            messages.set_gone(),
            messages.close(),
        )
        share.forget_folders()

    # -- many

    def _each(
        self, count: int, act: Callable[[Share], Sequence[Answer | UploaderError]]
    ) -> Sequence[Answer | UploaderError]:
        try:
            share = self._connected()
        except RetryError as error:
            return [error] * count
        return act(share)

    def write_many(
        self, items: Sequence[Item], on_bytes: OnBytes
    ) -> Sequence[UploaderError | None]:
        """`write` for each, many under way at once."""
        return self._each(len(items), lambda share: many.write(share, items, on_bytes))

    def digest_many(
        self, paths: Sequence[str], on_bytes: OnBytes
    ) -> Sequence[Digest | UploaderError]:
        """`digest` of each."""
        return self._each(len(paths), lambda share: many.digest(share, paths, on_bytes))

    def rename_many(self, pairs: Sequence[tuple[str, str]]) -> Sequence[UploaderError | None]:
        """`rename` of each."""
        return self._each(len(pairs), lambda share: many.rename(share, pairs))

"""The way to a landing root, which a DFS namespace may put on another server.

Source: [MS-DFSC] 2.2.2 and 2.2.4 (referrals), 3.1.4 (client); [MS-SMB2] 3.2.4.20.3. Tried against
smbd's own `msdfs root`; domain-based namespaces of Windows are written by the book and untried.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fbi_uploader.errors import Code, NodeError, RetryError, UploaderError
from fbi_uploader.transfer.backends.smb import messages
from fbi_uploader.transfer.backends.smb.connection import Patience
from fbi_uploader.transfer.backends.smb.logon import Login, Place, Tree, log_on
from fbi_uploader.transfer.backends.smb.messages import HEADER_SIZE, Command, GarbledError, Request
from fbi_uploader.transfer.backends.smb.status import Status, translated

_GET_REFERRALS = 0x00060194
_IOCTL = struct.Struct("<HHI16sIIIIIIII")
_IOCTL_ANSWER = struct.Struct("<HHI16sIIIIII")
_REFERRALS = struct.Struct("<HHI")
_REFERRAL = struct.Struct("<HHHHIHHH")
_NAME_LIST = 2
_UNDERSTOOD = range(3, 5)  # versions 3 and 4 look alike
_HOPS = 4
_NO_DFS = frozenset(
    {
        Status.NOT_FOUND,
        Status.NOT_SUPPORTED,
        Status.INVALID_DEVICE_REQUEST,
        Status.FS_DRIVER_REQUIRED,
        Status.NO_SUCH_FILE,
        Status.OBJECT_NAME_NOT_FOUND,
        Status.BAD_NETWORK_NAME,
    }
)
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Root:
    """A landing root: `path` below a share, with "/"."""

    place: Place
    path: str


class Way:
    """Logs on to the share where the landing root lies; remembers where that was."""

    def __init__(self, root: Root, login: Login, patience: Patience | None = None) -> None:
        self._named = root
        self._found: Root | None = None
        self._last: Place | None = None
        self._login = login
        self._patience = patience or Patience()

    def __call__(self, previous: int) -> tuple[Tree, str]:
        """The share, and the landing root's path below it. Raises as `log_on`."""
        if self._found is not None:
            try:
                return self._log_on(self._found, previous), self._found.path
            except (NodeError, RetryError):
                self._found = None
                raise
        root = self._named
        for _ in range(_HOPS):
            tree, onward = self._followed(root, previous)
            if tree is not None:
                self._found, self._last = root, root.place
                return tree, root.path
            root = onward
        raise NodeError(Code.SHARE_UNKNOWN, path=self._named.place.share, why="dfs_loop")

    def _log_on(self, root: Root, previous: int) -> Tree:
        # On another server that number may be another session of this person's.
        there = previous if root.place == self._last else 0
        return log_on(root.place, self._login, self._patience, there)

    def _followed(self, root: Root, previous: int) -> tuple[Tree | None, Root]:
        """The share of `root`, or where it says that `root` is."""
        try:
            tree = self._log_on(root, previous)
        except NodeError as error:
            # A domain's name leads to a server that does not have the namespace itself.
            if error.code is not Code.SHARE_UNKNOWN:
                raise
            onward = next(self._targets(root), root)
            if onward == root:
                raise
            return None, onward
        if not tree.dfs:
            return tree, root
        try:
            onward = next(self._targets(root), root)
        except UploaderError:
            tree.connection.leave()
            raise
        if onward == root:
            return tree, root
        tree.connection.leave()
        return None, onward

    def _targets(self, root: Root) -> Iterator[Root]:
        """Where the namespace says that `root` lies, nearest first."""
        ways = replace(root.place, share="IPC$")
        tree = log_on(ways, self._login, self._patience)
        try:
            path = "\\".join(("", root.place.host, root.place.share, *root.path.split("/")))
            answer = _referrals(tree, path.rstrip("\\"))
        finally:
            tree.connection.leave()
        yield from read(answer, path, root)


def _referrals(tree: Tree, path: str) -> memoryview:
    asked = struct.pack("<H", 4) + path.encode("utf-16-le") + b"\0\0"
    start = HEADER_SIZE + _IOCTL.size
    body = _IOCTL.pack(
        *(57, 0, _GET_REFERRALS, messages.RELATED_ID, start, len(asked)),
        *(0, 0, 0, messages.CREDIT_BYTES, 1, 0),
    )
    request = Request(Command.IOCTL, body, asked, messages.CREDIT_BYTES)
    (reply,) = tree.connection.ask(request)
    if reply.status in _NO_DFS:
        return memoryview(b"")
    if reply.status:
        raise translated(reply.status, path)
    found = messages.unpacked(_IOCTL_ANSWER, reply.body)
    return messages.part_of(reply.body, found[6], found[7])


def read(answer: memoryview, path: str, root: Root) -> Iterator[Root]:
    """Where the referrals of `answer` to the question for `path` put `root`."""
    if not answer:
        return
    consumed, count, _ = messages.unpacked(_REFERRALS, answer)
    rest = path.encode("utf-16-le")[consumed:].decode("utf-16-le", "replace").strip("\\")
    start = _REFERRALS.size
    for _ in range(count):
        found = messages.unpacked(_REFERRAL, answer[start:])
        version, size, _, flags, *_, address = found
        if version in _UNDERSTOOD and not flags & _NAME_LIST:
            yield _target(_text(answer, start + address), rest, root)
        if not size:
            raise GarbledError("a referral of no size")
        start += size


def _target(address: str, rest: str, root: Root) -> Root:
    host, _, below = address.strip("\\").partition("\\")
    share, _, inside = below.partition("\\")
    if not host or not share or max(len(host), len(share)) > _LONGEST_NAME:
        raise GarbledError("a referral to nowhere")
    path = "/".join(part for part in (*inside.split("\\"), *rest.split("\\")) if part)
    return Root(Place(host, root.place.port, share), path)


def _text(answer: memoryview, start: int) -> str:
    """Up to its two zeroes."""
    whole = bytes(answer[start:])
    end = next((at for at in range(0, len(whole) - 1, 2) if whole[at : at + 2] == b"\0\0"), None)
    if end is None:
        raise GarbledError("a text without an end")
    return whole[:end].decode("utf-16-le", "replace")

"""An SMB2 server that says whatever a test wants it to, onto a real socket."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fbi_uploader.transfer.backends.smb.connection import Connection, Patience
from fbi_uploader.transfer.backends.smb.logon import Place, Tree
from fbi_uploader.transfer.backends.smb.messages import HEADER_SIZE, Command
from fbi_uploader.transfer.backends.smb.share import Share

HASTY = Patience(connect=2, probe=0.1, silence=0.4, answer=1.5)
FOREVER = 20.0
"""Seconds after which a test's server gives up: no test waits that long."""

FROM_SERVER, ASYNC, SIGNED = 0x1, 0x2, 0x8
_HEADER = struct.Struct("<4sHHIHHIIQIIQ16s")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    command: Command
    number: int
    charge: int
    body: bytes


def message(
    asked: Asked,
    body: bytes = b"",
    *,
    status: int = 0,
    credits_: int = 8,
    flags: int = FROM_SERVER,
    following: int = 0,
) -> bytes:
    """One answer, without the length before it."""
    return (
        _HEADER.pack(
            *(b"\xfeSMB", 64, asked.charge, status, asked.command, credits_, flags),
            *(following, asked.number, 0, 3, 7, b"\0" * 16),
        )
        + body
    )


def refusal(asked: Asked, status: int) -> bytes:
    """An answer that says no (2.2.2)."""
    return message(asked, struct.pack("<HBBIB", 9, 0, 0, 0, 0), status=status)


def compound(*answers: bytes) -> bytes:
    """Several answers as one frame."""
    padded = [answer + bytes(-len(answer) % 8) for answer in answers[:-1]]
    linked = [one[:20] + struct.pack("<I", len(one)) + one[24:] for one in padded]
    return b"".join((*linked, answers[-1]))


def framed(frame: bytes) -> bytes:
    """With its length before it."""
    return len(frame).to_bytes(4, "big") + frame


class Peer:
    """The server's end of a connection."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self.heard: list[list[Asked]] = []

    def hear(self) -> list[Asked]:
        """The requests of the next frame; EOFError at the end."""
        size = int.from_bytes(self._exactly(4), "big")
        frame = self._exactly(size)
        found: list[Asked] = []
        while True:
            _, _, charge, _, command, _, _, following, number, *_ = _HEADER.unpack_from(frame)
            body = frame[HEADER_SIZE : following or len(frame)]
            found.append(Asked(Command(command), number, charge, body))
            if not following:
                self.heard.append(found)
                return found
            frame = frame[following:]

    def say(self, frame: bytes) -> None:
        """One frame."""
        self._line.sendall(framed(frame))

    def say_raw(self, content: bytes) -> None:
        """Bytes as they are."""
        self._line.sendall(content)

    def wait(self) -> None:
        """Until the client has gone."""
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._exactly(1)

    def _exactly(self, size: int) -> bytes:
        pieces = bytearray()
        while len(pieces) < size:
            piece = self._line.recv(size - len(pieces))
            if not piece:
                raise EOFError
            pieces += piece
        return bytes(pieces)


Script = Callable[[Peer], None]


@contextlib.contextmanager
def serving(script: Script) -> Iterator[tuple[int, list[Peer]]]:
    """The port of a server that runs `script` with each client in turn, and its clients so far."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(FOREVER)
    peers: list[Peer] = []
    faults: list[BaseException] = []

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            line.settimeout(FOREVER)
            with line:
                peers.append(Peer(line))
                try:
                    script(peers[-1])
                    peers[-1].wait()
                except (EOFError, OSError):
                    pass
                except BaseException as error:
                    faults.append(error)
                    raise

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], peers
    finally:
        with contextlib.suppress(OSError):  # Linux: wakes `accept`
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(FOREVER)
    assert not thread.is_alive()
    assert not faults


@contextlib.contextmanager
def connected(script: Script, patience: Patience = HASTY) -> Iterator[Connection]:
    """A connection to a server that runs `script`."""
    with serving(script) as (port, _):
        connection = Connection("127.0.0.1", port, patience)
        try:
            yield connection
        finally:
            connection.close()


@contextlib.contextmanager
def sharing(
    answer: Callable[[Sequence[Asked]], bytes], root: str = "", most: int = 1 << 20
) -> Iterator[tuple[Share, list[list[Asked]]]]:
    """A share whose server answers each frame by `answer`, and all that it was asked."""

    def script(peer: Peer) -> None:
        while True:
            peer.say(answer(peer.hear()))

    with serving(script) as (port, peers):
        connection = Connection("127.0.0.1", port, HASTY)
        connection.transcript = None
        tree = Tree(connection, Place("127.0.0.1", port, "data"), writable=True, most=most)
        heard = _Heard(peers)
        try:
            yield Share(tree, root), heard
        finally:
            connection.close()


class _Heard(list[list[Asked]]):
    """What the first client has asked, looked up when it is wanted."""

    def __init__(self, peers: list[Peer]) -> None:
        super().__init__()
        self._peers = peers

    def __iter__(self) -> Iterator[list[Asked]]:
        return iter(self._peers[0].heard if self._peers else [])


# -- what a server says when all is well


def created(size: int = 0, *, folder: bool = False, file_id: bytes = b"F" * 16) -> bytes:
    """Body of an answer to CREATE."""
    attributes = 0x10 if folder else 0x80
    times = (116_444_736_000_000_000,) * 4
    return struct.pack(
        "<HBBIQQQQQQII16sII", 89, 0, 0, 1, *times, 0, size, attributes, 0, file_id, 0, 0
    )


def wrote(count: int) -> bytes:
    """Body of an answer to WRITE."""
    return struct.pack("<HHIIHH", 17, 0, count, 0, 0, 0)


def block(content: bytes) -> bytes:
    """Body of an answer to QUERY_DIRECTORY or QUERY_INFO."""
    return struct.pack("<HHI", 9, 72, len(content)) + content


def content(data: bytes) -> bytes:
    """Body of an answer to READ."""
    return struct.pack("<HBBIII", 17, 80, 0, len(data), 0, 0) + data


def entry(name: bytes, following: int = 0, size: int = 5) -> bytes:
    """One entry of a folder (FileIdBothDirectoryInformation)."""
    times = (116_444_736_000_000_000,) * 4
    head = (following, 0, *times, size, size, 0x80, len(name), 0, 0, 0, b"", 0, 1)
    return struct.pack("<IIQQQQQQIIIBB24sHQ", *head) + name


def body_of(asked: Asked) -> bytes:
    """What a server answers to a request that it carries out."""
    match asked.command:
        case Command.CREATE:
            return created()
        case Command.CLOSE:
            return bytes((60, 0)) + bytes(58)
        case Command.WRITE:
            return wrote(int.from_bytes(asked.body[4:8], "little"))
        case Command.SET_INFO:
            return b"\x02\0"
        case _:
            return b"\x04\0\0\0"


def obliging(asked: Sequence[Asked]) -> bytes:
    """Everything is carried out."""
    return compound(*(message(one, body_of(one)) for one in asked))

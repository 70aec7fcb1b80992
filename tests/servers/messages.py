"""Enough of [MS-SMB2] to tell what passes a wire: frames, commands, and one request of our own."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Direction = Literal["request", "response"]

# [MS-SMB2] 2.2.1.2, by number.
COMMANDS = (
    "NEGOTIATE",
    "SESSION_SETUP",
    "LOGOFF",
    "TREE_CONNECT",
    "TREE_DISCONNECT",
    "CREATE",
    "CLOSE",
    "FLUSH",
    "READ",
    "WRITE",
    "LOCK",
    "IOCTL",
    "CANCEL",
    "ECHO",
    "QUERY_DIRECTORY",
    "CHANGE_NOTIFY",
    "QUERY_INFO",
    "SET_INFO",
    "OPLOCK_BREAK",
)
ENCRYPTED = "ENCRYPTED"  # a transform header: what is inside cannot be told
COMPRESSED = "COMPRESSED"
OTHER = "OTHER"  # SMB 1, a NetBIOS keep-alive, or nothing that we know
NAMES = frozenset((*COMMANDS, ENCRYPTED, COMPRESSED, OTHER))

PENDING = 0x103  # STATUS_PENDING: an interim response, the real one follows
_HEADER = struct.Struct("<4sHHIHHIIQ")  # up to and with MessageId
_HEADER_BYTES = 64
_IS_RESPONSE = 1
_OPAQUE = {b"\xfdSMB": ENCRYPTED, b"\xfcSMB": COMPRESSED}


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a message; `status` is the server's answer, and 0 in a request."""

    name: str
    direction: Direction
    message_id: int = 0
    status: int = 0


class Framer:
    """Cuts a stream into frames: the four bytes of length with what they announce."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: memoryview) -> Iterator[bytes]:
        """Every frame that `data` completes."""
        self._held += data
        start = 0
        while (end := self._end(start)) is not None:
            yield bytes(self._held[start:end])
            start = end
        del self._held[:start]

    def _end(self, start: int) -> int | None:
        if len(self._held) < start + 4:
            return None
        end = start + 4 + int.from_bytes(self._held[start + 1 : start + 4], "big")
        return end if len(self._held) >= end else None


def commands(frame: bytes, direction: Direction) -> tuple[Command, ...]:
    """What a frame asks or answers: several where it is a compound."""
    if len(frame) < 8 or frame[4:8] != b"\xfeSMB" or len(frame) < 4 + _HEADER_BYTES:
        return (Command(_OPAQUE.get(frame[4:8], OTHER), direction),)
    found, start, following = [], 4, 1
    while following and start + _HEADER_BYTES <= len(frame):
        header = _HEADER.unpack_from(frame, start)
        _, _, _, status, number, _, flags, following, message_id = header
        name = COMMANDS[number] if number < len(COMMANDS) else OTHER
        answered: Direction = "response" if flags & _IS_RESPONSE else "request"
        found.append(Command(name, answered, message_id, status if flags & _IS_RESPONSE else 0))
        start += following
    return tuple(found)


def framed(message: bytes) -> bytes:
    """With the length before it, as SMB over TCP wants it ([MS-SMB2] 2.1)."""
    return struct.pack(">I", len(message)) + message


def header(name: str, message_id: int, *, response: bool = False, following: int = 0) -> bytes:
    """The 64 bytes before a command; `following` is the distance to the next header."""
    flags = _IS_RESPONSE if response else 0
    start = (b"\xfeSMB", 64, 1, 0, COMMANDS.index(name), 1, flags, following, message_id)
    return _HEADER.pack(*start).ljust(_HEADER_BYTES, b"\0")


def negotiate_request() -> bytes:
    """A frame that every SMB 2 server answers, be it with a refusal of our dialects."""
    dialects = (0x0202, 0x0210, 0x0300, 0x0302)
    body = struct.pack("<HHHHI16sQ", 36, len(dialects), 1, 0, 0, b"fbi_uploader tst", 0)
    return framed(header("NEGOTIATE", 0) + body + struct.pack("<4H", *dialects))

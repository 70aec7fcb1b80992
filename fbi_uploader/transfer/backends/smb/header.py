"""What stands before every SMB2 message.

Source: [MS-SMB2] 2.2.1. Offsets and sizes in bytes.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from fbi_uploader.transfer.backends.smb.messages import HEADER_SIZE, GarbledError

FROM_SERVER, ASYNC, RELATED, SIGNED = 0x1, 0x2, 0x4, 0x8
SIGNATURE = slice(48, 64)
NO_SIGNATURE = b"\0" * 16
UNASKED = 0xFFFF_FFFF_FFFF_FFFF
"""The number of a message that answers no question."""

_FORM = struct.Struct("<4sHHIHHIIQIIQ16s")
_MAGIC = b"\xfeSMB"


class Head(NamedTuple):
    """The header of an answer."""

    status: int
    command: int
    granted: int
    flags: int
    following: int
    number: int
    tree: int
    session: int
    signature: bytes


def read(frame: memoryview) -> Head:
    """The header that `frame` begins with; GarbledError when it is none of an answer."""
    if len(frame) < HEADER_SIZE:
        raise GarbledError("a message is too short")
    magic, _, _, status, command, granted, flags, following, number, *rest = _FORM.unpack_from(
        frame
    )
    if magic != _MAGIC or not flags & FROM_SERVER:
        raise GarbledError("not an answer")
    if following and (following % 8 or not HEADER_SIZE <= following <= len(frame)):
        raise GarbledError("an answer that is cut badly")
    return Head(status, command, granted, flags, following, number, *rest[1:])


class Asking(NamedTuple):
    """The header of a request."""

    command: int
    charge: int
    granted: int
    """Credits asked for."""

    flags: int
    following: int
    number: int
    tree: int
    session: int

    def packed(self) -> bytes:
        """As it is sent, its signature still to come."""
        return _FORM.pack(
            *(_MAGIC, HEADER_SIZE, self.charge, 0, self.command, self.granted, self.flags),
            *(self.following, self.number, 0, self.tree, self.session, NO_SIGNATURE),
        )

"""One compound as bytes on the line: each message signed where it lies.

Source: [MS-SMB2] 2.1 (four bytes for the length), 3.2.4.1.4 (compounds, padded to eight bytes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fbi_uploader.transfer.backends.smb import header, sealing
from fbi_uploader.transfer.backends.smb.header import Asking
from fbi_uploader.transfer.backends.smb.messages import HEADER_SIZE, Request
from fbi_uploader.transfer.backends.smb.sealing import Seal, Sign

_COPIED = 64 << 10
"""Bytes of a large WRITE's data that lie behind its header; the rest is sent from where it is,
because a copy of each MiB cost as much as signing it."""

_LENGTH = 4


@dataclass(slots=True)
class Session:
    """What a log-on gave: how the messages of `number` are signed or sealed."""

    number: int
    sign: Sign | None = None
    seal: Seal | None = None
    can_seal: Seal | None = None
    tree: int = 0
    dialect: int = 0


def padded(request: Request) -> int:
    """The bytes of a message that another one follows."""
    size = HEADER_SIZE + len(request.body) + len(request.data)
    return size + -size % 8


def packed(
    requests: Sequence[Request], heads: Sequence[Asking], session: Session
) -> tuple[bytearray, memoryview]:
    """The compound behind four bytes for its length, and what of its last data comes after it."""
    pieces: list[bytes | memoryview] = [bytes(_LENGTH)]
    starts = [_LENGTH]
    for request, head in zip(requests[:-1], heads[:-1], strict=True):
        size = padded(request)
        padding = size - HEADER_SIZE - len(request.body) - len(request.data)
        pieces += (head.packed(), request.body, request.data, bytes(padding))
        starts.append(starts[-1] + size)
    data = memoryview(requests[-1].data)
    frame = bytearray().join((*pieces, heads[-1].packed(), requests[-1].body, data[:_COPIED]))
    rest = data[_COPIED:]
    if session.sign is not None:
        _sign(frame, (*starts, len(frame)), heads, rest, session.sign)
    if session.seal is not None:
        whole = b"".join((memoryview(frame)[_LENGTH:], rest))
        frame, rest = bytearray(_LENGTH) + session.seal.close(whole), rest[:0]
    frame[:_LENGTH] = (len(frame) - _LENGTH + len(rest)).to_bytes(_LENGTH, "big")
    return frame, rest


def _sign(
    frame: bytearray, starts: Sequence[int], heads: Sequence[Asking], rest: memoryview, sign: Sign
) -> None:
    last = len(heads) - 1
    for place, head in enumerate(heads):
        message = memoryview(frame)[starts[place] : starts[place + 1]]
        flags = sealing.flags_of(head.command, from_server=False)
        behind = rest if place == last else rest[:0]
        message[header.SIGNATURE] = sign(message, head.number, flags, behind)

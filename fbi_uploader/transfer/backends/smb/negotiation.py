"""What client and server settle before anybody logs on: dialect, signing, cipher, sizes.

Source: [MS-SMB2] 2.2.3 and 2.2.4 (messages and contexts), 3.2.5.2 (reading the answer), 3.2.5.5
(asking again once messages are signed).
"""

from __future__ import annotations

import os
import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from fbi_uploader.errors import Code, NodeError
from fbi_uploader.transfer.backends.smb import messages
from fbi_uploader.transfer.backends.smb.connection import Connection
from fbi_uploader.transfer.backends.smb.messages import (
    CREDIT_BYTES,
    HEADER_SIZE,
    Command,
    GarbledError,
    Request,
)
from fbi_uploader.transfer.backends.smb.sealing import SMB_3_0, SMB_3_1_1
from fbi_uploader.transfer.backends.smb.status import Status, refused, status_name

DIALECTS = {"2.1": 0x0210, "3.0": SMB_3_0, "3.0.2": 0x0302, "3.1.1": SMB_3_1_1}
SIGNING_ENABLED, SIGNING_REQUIRED = 0x1, 0x2
DFS, LARGE_MTU, ENCRYPTION = 0x1, 0x4, 0x40
_CAPABILITIES = DFS | LARGE_MTU | ENCRYPTION

_REQUEST = struct.Struct("<HHHHI16sIHH")
_ANSWER = struct.Struct("<HHHH16sIIIIQQHHI")
_CONTEXT = struct.Struct("<HHI")
_HASHES, _CIPHERS, _NAME, _SIGNINGS = 1, 2, 5, 8
_SHA_512 = 1
_AES_CMAC, _AES_CCM = 1, 1
_SIGNINGS_KNOWN = (2, _AES_CMAC)  # AES-GMAC first
_CIPHERS_KNOWN = (2, _AES_CCM, 4, 3)  # AES-128-GCM and CCM, AES-256-GCM and CCM
_MOST_BYTES = 1 << 20

_IOCTL = struct.Struct("<HHI16sIIIIIIII")
_IOCTL_ANSWER = struct.Struct("<HHI16sIIIIII")
_VALIDATE = 0x00140204
_UNKNOWN_QUESTION = frozenset(
    {Status.NOT_SUPPORTED, Status.INVALID_DEVICE_REQUEST, Status.FILE_CLOSED}
)


@dataclass(frozen=True, slots=True)
class Hello:
    """What the server said of itself, and what we had said before.

    `signing`, `cipher`  by their numbers (2.2.3.1.7, 2.2.3.1.2); cipher 0 for none
    `token`              with which the log-on begins
    `most`               bytes that one READ or WRITE may carry
    """

    dialect: int
    signing: int
    cipher: int
    demands_signing: bool
    token: bytes
    most: int
    own: bytes
    """Capabilities, GUID, security mode and dialect, as `check` will ask for them."""

    offer: bytes
    """The same of ours, with all dialects offered."""


def negotiate(connection: Connection, host: str, oldest: str, *, sign: bool) -> Hello:
    """Say hello. NodeError NODE_TOO_WEAK from a server that speaks only older dialects."""
    offered = tuple(DIALECTS.values())[list(DIALECTS).index(oldest) :]
    # An id of its own for every connection: one that is shared makes smbd serve all of them in a
    # single process, one after the other.
    client = uuid.uuid4().bytes_le
    mode = SIGNING_REQUIRED if sign else SIGNING_ENABLED
    (reply,) = connection.ask(_request(host, offered, client, mode))
    if reply.status == Status.NOT_SUPPORTED:
        raise _too_weak(host, oldest)
    if reply.status != Status.SUCCESS:
        raise refused(reply.status, host, Code.NODE_TOO_WEAK)
    return read(reply.body, host, oldest, _packed_offer(client, mode, offered))


def _request(host: str, offered: tuple[int, ...], client: bytes, mode: int) -> Request:
    dialects = struct.pack(f"<{len(offered)}H", *offered)
    told = contexts(host)
    start = _REQUEST.size + len(dialects)
    padding = -(HEADER_SIZE + start) % 8
    head = _REQUEST.pack(
        *(36, len(offered), mode, 0, _CAPABILITIES, client),
        *(HEADER_SIZE + start + padding, len(told), 0),
    )
    padded = [context + bytes(-len(context) % 8) for context in told[:-1]]
    body = b"".join((head, dialects, bytes(padding), *padded, told[-1]))
    return Request(Command.NEGOTIATE, body)


def contexts(host: str) -> list[bytes]:
    """What SMB 3.1.1 wants to know (2.2.3.1), best first."""
    values = (
        (_HASHES, struct.pack("<HHH32s", 1, 32, _SHA_512, os.urandom(32))),
        (_CIPHERS, struct.pack("<HHHHH", 4, *_CIPHERS_KNOWN)),
        (_NAME, host.encode("utf-16-le")),
        (_SIGNINGS, struct.pack("<HHH", 2, *_SIGNINGS_KNOWN)),
    )
    return [_CONTEXT.pack(kind, len(value), 0) + value for kind, value in values]


def _packed_offer(client: bytes, mode: int, offered: tuple[int, ...]) -> bytes:
    count = len(offered)
    return struct.pack(f"<I16sHH{count}H", _CAPABILITIES, client, mode, count, *offered)


def read(body: memoryview, host: str, oldest: str, offer: bytes) -> Hello:
    """Read the answer; NodeError NODE_TOO_WEAK below `oldest`, GarbledError when it is none."""
    found = messages.unpacked(_ANSWER, body)
    mode, dialect, count, server, capabilities, *sizes = found[1:9]
    if dialect not in DIALECTS.values() or dialect < DIALECTS[oldest]:
        raise _too_weak(host, oldest)
    if dialect < SMB_3_1_1:
        encrypts = dialect >= SMB_3_0 and capabilities & ENCRYPTION
        signing, cipher = _AES_CMAC, _AES_CCM if encrypts else 0
    else:
        said = dict(_said(body, found[13], count))
        signing, cipher = said.get(_SIGNINGS, _AES_CMAC), said.get(_CIPHERS, 0)
        if signing not in _SIGNINGS_KNOWN or cipher not in {0, *_CIPHERS_KNOWN}:
            raise GarbledError("a choice that was not offered")
    token = bytes(messages.part_of(body, found[11], found[12]))
    own = struct.pack("<I16sHH", capabilities, server, mode, dialect)
    most = min(_MOST_BYTES if capabilities & LARGE_MTU else CREDIT_BYTES, *sizes)
    return Hello(
        *(dialect, signing, cipher, bool(mode & SIGNING_REQUIRED), token, most, own, offer)
    )


def _said(body: memoryview, start: int, count: int) -> Iterator[tuple[int, int]]:
    """(kind, first choice) of each context of the answer; each names how many it chose: one."""
    for _ in range(count):
        kind, size, _ = messages.unpacked(_CONTEXT, messages.part_of(body, start, _CONTEXT.size))
        value = messages.part_of(body, start + _CONTEXT.size, size)
        if kind in {_CIPHERS, _SIGNINGS}:
            yield kind, messages.unpacked(struct.Struct("<HH"), value)[1]
        start += _CONTEXT.size + size + -size % 8


def check(connection: Connection, hello: Hello) -> None:
    """Ask again, signed, what was negotiated in clear: nobody stood in between.

    SMB 3.1.1 has no need of it: its keys come from all that was said.
    """
    if hello.dialect >= SMB_3_1_1:
        return
    start = HEADER_SIZE + _IOCTL.size
    body = _IOCTL.pack(
        *(57, 0, _VALIDATE, messages.RELATED_ID, start, len(hello.offer)),
        *(0, 0, 0, len(hello.own), 1, 0),
    )
    (reply,) = connection.ask(Request(Command.IOCTL, body, hello.offer))
    if reply.status in _UNKNOWN_QUESTION:
        return  # an old server; its answer was signed all the same
    if reply.status != Status.SUCCESS:
        raise GarbledError(f"the negotiation is not confirmed: {status_name(reply.status)}")
    found = messages.unpacked(_IOCTL_ANSWER, reply.body)
    if bytes(messages.part_of(reply.body, found[6], found[7])) != hello.own:
        raise GarbledError("somebody changed the negotiation")


def _too_weak(host: str, oldest: str) -> NodeError:
    return NodeError(Code.NODE_TOO_WEAK, node=host, wanted=f"SMB {oldest}")
